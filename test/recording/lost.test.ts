import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRecording } from '../../src/recording/read.ts';
import { openSessions } from '../../src/recording/recorded-session.ts';
import { openRecording, type RecordingWriter } from '../../src/recording/write.ts';
import type { Observation } from '../../src/model/observation.ts';

const HEADER = { program: '0.1.0', writtenAt: '2026-11-20T14:56:12.000000Z', units: [], options: {}, manager: 'system' as const };

let observations: readonly Observation[];
beforeAll(async () => {
  ({ observations } = await readRecording('fixtures/scenarios/widget-daemon/live.jsonl.gz'));
});

let folder: string;
let told: string[];
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-lost-'));
  told = [];
  now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const laterBySeconds = (seconds: number): void => void (now += seconds * 1000);

function begin(path: string, maxSize?: number): RecordingWriter {
  return openRecording(path, HEADER, { onTrouble: (sentence) => told.push(sentence), ...(maxSize === undefined ? {} : { maxSize }) });
}

const half = (): number => Math.floor(observations.length / 2);
const writeFirst = (recording: RecordingWriter): void => observations.slice(0, half()).forEach((one) => recording.write(one));
const writeRest = (recording: RecordingWriter): void => observations.slice(half()).forEach((one) => recording.write(one));

describe.each(['a.jsonl', 'a.jsonl.gz'])('%s, removed while it is written', (name) => {
  it('is made anew with what was known, and that is told once', async () => {
    const path = join(folder, name);
    const recording = begin(path);
    writeFirst(recording);
    rmSync(path);
    laterBySeconds(2);
    writeRest(recording);
    await recording.close();
    expect(told).toEqual([expect.stringMatching(/was removed while it was being written; what it held is lost, and recording goes on/)]);
    expect(recording.progress().failure).toBeUndefined();
    const read = await readRecording(path);
    expect(read.problems).toEqual([]);
    expect(read.observations.slice(-10).map(({ payload }) => payload)).toEqual(observations.slice(-10).map(({ payload }) => payload));
    expect(read.observations.some(({ payload }) => payload.kind === 'listening')).toBe(true);
  });

  it('with its folder is told once, goes on when the folder is back, and has a gap', async () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    const path = join(inner, name);
    const recording = begin(path);
    writeFirst(recording);
    rmSync(inner, { recursive: true });
    for (const observation of observations.slice(half(), half() + 20)) {
      laterBySeconds(2);
      recording.write(observation);
    }
    expect(told).toEqual([expect.stringMatching(/cannot be made anew/)]);
    mkdirSync(inner);
    laterBySeconds(2);
    for (const observation of observations.slice(half() + 20)) recording.write(observation);
    await recording.close();
    expect(told).toHaveLength(2);
    expect(recording.progress().failure).toBeUndefined();
    const read = await readRecording(path);
    const gap = read.observations.find(({ payload }) => payload.kind === 'gap' && /it was removed/.test(payload.text));
    expect(gap?.payload).toMatchObject({ source: 'system-bus', text: expect.stringMatching(/20 observations are missing/) as string });
  });

  it('is lost when nobody could make it anew before the end', async () => {
    const path = join(folder, name);
    const recording = begin(path);
    writeFirst(recording);
    rmSync(path);
    await recording.close();
    expect(told).toEqual([`${path} was removed, and what it held is lost`]);
    expect(recording.progress().failure).toBe('it was removed');
  });

  it('or renamed, is written on under its other name', async () => {
    const path = join(folder, name);
    const recording = begin(path);
    writeFirst(recording);
    renameSync(path, join(folder, `kept-${name}`));
    laterBySeconds(2);
    writeRest(recording);
    await recording.close();
    expect(told).toEqual([]);
    expect((await readRecording(join(folder, `kept-${name}`))).observations).toHaveLength(observations.length);
  });
});

describe('a next part', () => {
  it('takes the next name that is free, and is read as one of the recording', async () => {
    writeFileSync(join(folder, 'a.2.jsonl'), 'of somebody else\n');
    const recording = begin(join(folder, 'a.jsonl'), 64 * 1024);
    for (const observation of observations) recording.write(observation);
    await recording.close();
    expect(told).toEqual([]);
    expect(readFileSync(join(folder, 'a.2.jsonl'), 'utf8')).toBe('of somebody else\n');
    expect(readdirSync(folder)).toContain('a.3.jsonl');
    const { sessions } = await openSessions([join(folder, 'a.jsonl')]);
    const joined: Observation[] = [];
    for await (const observation of sessions[0]!.observations()) joined.push(observation);
    expect(joined).toEqual(observations);
  });

  it('that cannot be begun is told once, tried again each second, and begun when it can be', async () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    const recording = begin(join(inner, 'a.jsonl'), 4096);
    const moved = join(folder, 'moved');
    renameSync(inner, moved);
    const third = Math.floor(observations.length / 3);
    for (const observation of observations.slice(0, third)) recording.write(observation);
    laterBySeconds(2);
    for (const observation of observations.slice(third, 2 * third)) recording.write(observation);
    expect(told).toEqual([expect.stringMatching(/a\.jsonl grows on instead$/)]);
    renameSync(moved, inner);
    laterBySeconds(2);
    for (const observation of observations.slice(2 * third)) recording.write(observation);
    await recording.close();
    expect(told).toHaveLength(1);
    expect(readdirSync(inner).length).toBeGreaterThan(1);
  });
});
