import { describe, expect, it } from 'vitest';
import { createHistory, type History } from '../../src/history/history.ts';
import type { Observation } from '../../src/model/observation.ts';
import { excerpt, replay } from './excerpt.ts';

/** One firing of a timer, from the JobNew to the JobRemoved of its service, with what the journal said. */
const firing = excerpt('timer-live').filter(
  ({ sequence, payload }) => sequence >= 103 && sequence <= 125 && payload.kind !== 'unit-properties',
);

/** Its text, with marks where each firing differs. */
const marked = firing.map((one) => ({
  one,
  text: JSON.stringify(one.payload)
    .replaceAll(/"InvocationID":\[((?:\d+,){12})[^\]]*\]/g, '"InvocationID":[$1@BYTES@]')
    .replaceAll(/"INVOCATION_ID":"([0-9a-f]{24})[0-9a-f]{8}"/g, '"INVOCATION_ID":"$1@HEX@"')
    .replaceAll(/"__CURSOR":"[^"]*"/g, '"__CURSOR":"@CURSOR@"')
    .replaceAll(/\b106\b/g, '@JOB@'),
}));

/** The same firing later: other job ids, InvocationIDs, cursors and times. */
function firingAgain(count: number): Observation[] {
  const later = BigInt(count) * 1_000_000n;
  return marked.map(({ one, text }) => {
    const marks: Readonly<Record<string, string>> = {
      BYTES: [count >> 24, (count >> 16) & 255, (count >> 8) & 255, count & 255].join(','),
      HEX: count.toString(16).padStart(8, '0'),
      CURSOR: `s=${String(count)};${String(one.sequence)}`,
      JOB: String(1000 + count),
    };
    const { realtimeUsec, monotonicUsec = 0n, ...rest } = one.at;
    return {
      sequence: 1_000 + count * 30 + one.sequence,
      at: { ...rest, realtimeUsec: realtimeUsec + later, monotonicUsec: monotonicUsec + later },
      payload: JSON.parse(text.replaceAll(/@([A-Z]+)@/g, (_, mark: string) => marks[mark] ?? '')) as Observation['payload'],
    };
  });
}

function sizes(history: History, unit: string): Record<string, number> {
  const { states, details, logs, jobs, starts } = history.unit(unit);
  return {
    states: states.length,
    details: details.length,
    logs: logs.length,
    jobs: jobs.length,
    starts: starts.length,
    hostLogs: history.hostLogs.length,
    clientsSeen: history.clientsSeen.length,
    units: [...history.units()].length,
  };
}

describe('a history that is fed for weeks', () => {
  it('does not grow: 200,000 observations of one unit', () => {
    const history = createHistory('system');
    let fed = 0;
    let count = 0;
    let starts = 0;
    const feed = (until: number): void => {
      while (fed < until) {
        for (const observation of firingAgain((count += 1))) {
          starts += history.add(observation).length;
          fed += 1;
        }
      }
    };
    feed(100_000);
    const half = sizes(history, 'tick.service');
    const halfStarts = starts;
    feed(200_000);
    const whole = sizes(history, 'tick.service');
    expect(starts).toBeGreaterThan(halfStarts * 1.9);
    for (const [name, size] of Object.entries(whole)) {
      expect(size, name).toBeLessThanOrEqual(Math.max(2_000, half[name]!));
      expect(size, name).toBeLessThan(5_000);
    }
    expect(history.unit('tick.service').starts.at(-1)?.job?.id).toBe(1000 + count);
    expect(history.job(1001, firing[0]!.at)).toBeDefined();
  }, 120_000);

  it('forgets the oldest jobs, and keeps the newest', () => {
    const history = createHistory('system');
    const jobNew = firing.find(({ payload }) => payload.kind === 'signal' && payload.member === 'JobNew')!;
    for (let id = 1; id <= 30_000; id += 1) {
      history.add({
        ...jobNew,
        sequence: id,
        payload: { ...jobNew.payload, body: [id, `/org/freedesktop/systemd1/job/${String(id)}`, 'tick.service'] } as Observation['payload'],
      });
    }
    expect(history.job(1, jobNew.at)).toBeUndefined();
    expect(history.job(30_000, jobNew.at)?.unit).toBe('tick.service');
  });

  it('does not grow with units that come and go, and forgets the oldest of them, not the newest', () => {
    const history = createHistory('system');
    const observations = excerpt('timer-live');
    const unitNew = observations.find(({ payload }) => payload.kind === 'signal' && payload.member === 'UnitNew')!;
    const removed = observations.find(({ payload }) => payload.kind === 'signal' && payload.member === 'UnitRemoved')!;
    const described = observations.find(({ payload }) => payload.kind === 'unit-properties' && payload.unit === 'tick.service')!;
    const texts = [unitNew, described, removed].map((one) => ({
      one,
      text: JSON.stringify(one.payload).replaceAll(/tick\.(service|timer)/g, '@'),
    }));
    const most = 15_000;
    let sequence = 0;
    for (let count = 1; count <= most; count += 1) {
      const name = `run-u${String(count)}.service`;
      for (const { one, text } of texts)
        history.add({ ...one, sequence: (sequence += 1), payload: JSON.parse(text.replaceAll('@', name)) as Observation['payload'] });
    }
    expect([...history.units()].length).toBeLessThan(12_000);
    expect(history.unit(`run-u${String(most)}.service`).properties).toBeDefined();
    expect(history.edges.namedBy('system.slice', 'Requires').length).toBeLessThan(12_000);
  }, 120_000);
});

describe('what a history keeps', () => {
  const observations = excerpt('client-sudo-live');

  it('who the host is, and how the sources were', () => {
    const { history } = replay(observations);
    expect(history.host()?.hostname).toBe('lab');
    expect(history.systemdVersion()).toBe(252);
    expect(history.bootId()).toBe(observations[0]?.at.bootId);
    expect(history.statuses.get('journal')?.status).toBe('ok');
  });

  it('nothing of that, when nothing was observed', () => {
    const history = createHistory('system');
    expect(history.host()).toBeUndefined();
    expect(history.systemdVersion()).toBe(0);
    expect(history.unit('x.service')).toMatchObject({ name: 'x.service', starts: [], jobs: [] });
    expect(history.wasObserved(1)).toBe(false);
    expect(history.journalReadUntil()).toBeUndefined();
  });

  it('one record of a unit under all its names', () => {
    const described = observations.find(({ payload }) => payload.kind === 'unit-properties')!;
    const { unit, properties } = described.payload as { unit: string; properties: Record<string, string> };
    const { history } = replay([
      ...observations.filter(({ sequence }) => sequence < described.sequence),
      {
        ...described,
        payload: { source: 'system-bus', kind: 'unit-properties', unit, properties: { ...properties, Names: [unit, 'alias.service'] } },
      },
    ]);
    expect(history.canonical('alias.service')).toBe(unit);
    expect(history.unit('alias.service')).toBe(history.unit(unit));
  });

  it('each journal entry once, in the order of time, however often and in which order it is read', () => {
    const entries = observations.filter(({ payload }) => payload.kind === 'entry');
    const texts = (all: readonly Observation[]): string[] =>
      replay(all)
        .history.unit('worker.service')
        .logs.map(({ text }) => text);
    expect(texts(entries).length).toBeGreaterThan(2);
    expect(texts([...entries.toReversed(), ...entries])).toEqual(texts(entries));
  });

  it('until when the journal was read: the latest entry, whatever came last', () => {
    const entries = observations.filter(({ payload }) => payload.kind === 'entry');
    const latest = entries.map(({ at }) => at.realtimeUsec).reduce((a, b) => (a > b ? a : b));
    expect(replay(entries.toReversed()).history.journalReadUntil()?.realtimeUsec).toBe(latest);
  });

  it('in which spans the bus was heard', () => {
    const listening = observations.find(({ payload }) => payload.kind === 'listening')!;
    const { history } = replay(observations);
    expect(history.wasObserved(listening.sequence - 1)).toBe(false);
    expect(history.wasObserved(listening.sequence + 1)).toBe(true);
    const last = observations.at(-1)!;
    const gap: Observation = {
      sequence: last.sequence + 1,
      at: last.at,
      payload: { source: 'system-bus', kind: 'gap', from: last.at, to: last.at, text: 'the bus was lost' },
    };
    history.add(gap);
    expect(history.wasObserved(last.sequence)).toBe(true);
    expect(history.wasObserved(last.sequence + 2)).toBe(false);
    expect(history.gaps).toHaveLength(1);
    history.add({ ...listening, sequence: last.sequence + 3 });
    expect(history.wasObserved(last.sequence + 4)).toBe(true);
  });

  it('jobs of one boot apart from those of another', () => {
    const { history } = replay(observations);
    const [start] = replay(observations).revealed;
    const id = start?.job?.id ?? 0;
    expect(history.job(id, start!.at)?.unit).toBe('worker.service');
    expect(history.job(id, { ...start!.at, bootId: 'f'.repeat(32) })).toBeUndefined();
  });
});

it('what says nothing new of a unit pushes nothing out', () => {
  const history = createHistory('system', 4);
  const answer = (sequence: number, state: string): void => {
    const at = { realtimeUsec: BigInt(sequence), bootId: 'b0' };
    const properties = { Id: 'x.slice', ActiveState: state, SubState: state };
    history.add({ sequence, at, payload: { source: 'system-bus', kind: 'unit-properties', unit: 'x.slice', properties } });
  };
  for (let sequence = 1; sequence <= 40; sequence += 1) answer(sequence, sequence < 3 ? 'inactive' : 'active');
  const { states, forgottenUntil } = history.unit('x.slice');
  expect(states.slice(0, 2).map(({ activeState, order }) => [activeState, order])).toEqual([
    ['inactive', 1],
    ['active', 3],
  ]);
  expect(states.length).toBeLessThanOrEqual(5);
  expect(forgottenUntil).toBeUndefined();
  // What changed is pushed out, and that is known.
  for (let sequence = 41; sequence <= 60; sequence += 1) answer(sequence, sequence % 2 === 0 ? 'inactive' : 'active');
  expect(history.unit('x.slice').forgottenUntil).toBeGreaterThan(40);
});
