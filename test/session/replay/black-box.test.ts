import { mkdtempSync, rmSync, unlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBlackBox, readParts, type BlackBox } from '../../../src/session/replay/black-box.ts';
import { mergeRecordings, recordedAround, unloadedUnits } from '../../../src/session/replay/merge-black-box.ts';
import { buildHistory } from '../../../src/session/session.ts';
import { RETENTION } from '../../../src/session/retention.ts';
import { readRecording } from '../../../src/recording/read.ts';
import { openRecording } from '../../../src/recording/write.ts';
import type { Observation } from '../../../src/model/observation.ts';

const HEADER = { program: '0.1.0', writtenAt: '2026-11-20T14:56:12.000000Z', units: [], options: {}, manager: 'system' as const };
const NAME = 'whyalive-20261120T145612Z';

let observations: readonly Observation[];
beforeAll(async () => {
  ({ observations } = await readRecording('fixtures/scenarios/widget-daemon/live.jsonl.gz'));
});

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-box-'));
  const recording = openRecording(join(folder, `${NAME}.jsonl`), HEADER, { maxSize: 64 * 1024 });
  for (const observation of observations) recording.write(observation);
  await recording.close();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Its parts, written at 1000 s, 2000 s and so on. */
function box(): { readonly box: BlackBox; readonly paths: readonly string[] } {
  const all = findBlackBox(folder) as BlackBox;
  const { paths } = all.covering([{ since: 0n, until: 1n << 62n }]);
  for (const [index, path] of paths.entries()) utimesSync(path, (index + 1) * 1000, (index + 1) * 1000);
  return { box: findBlackBox(folder) as BlackBox, paths };
}

async function kindsOf(paths: readonly string[], boot?: string): Promise<readonly string[]> {
  const kinds: string[] = [];
  for await (const { payload } of readParts(paths, 'system', boot)) kinds.push(payload.kind);
  return kinds;
}

describe('findBlackBox', () => {
  it('finds none where there is none', () => {
    expect(findBlackBox(join(folder, 'missing'))).toBeUndefined();
    for (const path of box().paths) unlinkSync(path);
    expect(findBlackBox(folder)).toBeUndefined();
  });

  it('gives the parts that were being written at a time', () => {
    const { box: found, paths } = box();
    expect(paths.length).toBeGreaterThan(2);
    const at = (seconds: number) => ({ since: BigInt(seconds) * 1_000_000n, until: BigInt(seconds + 10) * 1_000_000n });
    expect(found.covering([at(1500)]).paths.map((path) => basename(path))).toEqual([`${NAME}.2.jsonl`]);
    expect(found.covering([at(500), at(1500)])).toEqual({ paths: paths.slice(0, 2), leftOut: 0 });
    expect(found.covering([at(1_000_000)]).paths).toEqual([]);
    expect(found.covering([])).toEqual({ paths: paths.slice(-2), leftOut: 0 });
  });
});

describe('a black box of many parts', () => {
  it('tells how many it leaves out, and says so where starts lie in them', async () => {
    for (const path of box().paths) unlinkSync(path);
    for (let part = 1; part <= 9; part += 1) {
      const path = join(folder, `${NAME}${part === 1 ? '' : `.${String(part)}`}.jsonl`);
      const recording = openRecording(path, HEADER);
      await recording.close();
      utimesSync(path, part * 1000, part * 1000);
    }
    const all = findBlackBox(folder) as BlackBox;
    const { paths, leftOut } = all.covering([{ since: 0n, until: 1n << 62n }]);
    expect([paths.length, leftOut]).toEqual([6, 3]);
    expect(all.covering([]).leftOut).toBe(0);

    const hints: string[] = [];
    const unit = 'widget-daemon.service';
    const { starts } = buildHistory(observations, 'system', RETENTION.report).unit(unit);
    expect(starts).not.toEqual([]);
    const past = { ...all, covering: () => ({ paths, leftOut }) };
    await recordedAround(starts, past, 'system', undefined, (hint) => hints.push(hint));
    expect(hints).toEqual([expect.stringMatching(/^3 older parts of the black box are not read: .* told from the journal alone/)]);
  });
});

describe('what was recorded around the starts', () => {
  it('comes behind the first observation of the look back and before all others, numbered anew', () => {
    const [first, second, ...recorded] = observations.slice(0, 5);
    const merged = mergeRecordings([first!, second!], recorded);
    expect(merged.map(({ payload }) => payload)).toEqual([first, ...recorded, second].map((one) => one!.payload));
    expect(merged.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  it('leaves no unit active that the manager does not have in memory any more', () => {
    const history = buildHistory(observations, 'system', RETENTION.report);
    const active = [...history.units()].filter(({ states }) => states.at(-1)?.activeState === 'active').map(({ name }) => name);
    expect(active).not.toEqual([]);
    const [gone = '', ...loaded] = active;
    expect(unloadedUnits(history, new Set(loaded))).toMatchObject({ kind: 'unit-list', units: [{ unit: gone, activeState: 'inactive' }] });
    expect(unloadedUnits(history, new Set(active))).toBeUndefined();
    expect(unloadedUnits(history, undefined)).toBeUndefined();
  });
});

describe('readParts', () => {
  it('goes on from part to part, and says where what was heard ends', async () => {
    const { paths } = box();
    const kinds = await kindsOf(paths);
    expect(kinds.filter((kind) => kind === 'listening')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'session-end')).toHaveLength(1);
    expect(kinds.at(-1)).toBe('session-end');
    expect(kinds.filter((kind) => kind === 'signal')).toHaveLength(observations.filter(({ payload }) => payload.kind === 'signal').length);
  });

  it('hears anew behind a part that is left out', async () => {
    const { paths } = box();
    const kinds = await kindsOf(paths.filter((_, index) => index !== 1));
    expect(kinds.filter((kind) => kind === 'listening' || kind === 'session-end')).toEqual([
      'listening',
      'session-end',
      'listening',
      'session-end',
    ]);
  });

  it('tells nothing of this run: its host and the state of its sources are told by itself', async () => {
    const kinds = await kindsOf(box().paths);
    expect(kinds).not.toContain('host');
    expect(kinds).not.toContain('source-status');
  });

  it('passes over what is of another manager, or no recording', async () => {
    const { paths } = box();
    const told: unknown[] = [];
    for await (const one of readParts(paths, 'user', undefined)) told.push(one);
    expect(told).toEqual([]);
    expect(await kindsOf(['package.json', join(folder, 'missing')])).toEqual([]);
  });
});
