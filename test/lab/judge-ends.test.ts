import { expect, it } from 'vitest';
import { judgeEnds } from './judge-ends.ts';
import { judgeFindings, judgeSuspects } from './judge-findings.ts';
import type { ExpectedEnd } from './scenario.ts';
import type { ToldEnd, ToldFinding, ToldSuspect } from './told-timeline.ts';

const AT = '2026-11-20T14:00:00.000000Z';
const STOPPED: ExpectedEnd = { unit: 'a.service', how: 'stopped', chain: [{ mechanism: 'conflicts', from: 'b.service' }] };
const BY_B: ToldEnd = {
  unit: 'a.service',
  at: AT,
  how: 'stopped',
  strength: 'stated',
  chain: [{ mechanism: 'conflicts', strength: 'stated', from: { kind: 'unit', unit: 'b.service' }, to: 'a.service' }],
};

function verdicts(expected: readonly ExpectedEnd[], told: readonly ToldEnd[], mode: 'live' | 'back' = 'live'): readonly string[] {
  return judgeEnds(expected, told, mode).map(({ verdict, passed }) => `${verdict}${passed ? '' : ' failed'}`);
}

it('an end is right when its manner and its whole chain are', () => {
  expect(verdicts([STOPPED], [BY_B])).toEqual(['right']);
});

it('another manner is a wrong fact, and an unknown one is honest', () => {
  expect(verdicts([{ ...STOPPED, how: 'killed' }], [BY_B])).toEqual(['wrong-stated failed']);
  expect(verdicts([STOPPED], [{ ...BY_B, how: 'unknown' }], 'back')).toEqual(['honest']);
});

it('another culprit is wrong as a fact, and none is honest: it passes looking back only', () => {
  const other: ExpectedEnd = { ...STOPPED, chain: [{ mechanism: 'client-request', from: 'client' }] };
  expect(verdicts([other], [BY_B])).toEqual(['wrong-stated failed']);
  const { chain: _, strength: __, ...nobody } = BY_B;
  expect(verdicts([STOPPED], [nobody])).toEqual(['honest failed']);
  expect(verdicts([STOPPED], [nobody], 'back')).toEqual(['honest']);
});

it('nobody may be named where it ended by itself', () => {
  expect(verdicts([{ unit: 'a.service', how: 'stopped', chain: [] }], [BY_B])).toEqual(['wrong-stated failed']);
});

it('a decision about Restart= that systemd did not follow is wrong, whatever is expected', () => {
  const { chain: _, ...end } = BY_B;
  const told = { ...end, restart: { setting: 'always', acts: true, rule: 'table', did: false } };
  expect(verdicts([{ unit: 'a.service', how: 'stopped' }], [told])).toEqual(['wrong-stated failed']);
});

it('an end too many and one too few fail', () => {
  expect(verdicts([STOPPED], [BY_B, BY_B])).toContain('extra failed');
  expect(verdicts([STOPPED], [])).toEqual(['missing failed']);
});

it('findings are a set: kind, place and facts must fit, and one more is wrong', () => {
  const told: ToldFinding = {
    unit: 'a.service',
    kind: 'exec-missing',
    severity: 'error',
    text: 'x',
    facts: { path: '/a', near: '/b' },
    declaredIn: [{ path: '/etc/a.service', line: 3 }],
  };
  const wanted = { unit: 'a.service', kind: 'exec-missing', at: '/etc/a.service:3', facts: { near: '/b' } } as const;
  expect(judgeFindings([wanted], [told]).map(({ verdict }) => verdict)).toEqual(['right']);
  expect(judgeFindings([{ ...wanted, at: '/etc/a.service:4' }], [told]).map(({ verdict }) => verdict)).toEqual(['missing', 'extra']);
  expect(judgeFindings([], [told]).map(({ passed }) => passed)).toEqual([false]);
});

it('suspects must be armed as expected, and only possible where that is true', () => {
  const told: ToldSuspect = {
    mechanism: 'timer',
    from: { kind: 'unit', unit: 'a.timer' },
    to: 'a.service',
    via: [],
    armed: true,
    detail: 'OnCalendar=daily',
    declaredIn: [{ path: '/etc/a.timer', line: 2 }],
  };
  const wanted = { mechanism: 'timer', from: 'a.timer', to: 'a.service', armed: true, detail: 'daily', at: '/etc/a.timer:2' } as const;
  expect(judgeSuspects([wanted], [told]).map(({ verdict }) => verdict)).toEqual(['right']);
  expect(judgeSuspects([{ ...wanted, armed: false }], [told]).map(({ verdict }) => verdict)).toEqual(['missing', 'extra']);
  expect(judgeSuspects([wanted], [{ ...told, strength: 'possible' }]).map(({ verdict }) => verdict)).toEqual(['missing', 'extra']);
});

it('another delay of a restart is a wrong fact; one that is left out is less than must be told', () => {
  const end: ExpectedEnd = { unit: 'a.service', how: 'exited', restart: { acts: true, delayUsec: 100_000n } };
  const told = (delay: object): ToldEnd => ({
    unit: 'a.service',
    at: AT,
    how: 'exited',
    restart: { setting: 'always', acts: true, rule: 'always', ...delay },
  });
  expect(verdicts([end], [told({ delayUsec: '100000' })])).toEqual(['right']);
  expect(verdicts([end], [told({ delayUsec: '200000' })], 'back')).toEqual(['wrong-stated failed']);
  expect(verdicts([end], [told({})], 'back')).toEqual(['weak failed']);
});
