import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readParts } from '../../src/session/replay/black-box.ts';
import { replay } from '../../src/session/replay/replay.ts';
import { openSessions } from '../../src/recording/recorded-session.ts';
import { readRecording } from '../../src/recording/read.ts';
import { openRecording } from '../../src/recording/write.ts';
import { renderJson } from '../../src/render/json/timeline.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { timelineEnds } from '../lab/told-timeline.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-holes-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const linesOf = (scenario: string, mode: 'live' | 'back' = 'live'): readonly string[] =>
  gunzipSync(readFileSync(`fixtures/scenarios/${scenario}/${mode}.jsonl.gz`))
    .toString('utf8')
    .trimEnd()
    .split('\n');
const lineOf = (lines: readonly string[], part: string): number => lines.findIndex((line) => line.includes(part));
const file = (lines: readonly string[]): string => {
  const path = join(folder, 'a.jsonl');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

async function told(path: string): Promise<Timeline> {
  const { sessions } = await openSessions([path]);
  const timeline = await replay(sessions, { units: [], lines: 100, shownAs: path });
  if (timeline === undefined) throw new Error(`${path} holds no session`);
  return timeline;
}

async function observationsIn(path: string): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  for (const session of (await openSessions([path])).sessions) for await (const one of session.observations()) observations.push(one);
  return observations;
}

interface Told {
  readonly mechanism?: string | undefined;
  readonly strength?: string | undefined;
}

/** Who started each run, and who ended it. */
function claimsOf(timeline: Timeline): ReadonlyMap<string, Told> {
  const claims = new Map<string, Told>();
  for (const start of timeline.starts) claims.set(`start ${start.unit} ${start.invocationId ?? ''}`, start);
  for (const { unit, at, strength, chain } of timelineEnds(renderJson(timeline)))
    claims.set(`end ${unit} ${at}`, { strength, mechanism: chain?.at(-1)?.mechanism });
  return claims;
}

const isGap = ({ payload }: Pick<Observation, 'payload'>): boolean => payload.kind === 'gap' && /damaged/.test(payload.text);
const isListening = ({ payload }: Pick<Observation, 'payload'>): boolean => payload.kind === 'listening';

describe('a recording with a hole', () => {
  // Whatever is cut: of the timer's own signals, of the job's, of what the manager told of both.
  it.each([
    'timer',
    'socket-activation',
    'upheld-by-continuously',
    'crash-loop-mended',
    'mount-without-a-job',
    'stop-by-restart-of-a-dependency',
  ])('of %s states nothing that the whole does not', { timeout: 120_000 }, async (scenario) => {
    const lines = linesOf(scenario);
    const whole = claimsOf(await told(file(lines)));
    const wrong: string[] = [];
    for (let at = lineOf(lines, '"kind":"listening"') + 1; at < lines.length; at += 1) {
      for (const length of [1, 7]) {
        for (const [what, { mechanism, strength }] of claimsOf(await told(file(lines.toSpliced(at, length))))) {
          const truth = whole.get(what);
          if (strength === 'stated' && truth !== undefined && truth.mechanism !== mechanism)
            wrong.push(`without ${String(length)} lines from ${String(at)}: ${what} by ${mechanism ?? ''}, not ${truth.mechanism ?? ''}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('tells of it as a gap, be the line cut, scratched or lost in a compressed block', async () => {
    const lines = linesOf('timer');
    const at = lineOf(lines, '"kind":"listening"') + 20;
    const scratched = lines.with(at, (lines[at] ?? '').replace('"sequence":', '"sequ'));
    for (const damaged of [lines.toSpliced(at, 1), scratched]) {
      const { gaps } = await told(file(damaged));
      expect(gaps.map(({ source, text }) => `${source}: ${text}`)).toEqual([
        'system-bus: the recording is damaged: an observation is missing',
        'journal: the recording is damaged: an observation is missing',
      ]);
    }
    const blocks = [lines.slice(0, at), lines.slice(at, at + 40), lines.slice(at + 40)].map((part) =>
      deflateRawSync(`${part.join('\n')}\n`, { finishFlush: constants.Z_FULL_FLUSH }),
    );
    const [first, middle, last] = blocks.map((block) => Buffer.from(block));
    const path = join(folder, 'a.jsonl.gz');
    writeFileSync(path, Buffer.concat([gzipSync('').subarray(0, 10), first!, middle!.fill(0xff, 10, middle!.length - 4), last!]));
    expect((await told(path)).gaps[0]).toMatchObject({ source: 'system-bus', text: expect.stringMatching(/are missing/) as string });
  });

  it('of the past spans what was read around it, in whatever order that came', async () => {
    const lines = linesOf('timer', 'back');
    const entries = lines.flatMap((line, index) => (line.includes('"kind":"entry"') ? [index] : []));
    for (const at of [entries[0] ?? 0, entries[8] ?? 0, entries[20] ?? 0]) {
      const around = [at - 1, at + 10].map((index) => (JSON.parse(lines[index] ?? '') as Observation).at.realtimeUsec);
      const { gaps } = await told(file(lines.toSpliced(at, 10)));
      const [gap] = gaps;
      expect(gaps).toHaveLength(1);
      expect(gap?.source).toBe('journal');
      for (const usec of around) {
        expect(usec >= (gap?.from.realtimeUsec ?? usec + 1n)).toBe(true);
        expect(usec <= (gap?.to.realtimeUsec ?? usec - 1n)).toBe(true);
      }
    }
  });

  it.each([
    ['timer', 'back', 'tick.service', 61, 30],
    ['on-success', 'back', 'publish.service', 61, 30],
    ['wanted-by-target', 'live', 'web.service', 46, 30],
    ['start-limit-reset', 'live', 'worker.service', 121, 30],
  ] as const)('of %s (%s) makes no client likely, as what asked may be missing', async (scenario, mode, unit, at, length) => {
    const { starts } = await told(file(linesOf(scenario, mode).toSpliced(at, length)));
    const own = starts.filter((start) => start.unit === unit);
    const clients = own.filter(({ mechanism }) => mechanism === 'client-request');
    // Where the order of what was announced shows that nobody called for the job, not even a client is left.
    expect(own.map(({ strength }) => strength)).toContain(scenario === 'wanted-by-target' ? 'unexplained' : 'possible');
    expect(clients.filter(({ strength }) => strength !== 'possible')).toEqual([]);
  });

  it('leaves a doubt about the message that a bus activation came from', async () => {
    const lines = linesOf('bus-service-started-by-hand');
    const { starts } = await told(file(lines.toSpliced(61, 30)));
    expect(starts.map(({ mechanism, strength }) => [mechanism, strength])).toContainEqual(['bus-activation', 'correlated']);
  });

  it('is heard again only when the manager has told all of its state anew', async () => {
    const lines = linesOf('timer-daemon-reload-in-the-middle');
    const whole = await observationsIn(file(lines));
    expect(whole.filter(isListening).length).toBeGreaterThan(1);
    const at = lineOf(lines, '"kind":"listening"') + 1;
    const cut = await observationsIn(file(lines.toSpliced(at, 1)));
    expect(cut.filter(isListening)).toHaveLength(whole.filter(isListening).length);
    // Who does not know which jobs there were cannot go on from there.
    const list = lines.findLastIndex((line) => line.includes('"kind":"job-list"'));
    const later = await observationsIn(file(lines.toSpliced(list, 1)));
    expect(later.filter(isListening)).toHaveLength(whole.filter(isListening).length - 1);
  });

  it('has none where a line is of a kind that only a later version knows', async () => {
    const lines = linesOf('timer');
    const at = lineOf(lines, '"kind":"client-scan"');
    expect(at).toBeGreaterThan(0);
    const { gaps } = await told(file(lines.with(at, (lines[at] ?? '').replace('"kind":"client-scan"', '"kind":"client-sight"'))));
    expect(gaps).toEqual([]);
  });
});

describe('a recording in parts with a hole', () => {
  const HEADER = { program: '0.1.0', writtenAt: '2026-11-20T14:56:12.000000Z', units: [], options: {}, manager: 'system' as const };

  /** The parts, in order; lines can be cut from the second. */
  async function parts(cut: (lines: readonly string[]) => readonly string[]): Promise<readonly string[]> {
    const { observations } = await readRecording('fixtures/scenarios/widget-daemon/live.jsonl.gz');
    const recording = openRecording(join(folder, 'a.jsonl'), HEADER, { maxSize: 64 * 1024 });
    for (const observation of observations) recording.write(observation);
    await recording.close();
    const second = join(folder, 'a.2.jsonl');
    writeFileSync(second, cut(readFileSync(second, 'utf8').trimEnd().split('\n')).concat('').join('\n'));
    return readdirSync(folder)
      .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
      .map((name) => join(folder, name));
  }

  it.each([
    ['in a part', (lines: readonly string[]) => lines.toSpliced(lineOf(lines, '"kind":"listening"') + 3, 2)],
    ['at the end of a part', (lines: readonly string[]) => lines.slice(0, -20)],
  ])('%s is heard again from the next part on, whose state is taken in', async (_, cut) => {
    const paths = await parts(cut);
    const joined = await observationsIn(paths[0] ?? '');
    const read: Pick<Observation, 'at' | 'payload'>[] = [];
    for await (const one of readParts(paths, 'system', undefined)) read.push(one);
    for (const observations of [joined, read]) {
      const told = observations.filter((one) => isGap(one) || isListening(one)).map(({ payload }) => `${payload.source} ${payload.kind}`);
      expect(told).toEqual(['system-bus listening', 'system-bus gap', 'journal gap', 'system-bus listening']);
    }
    expect(joined.map(({ sequence }) => sequence)).toEqual(joined.map(({ sequence }) => sequence).toSorted((a, b) => a - b));
  });

  it('is not heard from a part on whose own state is damaged', async () => {
    const [, second = ''] = await parts((lines) => lines);
    const lines = readFileSync(second, 'utf8').trimEnd().split('\n');
    const state = lineOf(lines, '"kind":"unit-properties"');
    expect(state).toBeLessThan(lineOf(lines, '"kind":"listening"'));
    writeFileSync(
      second,
      lines
        .with(state, (lines[state] ?? '').slice(0, 100))
        .concat('')
        .join('\n'),
    );
    const read: Pick<Observation, 'payload'>[] = [];
    for await (const one of readParts([second], 'system', undefined)) read.push(one);
    expect(read.length).toBeGreaterThan(10);
    expect(read.filter(isListening)).toEqual([]);
  });
});
