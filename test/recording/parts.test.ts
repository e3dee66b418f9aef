import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHistory } from '../../src/history/history.ts';
import { attributeStart } from '../../src/analysis/attribute-start.ts';
import { partName } from '../../src/recording/file-name.ts';
import { readRecording } from '../../src/recording/read.ts';
import { openSessions } from '../../src/recording/recorded-session.ts';
import { openRecording } from '../../src/recording/write.ts';
import type { Observation } from '../../src/model/observation.ts';

const HEADER = { program: '0.1.0', writtenAt: '2026-11-20T14:56:12.000000Z', units: [], options: {}, manager: 'system' as const };
const PART = 64 * 1024;

/** A session of the lab, 252. */
let observations: readonly Observation[];
beforeAll(async () => {
  ({ observations } = await readRecording('fixtures/scenarios/widget-daemon/live.jsonl.gz'));
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-parts-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function write(name: string, options: { maxSize: number; maxFiles?: number; older?: readonly string[] }): Promise<void> {
  const recording = openRecording(join(folder, name), HEADER, options);
  for (const observation of observations) recording.write(observation);
  await recording.close();
}

const files = (): readonly string[] => readdirSync(folder).toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));

describe('a recording in parts', () => {
  it('gives every observation once, in order, when all parts are there', async () => {
    await write('a.jsonl', { maxSize: PART });
    expect(files().slice(0, 3)).toEqual(['a.jsonl', 'a.2.jsonl', 'a.3.jsonl']);
    const { sessions, failures } = await openSessions([join(folder, 'a.jsonl')]);
    expect(failures).toEqual([]);
    expect(sessions).toHaveLength(1);
    const joined: Observation[] = [];
    for await (const observation of sessions[0]!.observations()) joined.push(observation);
    expect(joined).toEqual(observations);
  });

  it('tells in each part which one it is', async () => {
    await write('a.jsonl', { maxSize: PART });
    const headers = await Promise.all(files().map(async (name) => (await readRecording(join(folder, name))).header));
    expect(headers.map(({ part }) => part)).toEqual(headers.map((_, index) => index + 1));
    expect(new Set(headers.map(({ recording }) => recording)).size).toBe(1);
    expect(statSync(join(folder, 'a.2.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('keeps the newest files only, and removes earlier recordings first', async () => {
    cpSync('fixtures/recordings-broken/header-only.jsonl', join(folder, 'earlier.jsonl'));
    await write('a.jsonl', { maxSize: PART, maxFiles: 2, older: [join(folder, 'earlier.jsonl')] });
    const left = files();
    expect(left).toHaveLength(2);
    expect(left).not.toContain('earlier.jsonl');
    expect(left).not.toContain('a.jsonl');
  });

  it('keeps more files where they are small, as many as fit into so many full ones, and not without end', async () => {
    const small = Array.from({ length: 30 }, (_, index) => join(folder, `crash-${String(index).padStart(2, '0')}.jsonl`));
    for (const file of small) cpSync('fixtures/recordings-broken/header-only.jsonl', file);
    const recording = openRecording(join(folder, 'a.jsonl'), HEADER, { maxSize: PART, maxFiles: 5, older: small });
    const heard = observations.findIndex(({ payload }) => payload.kind === 'listening');
    for (const observation of observations.slice(0, heard + 1)) recording.write(observation);
    expect(files()).toHaveLength(20);
    expect(files()).toContain('crash-29.jsonl');
    expect(files()).not.toContain('crash-10.jsonl');
    for (let round = 0; round < 20; round += 1) for (const observation of observations.slice(heard + 1)) recording.write(observation);
    await recording.close();
    expect(files().every((name) => name.startsWith('a.'))).toBe(true);
    expect(files()).toHaveLength(5);
  });

  it('removes nothing before anything is heard, and leaves nothing behind when nothing ever was', async () => {
    cpSync('fixtures/recordings-broken/header-only.jsonl', join(folder, 'earlier.jsonl'));
    const begin = (name: string) =>
      openRecording(join(folder, name), HEADER, { maxSize: PART, maxFiles: 1, older: [join(folder, 'earlier.jsonl')] });
    const heard = observations.findIndex(({ payload }) => payload.kind === 'listening');
    const failed = begin('failed.jsonl');
    for (const observation of observations.slice(0, heard)) failed.write(observation);
    expect(files()).toEqual(['earlier.jsonl', 'failed.jsonl'].toSorted((a, b) => a.length - b.length));
    await failed.discard();
    expect(files()).toEqual(['earlier.jsonl']);
    const whole = begin('whole.jsonl');
    for (const observation of observations.slice(0, heard + 1)) whole.write(observation);
    expect(files()).toEqual(['whole.jsonl']);
    await whole.discard();
    expect(files()).toEqual(['whole.jsonl']);
  });

  it('can be read from any part on: what was known before is there, and nothing surer than from the whole', async () => {
    const whole = createHistory('system');
    for (const observation of observations) whole.add(observation);
    await write('a.jsonl', { maxSize: PART });
    const later = files().slice(1);
    expect(later.length).toBeGreaterThan(0);
    for (const name of later) {
      const alone = createHistory('system');
      for (const observation of (await readRecording(join(folder, name))).observations) alone.add(observation);
      expect(alone.host()).toEqual(whole.host());
      expect(alone.disk.links.length).toBe(whole.disk.links.length);
      expect(alone.observedSpans).toHaveLength(1);
      for (const record of alone.units()) {
        for (const start of record.starts) {
          const known = whole.unit(record.name).starts.find(({ invocationId }) => invocationId === start.invocationId);
          expect(known, `${name} tells of a start of ${record.name} that the whole does not`).toBeDefined();
          const told = attributeStart(start, alone);
          if (told.strength === 'stated') expect(told.mechanism).toBe(attributeStart(known!, whole).mechanism);
        }
      }
    }
  });

  it('does not begin a part for its own snapshot alone', async () => {
    await write('a.jsonl', { maxSize: 1 });
    const sizes = files().map((name) => statSync(join(folder, name)).size);
    const written = observations.length;
    expect(sizes.length).toBeLessThan(written / 10);
    expect(readFileSync(join(folder, 'a.2.jsonl'), 'utf8').split('\n').length).toBeGreaterThan(3);
  });
});

describe('partName', () => {
  it.each([
    ['a.jsonl', 1, 'a.jsonl'],
    ['a.jsonl', 2, 'a.2.jsonl'],
    ['/var/x/a.jsonl.gz', 12, '/var/x/a.12.jsonl.gz'],
    ['a.gz', 3, 'a.3.gz'],
    ['a', 2, 'a.2'],
    ['dir.jsonl/a', 2, 'dir.jsonl/a.2'],
  ])('%s, part %i: %s', (path, part, name) => {
    expect(partName(path, part)).toBe(name);
  });
});
