import { describe, expect, it } from 'vitest';
import type { ToldLink } from '../lab/told-start.ts';
import { judgeEnds, judgeStarts, type OracleVerdict } from './judge.ts';
import { MadeUpTruth, time } from './made-up-truth.ts';
import type { World } from './reasons.ts';
import { toldEnds, type Told } from './told.ts';

const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER };
const client = link('client-request', 'client');

function link(mechanism: string, from: string, to = '', strength: ToldLink['strength'] = 'stated'): ToldLink {
  return { mechanism, strength, from: from.includes('.') ? { kind: 'unit', unit: from } : { kind: from }, to };
}

function told(ms: number, unit: string, ...chain: readonly ToldLink[]): Told {
  const weakest = (['unexplained', 'possible', 'correlated', 'stated'] as const).find((one) =>
    chain.some(({ strength }) => strength === one),
  );
  return {
    unit,
    at: time(ms).realtime,
    invocation: `${unit}@${ms}`,
    mechanism: chain.at(-1)?.mechanism ?? 'unexplained',
    strength: weakest ?? 'unexplained',
    chain,
  };
}

function verdictOf(world: World, one: Told): OracleVerdict | undefined {
  return judgeStarts(world, [one], [one.unit], ALL).find(({ at }) => at === one.at)?.verdict;
}

function endVerdictOf(world: World, one: Told): OracleVerdict | undefined {
  return judgeEnds(world, [one], [one.unit], ALL)[0]?.verdict;
}

describe('a start that a client asked for', () => {
  const made = new MadeUpTruth();
  const asked = made.transaction(
    0,
    'a.service',
    { kind: 'client' },
    { 'b.service': [['a.service', 'Wants']], 'c.service': [['b.service', 'Requires']] },
  );
  const world = { truth: made.start(1, 'a.service', asked).start(2, 'b.service', asked).start(3, 'c.service', asked).truth };

  it('is right when the chain is told to its root', () => {
    expect(verdictOf(world, told(1, 'a.service', client))).toBe('right');
    expect(verdictOf(world, told(3, 'c.service', client, link('wanted-by', 'a.service'), link('required-by', 'b.service')))).toBe('right');
  });

  it('is honest when the chain stops before, or says only what is possible', () => {
    expect(verdictOf(world, told(3, 'c.service', link('required-by', 'b.service')))).toBe('honest');
    expect(
      verdictOf(world, told(3, 'c.service', link('unexplained', 'unknown', '', 'unexplained'), link('required-by', 'b.service'))),
    ).toBe('honest');
    expect(verdictOf(world, told(1, 'a.service', link('timer', 'x.timer', '', 'possible')))).toBe('honest');
    expect(verdictOf(world, told(1, 'a.service'))).toBe('honest');
  });

  it('is wrong by any of its links', () => {
    expect(verdictOf(world, told(1, 'a.service', link('timer', 'x.timer')))).toBe('wrong-stated');
    expect(verdictOf(world, told(1, 'a.service', link('timer', 'x.timer', '', 'correlated')))).toBe('wrong');
    expect(verdictOf(world, told(3, 'c.service', client))).toBe('wrong-stated');
    expect(verdictOf(world, told(3, 'c.service', client, link('required-by', 'a.service'), link('required-by', 'b.service')))).toBe(
      'wrong-stated',
    );
    expect(
      verdictOf(world, told(3, 'c.service', link('boot', 'boot'), link('wanted-by', 'a.service'), link('required-by', 'b.service'))),
    ).toBe('wrong-stated');
  });

  it('is missing when it is not told, and one too many when it never was', () => {
    expect(judgeStarts(world, [], ['a.service'], ALL).map(({ verdict }) => verdict)).toEqual(['missing']);
    expect(
      judgeStarts(world, [told(1, 'a.service', client), told(9, 'a.service', client)], ['a.service'], ALL).map(({ verdict }) => verdict),
    ).toEqual(['right', 'extra']);
  });
});

describe('a start that several asked for', () => {
  const made = new MadeUpTruth();
  const first = made.transaction(0, 'x.target', { kind: 'timer', unit: 't.timer' }, { 'a.service': [['x.target', 'Wants']] });
  const second = made.transaction(5, 'a.service', { kind: 'client' });
  const world = { truth: made.start(9, 'a.service', first, second).truth };

  it('is right by any of them, and not by a mixture', () => {
    expect(verdictOf(world, told(9, 'a.service', link('timer', 't.timer'), link('wanted-by', 'x.target')))).toBe('right');
    expect(verdictOf(world, told(9, 'a.service', client))).toBe('right');
    expect(verdictOf(world, told(9, 'a.service', client, link('wanted-by', 'x.target')))).toBe('wrong-stated');
  });
});

it('a start that a client asked for together with the one that brings it is right by either', () => {
  const made = new MadeUpTruth();
  const anchors = ['a.service', 'b.service'];
  const both = made.transaction(0, 'a.service', { kind: 'client' }, { 'b.service': [['a.service', 'Wants']] }, { anchors });
  const world = { truth: made.start(1, 'a.service', both).start(2, 'b.service', both).truth };
  expect(verdictOf(world, told(2, 'b.service', client))).toBe('right');
  expect(verdictOf(world, told(2, 'b.service', client, link('wanted-by', 'a.service')))).toBe('right');
  expect(verdictOf(world, told(2, 'b.service', client, link('required-by', 'a.service')))).toBe('wrong-stated');
});

describe('what lies behind the transaction', () => {
  const made = new MadeUpTruth();
  const up = made.transaction(0, 'u.service', { kind: 'timer', unit: 't.timer' });
  const again = made.transaction(20, 'a.service', { kind: 'upheld-by', unit: 'u.service' });
  const handler = made.transaction(30, 'h.service', { kind: 'on-failure', unit: 'a.service' }, { 'i.service': [['h.service', 'BindsTo']] });
  const world = {
    truth: made.start(1, 'u.service', up).start(21, 'a.service', again).start(31, 'h.service', handler).start(32, 'i.service', handler)
      .truth,
  };

  it('is judged as well', () => {
    expect(verdictOf(world, told(21, 'a.service', link('upheld-by', 'u.service')))).toBe('right');
    expect(verdictOf(world, told(21, 'a.service', link('timer', 't.timer'), link('upheld-by', 'u.service')))).toBe('right');
    expect(verdictOf(world, told(21, 'a.service', client, link('upheld-by', 'u.service')))).toBe('wrong-stated');
    expect(verdictOf(world, told(32, 'i.service', link('on-failure', 'a.service'), link('bound-by', 'h.service')))).toBe('right');
    expect(verdictOf(world, told(32, 'i.service', client, link('bound-by', 'h.service')))).toBe('wrong-stated');
  });
});

describe('what the log does not tell', () => {
  const made = new MadeUpTruth();
  const dark = made.transaction(0, 'a.service', { kind: 'unknown', reason: 'made up' }, { 'b.service': [['a.service', 'Wants']] });
  const world = {
    truth: made
      .start(1, 'a.service', dark)
      .start(2, 'b.service', dark)
      .startWithoutJob(3, 'c.mount')
      .startWithoutJob(4, 'd.mount', 'unknown').truth,
  };

  it('is not judged, but what is known of it is', () => {
    expect(verdictOf(world, told(1, 'a.service', client))).toBe('unknown');
    expect(verdictOf(world, told(1, 'a.service'))).toBe('unknown');
    expect(verdictOf(world, told(2, 'b.service', client, link('wanted-by', 'a.service')))).toBe('unknown');
    expect(verdictOf(world, told(2, 'b.service', client, link('required-by', 'a.service')))).toBe('wrong-stated');
    expect(verdictOf(world, told(3, 'c.mount', link('no-job', 'kernel')))).toBe('right');
    expect(verdictOf(world, told(3, 'c.mount', client))).toBe('wrong-stated');
    expect(verdictOf(world, told(4, 'd.mount', client))).toBe('unknown');
  });
});

describe('clients', () => {
  const made = new MadeUpTruth();
  const asked = made.transaction(50, 'a.service', { kind: 'client' });
  const calls = [
    { at: time(49).realtime, pid: 7, words: ['start', 'a'] },
    { at: time(48).realtime, pid: 8, words: ['start', 'other'] },
  ];
  const world = { truth: made.start(51, 'a.service', asked).truth, calls };
  const by = (pid: number): ToldLink => ({ ...client, from: { kind: 'client', pid } as ToldLink['from'] });

  it('are right when they are not named, or are those that asked', () => {
    expect(verdictOf(world, told(51, 'a.service', client))).toBe('right');
    expect(verdictOf(world, told(51, 'a.service', by(7)))).toBe('right');
    expect(verdictOf(world, told(51, 'a.service', by(8)))).toBe('wrong-stated');
  });
});

describe('ends', () => {
  const made = new MadeUpTruth();
  const conflicting = made.transaction(0, 'x.target', { kind: 'client' }, { 'a.service': [['x.target', 'Conflicts']] });
  const bound = made.transaction(10, 'b.service', { kind: 'bound-to', unit: 'a.service' }, {}, { type: 'stop' });
  const world = {
    truth: made
      .end(1, 'a.service', { kind: 'job' }, conflicting)
      .end(11, 'b.service', { kind: 'job' }, bound)
      .end(2000, 'c.service', { kind: 'process', process: 'main', code: 'killed', status: 9, signal: 'KILL' })
      .end(3000, 'd.service', { kind: 'process', process: 'main', code: 'exited', status: 0 }).truth,
  };

  it('are judged by what brought the unit down', () => {
    expect(endVerdictOf(world, told(1, 'a.service', client, link('conflicts', 'x.target')))).toBe('right');
    expect(endVerdictOf(world, told(1, 'a.service', client))).toBe('wrong-stated');
    expect(endVerdictOf(world, told(11, 'b.service', client, link('conflicts', 'x.target'), link('bound-to-inactive', 'a.service')))).toBe(
      'right',
    );
    expect(endVerdictOf(world, told(2000, 'c.service', link('signal', 'unknown')))).toBe('right');
    expect(endVerdictOf(world, told(3000, 'd.service'))).toBe('right');
    expect(endVerdictOf(world, told(3000, 'd.service', client))).toBe('wrong-stated');
    const end = { unit: 'd.service', at: '', how: 'exited', result: 'exit-code' };
    expect(endVerdictOf(world, { ...told(3000, 'd.service'), end })).toBe('wrong-stated');
    expect(endVerdictOf(world, told(3000, 'd.service', link('signal', 'unknown')))).toBe('wrong-stated');
  });

  it('of what ExecCondition= skipped is one, and a refused start is none', () => {
    const ends = ['skipped', 'start-limit-hit', 'exited'].map((how) => ({ unit: 'a.service', at: '2026-11-30T07:10:01.260762Z', how }));
    expect(toldEnds(ends).map(({ end }) => end?.how)).toEqual(['skipped', 'exited']);
  });
});
