import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordingPlace } from '../../src/recording/file-name.ts';
import { openSessions } from '../../src/recording/recorded-session.ts';
import { readRecording } from '../../src/recording/read.ts';
import { openRecording, type RecordingWriter } from '../../src/recording/write.ts';
import type { Observation } from '../../src/model/observation.ts';

const HEADER = { program: '0.1.0', writtenAt: '2026-11-20T14:56:12.000000Z', units: [], options: {}, manager: 'system' as const };
const MEBI = 1024 * 1024;

let observations: readonly Observation[];
beforeAll(async () => {
  ({ observations } = await readRecording('fixtures/scenarios/widget-daemon/live.jsonl.gz'));
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-bytes-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const sizes = (): readonly number[] => readdirSync(folder).map((name) => statSync(join(folder, name)).size);
const sum = (all: readonly number[]): number => all.reduce((one, other) => one + other, 0);

/** A line of the log that nothing compresses. */
function noise(sequence: number, bytes: number): Observation {
  const fields = { MESSAGE: randomBytes((bytes * 3) / 4).toString('base64'), MESSAGE_ID: '641257651c1b4ec9a8624d7a40a9e1e7' };
  return { sequence, at: observations[0]!.at, payload: { source: 'journal', kind: 'entry', fields } };
}

describe('a flood of lines that nothing compresses', () => {
  it('makes no part larger than it may be, and no folder larger than so many full parts, in one turn of the loop', async () => {
    const recording = openRecording(join(folder, 'a.jsonl.gz'), HEADER, { maxSize: MEBI, maxFiles: 4, older: [] });
    for (const observation of observations) recording.write(observation);
    let sequence = observations.length;
    let most = 0;
    for (let line = 0; line < 160; line += 1) {
      recording.write(noise(++sequence, 64 * 1024));
      if (line % 10 === 0) most = Math.max(most, sum(sizes()));
    }
    expect(most).toBeLessThanOrEqual(4 * MEBI);
    await recording.close();
    expect(Math.max(...sizes())).toBeLessThanOrEqual(MEBI);
    expect(sum(sizes())).toBeLessThanOrEqual(4 * MEBI);
    expect(sum(sizes())).toBeGreaterThan(2 * MEBI);
    const read = await openSessions([join(folder, readdirSync(folder)[0]!)]);
    expect(read.failures).toEqual([]);
  });

  it('does not outlive files of earlier versions that are larger than a part may be', async () => {
    const older = ['whyalive-20251120T145612Z.jsonl', 'whyalive-20251120T145612Z.2.jsonl'].map((name) => join(folder, name));
    for (const file of older) {
      const large = openRecording(file, HEADER);
      for (let line = 0; line < 50; line += 1) large.write(noise(line, 64 * 1024));
      await large.close();
    }
    const recording = openRecording(join(folder, 'a.jsonl.gz'), HEADER, { maxSize: MEBI, maxFiles: 6, older });
    for (const observation of observations) recording.write(observation);
    await recording.close();
    expect(readdirSync(folder)).toEqual(['a.jsonl.gz', 'whyalive-20251120T145612Z.2.jsonl']);
  });
});

describe('an observation that is longer than a recording takes', () => {
  it('is a gap in its place, and what follows is there', async () => {
    const path = join(folder, 'a.jsonl.gz');
    const recording = openRecording(path, HEADER, { maxSize: MEBI, maxFiles: 4 });
    for (const observation of observations) recording.write(observation);
    const { length } = observations;
    recording.write(noise(length + 1, 2 * MEBI));
    recording.write(noise(length + 2, 100));
    await recording.close();
    const read = await readRecording(path);
    expect(read.problems).toEqual([]);
    expect(read.observations.map(({ sequence }) => sequence)).toEqual(Array.from({ length: length + 2 }, (_, index) => index + 1));
    expect(read.observations.at(-2)?.payload).toMatchObject({
      source: 'journal',
      kind: 'gap',
      text: expect.stringMatching(/2097\d{3} bytes/) as string,
    });
    expect(read.observations.at(-1)?.payload.kind).toBe('entry');
  });
});

describe('compressed lines', () => {
  it('make one gzip file, whatever was flushed when', async () => {
    const path = join(folder, 'a.jsonl.gz');
    const plain = join(folder, 'a.jsonl');
    const both = [path, plain].map((name) => openRecording(name, { ...HEADER, recording: '0'.repeat(32) }));
    for (let round = 0; round < 3; round += 1) for (const one of observations) for (const writer of both) writer.write(one);
    for (const writer of both) await writer.close();
    const withoutId = (text: string): string => text.replace(/"recording":"[0-9a-f]{32}"/, '');
    expect(withoutId(gunzipSync(readFileSync(path)).toString())).toBe(withoutId(readFileSync(plain, 'utf8')));
    expect(statSync(path).size).toBeLessThan(statSync(plain).size / 5);
  });
});

describe('which recording is the oldest', () => {
  const runOf = async (date: string): Promise<RecordingWriter> => {
    const { path, older } = recordingPlace(folder, [], new Date(date));
    const recording = openRecording(path, HEADER, { maxSize: 64 * 1024, maxFiles: 1, older });
    for (const observation of observations) recording.write(observation);
    await recording.close();
    return recording;
  };

  it('is told by their order, not by a clock that was a year ahead', async () => {
    const begin = (date: string): void => {
      const { path, older } = recordingPlace(folder, [], new Date(date));
      const recording = openRecording(path, HEADER, { older });
      for (const observation of observations) recording.write(observation);
      void recording.close();
    };
    begin('2027-11-20T00:00:00Z');
    begin('2026-11-20T00:00:00Z');
    begin('2026-11-21T00:00:00Z');
    await runOf('2026-11-22T00:00:00Z');
    const left = readdirSync(folder);
    expect(left.some((name) => name.includes('20271120'))).toBe(false);
    expect(left.some((name) => name.includes('20261122'))).toBe(true);
  });

  it('of two with one second in their names the first', async () => {
    await runOf('2026-11-20T00:00:00Z');
    const second = await runOf('2026-11-20T00:00:00Z');
    expect(second.progress().path).toContain('20261120T000000Z-2');
    expect(readdirSync(folder).every((name) => name.includes('T000000Z-2'))).toBe(true);
  });
});

describe('a file that was made to keep who reads it busy', () => {
  const HEAD = '{"format":"whyalive/recording/1","program":"x","writtenAt":"","units":[],"options":{}}\n';
  const zeros = (byte: number): Buffer => gzipSync(Buffer.alloc(48 * MEBI, byte));
  const object = (members: string): string =>
    `{"sequence":1,"at":{"realtimeUsec":"1"},"payload":{"source":"system-bus","kind":"signal","path":"/","interface":"a","member":"b","body":[${members}]}}\n`;

  it.each([
    ['blanks without end', [zeros(0x20), zeros(0x20), zeros(0x20)], /unpacks to more than 200 times its size/],
    ['empty lines without end', [zeros(0x0a), zeros(0x0a)], /made to keep programs busy/],
    ['a line of empty objects', [gzipSync(object(`${'{},'.repeat(1_200_000)}1`))], /line 2 is left out: it is too long/],
    ['a line of nested lists', [gzipSync(object('['.repeat(400_000) + ']'.repeat(400_000)))], undefined],
  ] as const)('%s', async (_, members, problem) => {
    const path = join(folder, 'bomb.jsonl.gz');
    writeFileSync(path, Buffer.concat([gzipSync(HEAD), ...members]));
    const read = await readRecording(path);
    if (problem !== undefined) expect(read.problems.join()).toMatch(problem);
    expect(read.observations.length).toBeLessThanOrEqual(1);
  });
});
