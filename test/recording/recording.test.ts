import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KnownError } from '../../src/errors.ts';
import { readRecording } from '../../src/recording/read.ts';
import { openRecording } from '../../src/recording/write.ts';
import { withInstants } from '../../src/collect/journal/entry.ts';
import { createExportParser } from '../../src/collect/journal/export-format.ts';
import type { Observation } from '../../src/model/observation.ts';

const HEADER = { program: '0.1.0', writtenAt: '2026-11-20T14:56:12.000000Z', units: ['fixture.service'], options: { follow: true } };
const broken = (name: string) => fileURLToPath(new URL(`../../fixtures/recordings-broken/${name}`, import.meta.url));

/** What journald of 252 logged in the lab, hostile bytes and all. */
const entries: readonly Observation[] = withInstants(
  createExportParser().push(readFileSync(new URL('../../fixtures/journal-export/systemd-252.export', import.meta.url))),
).map(({ at, fields }, index) => ({ sequence: index + 1, at, payload: { source: 'journal', kind: 'entry', fields } }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-recording-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function written(name: string): Promise<string> {
  const path = join(folder, name);
  const recording = openRecording(path, HEADER);
  for (const entry of entries) recording.write(entry);
  await recording.close();
  return path;
}

describe.each(['a.jsonl', 'a.jsonl.gz'])('a recording %s', (name) => {
  it('comes back as it was, and is readable by its owner only', async () => {
    const path = await written(name);
    expect(await readRecording(path)).toEqual({
      header: { format: 'whyalive/recording/1', ...HEADER, part: 1, recording: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
      observations: entries,
      problems: [],
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is never overwritten', async () => {
    const path = await written(name);
    const before = readFileSync(path);
    expect(() => openRecording(path, HEADER)).toThrow(/exists already and is not overwritten/);
    expect(readFileSync(path)).toEqual(before);
  });

  it('is readable while it is written, and after a crash', async () => {
    const path = join(folder, name);
    const recording = openRecording(path, HEADER);
    recording.write(entries[0]!);
    recording.write(entries[1]!);
    for (let i = 0; i < 100 && (name.endsWith('.gz') ? statSync(path).size < 100 : false); i++) await delay(50);
    expect((await readRecording(path)).observations).toEqual(entries.slice(0, 2));
    await recording.close();
  });

  it('tolerates a cut anywhere', async () => {
    const path = await written(name);
    const size = statSync(path).size;
    for (const share of [0.95, 0.8, 0.6, 0.4]) {
      truncateSync(path, Math.floor(size * share));
      const { header, observations, problems } = await readRecording(path);
      expect(header.units).toEqual(['fixture.service']);
      expect(observations).toEqual(entries.slice(0, observations.length));
      expect(observations.length).toBeLessThan(entries.length);
      expect(problems).toEqual([expect.stringMatching(/^line \d+, the last, was cut/)]);
    }
  });

  it('takes nothing after close', async () => {
    const path = join(folder, name);
    const recording = openRecording(path, HEADER);
    await recording.close();
    await recording.close();
    recording.write(entries[0]!);
    expect((await readRecording(path)).observations).toEqual([]);
  });
});

describe('openRecording', () => {
  it.each([
    ['/nonexistent/folder/a.jsonl', /its folder does not exist/],
    ['/proc/a.jsonl', /cannot be written/],
  ])('says why %s cannot be written', (path, message) => {
    expect(() => openRecording(path, HEADER)).toThrow(KnownError);
    expect(() => openRecording(path, HEADER)).toThrow(message);
  });

  it('flushes a compressed burst before it is closed', async () => {
    const path = join(folder, 'burst.gz');
    const recording = openRecording(path, HEADER);
    for (let i = 0; i < 40; i++) recording.write(entries[3]!);
    for (let i = 0; i < 40 && statSync(path).size === 0; i++) await delay(20);
    expect((await readRecording(path)).observations.length).toBeGreaterThan(0);
    await recording.close();
  });
});

describe('a broken recording', () => {
  it.each([
    ['cut-last-line.jsonl', 6, [/^line 8, the last, was cut/]],
    ['header-only.jsonl', 0, []],
    [
      'damaged-middle.jsonl',
      2,
      [
        /^line 3 is left out: it is no observation that this version knows \(entrails\)$/,
        /^line 4 .*no time$/,
        /^line 5 .*no JSON object$/,
        /^line 6 .*no time$/,
      ],
    ],
    ['newer-version.jsonl', 1, [/version 7, newer than this program knows/, /^line 3 .*\(call\)$/]],
  ])('%s gives %i observations and says what is wrong', async (name, count, problems) => {
    const recording = await readRecording(broken(name));
    expect(recording.observations).toHaveLength(count);
    expect(recording.problems).toHaveLength(problems.length);
    for (const [index, problem] of problems.entries()) expect(recording.problems[index]).toMatch(problem);
  });

  it('cut while compressed gives what is still there', async () => {
    const { observations, problems } = await readRecording(broken('cut.jsonl.gz'));
    expect(observations.length).toBeGreaterThan(0);
    expect(problems.join()).toMatch(/was cut/);
  });

  it('damaged while compressed gives what comes before', async () => {
    const lines = readFileSync(broken('cut-last-line.jsonl'), 'utf8').repeat(40);
    const bytes = gzipSync(lines, { level: 0 });
    bytes.fill(0xff, Math.floor(bytes.length / 2));
    const path = join(folder, 'damaged.gz');
    writeFileSync(path, bytes);
    const { observations, problems } = await readRecording(path);
    expect(observations.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toMatch(/the compressed file is damaged/);
  });

  it('with many damaged lines names ten and counts the rest', async () => {
    const path = join(folder, 'many.jsonl');
    writeFileSync(path, readFileSync(broken('header-only.jsonl'), 'utf8') + 'x\n'.repeat(1000));
    const { problems } = await readRecording(path);
    expect(problems).toHaveLength(11);
    expect(problems[10]).toBe('990 more damaged lines are left out');
  });

  it.each([
    ['not-a-recording.json', /is no recording: its first line does not name the format/],
    ['../journal-export/systemd-247.export', /is no recording: its first line is no JSON object/],
    ['missing.jsonl', /there is no file/],
    ['.', /is a folder, not a file/],
  ])('%s is none', async (name, message) => {
    const failure = await readRecording(broken(name)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(KnownError);
    expect((failure as Error).message).toMatch(message);
  });

  it('an empty file is none', async () => {
    const path = join(folder, 'empty');
    closeSync(openSync(path, 'w'));
    await expect(readRecording(path)).rejects.toThrow(/is empty/);
  });
});
