import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRecording } from '../../src/recording/read.ts';
import { openRecording } from '../../src/recording/write.ts';
import type { Observation } from '../../src/model/observation.ts';

/** Bytes that the disk still takes. */
const disk = vi.hoisted(() => ({ free: Number.POSITIVE_INFINITY }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    writeSync(file: number, bytes: Buffer) {
      if (disk.free === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      const taken = bytes.subarray(0, Math.min(bytes.length, disk.free));
      disk.free -= taken.length;
      return fs.writeSync(file, taken);
    },
  };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-full-'));
});
afterEach(() => {
  disk.free = Number.POSITIVE_INFINITY;
  rmSync(folder, { recursive: true, force: true });
});

const HEADER = { program: '0.1.0', writtenAt: '2026-11-20T14:56:12.000000Z', units: [], options: {} };
/** Longer than the block after which a compressed recording is flushed. */
const BURST = 3000;

describe.each(['a.jsonl', 'a.jsonl.gz'])('a disk that is full while %s is written', (name) => {
  it('is told once, and what is missing is a gap; what was written stays whole', async () => {
    const { observations } = await readRecording('fixtures/scenarios/widget-daemon/live.jsonl.gz');
    const told: string[] = [];
    const path = join(folder, name);
    const recording = openRecording(path, HEADER, { onTrouble: (sentence) => told.push(sentence) });
    let sequence = 0;
    const write = (observation: Observation): void => recording.write({ ...observation, sequence: ++sequence });
    for (const observation of observations) write(observation);
    disk.free = 1000;
    const during = Array.from({ length: BURST }, (_, index) => observations[index % observations.length]!);
    for (const observation of during) {
      write(observation);
      if (sequence % 500 === 0) await delay(20);
    }
    await delay(1200);
    write(observations[0]!);
    expect(told).toEqual([expect.stringMatching(/cannot be written on \(ENOSPC: no space left on device\)/)]);
    disk.free = Number.POSITIVE_INFINITY;
    await delay(1100);
    const after = sequence;
    for (const observation of observations) write(observation);
    await recording.close();
    expect(told).toHaveLength(2);
    expect(told[1]).toMatch(/can be written on again; \d+ observations in between are missing/);

    const read = await readRecording(path);
    expect(read.problems).toEqual([]);
    expect(read.observations.slice(0, observations.length).map(({ payload }) => payload)).toEqual(
      observations.map(({ payload }) => payload),
    );
    expect(read.observations.slice(-observations.length)[0]?.sequence).toBe(after + 1);
    const gap = read.observations.find(({ payload }) => payload.kind === 'gap' && /could not be written/.test(payload.text));
    expect(gap?.payload).toMatchObject({ source: 'system-bus', kind: 'gap', text: expect.stringMatching(/ENOSPC/) as string });
    // Behind the gap the bus is heard anew.
    expect(read.observations.filter(({ payload }) => payload.kind === 'listening').length).toBeGreaterThanOrEqual(2);
    if (name === 'a.jsonl') for (const line of readFileSync(path, 'utf8').trim().split('\n')) JSON.parse(line);
  }, 20_000);
});

it('a disk that is full when a recording ends is told, compressed or not', async () => {
  const { observations } = await readRecording('fixtures/scenarios/widget-daemon/live.jsonl.gz');
  for (const name of ['a.jsonl', 'a.jsonl.gz']) {
    const told: string[] = [];
    disk.free = Number.POSITIVE_INFINITY;
    const recording = openRecording(join(folder, name), HEADER, { onTrouble: (sentence) => told.push(sentence) });
    for (const observation of observations.slice(0, -1)) recording.write(observation);
    disk.free = 0;
    for (const observation of observations.slice(-1)) recording.write(observation);
    await recording.close();
    expect(told, name).toEqual([expect.stringMatching(/\(ENOSPC: no space left on device\)/)]);
  }
});
