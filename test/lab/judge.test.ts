import { describe, expect, it } from 'vitest';
import type { Strength } from '../../src/model/strength.ts';
import { judgeStarts } from './judge.ts';
import type { ExpectedStart } from './scenario.ts';
import type { ToldLink, ToldStart } from './told-start.ts';

const unit = 'widget.service';
const timerStory: ExpectedStart = {
  unit,
  chain: [
    { mechanism: 'timer', from: 'reconcile.timer' },
    { mechanism: 'wanted-by', from: 'reconcile.service' },
  ],
};
const byClient: ExpectedStart = { unit, chain: [{ mechanism: 'client-request', from: 'client', client: { comm: 'systemctl' } }] };

function link(mechanism: string, from: string, strength: Strength = 'stated'): ToldLink {
  return { mechanism, strength, from: from.includes('.') ? { kind: 'unit', unit: from } : { kind: from }, to: unit };
}

function told(strength: Strength, ...chain: ToldLink[]): ToldStart {
  return { unit, at: '2026-01-01T00:00:00.000000Z', mechanism: chain.at(-1)?.mechanism ?? 'unexplained', strength, chain };
}

function verdicts(expected: readonly ExpectedStart[], starts: readonly ToldStart[], mode: 'live' | 'back' = 'live'): string[] {
  return judgeStarts(expected, starts, mode).map((one) => `${one.verdict} ${one.passed ? 'passes' : 'fails'}`);
}

describe('judging what was told', () => {
  const timer = link('timer', 'reconcile.timer');
  const wants = link('wanted-by', 'reconcile.service');

  it('passes the whole chain, stated', () => {
    expect(verdicts([timerStory], [told('stated', timer, wants)])).toEqual(['right passes']);
  });

  it('wants live to be as sure as it can be, and looking back not', () => {
    const correlated = told('correlated', { ...timer, strength: 'correlated' }, wants);
    expect(verdicts([timerStory], [correlated])).toEqual(['weak fails']);
    expect(verdicts([timerStory], [correlated], 'back')).toEqual(['right passes']);
  });

  it('takes a chain that stops before the root for true, but not for right', () => {
    expect(verdicts([timerStory], [told('stated', wants)])).toEqual(['partial fails']);
    expect(verdicts([timerStory], [told('stated', wants)], 'back')).toEqual(['partial passes']);
    expect(verdicts([{ ...timerStory, back: 'right' }], [told('stated', wants)], 'back')).toEqual(['partial fails']);
  });

  it('tells a wrong fact from a wrong guess and from an honest unknown', () => {
    const restart = (strength: Strength): ToldStart => told(strength, link('restart-policy', unit, strength));
    expect(verdicts([timerStory], [restart('stated')], 'back')).toEqual(['wrong-stated fails']);
    expect(verdicts([timerStory], [restart('correlated')], 'back')).toEqual(['wrong fails']);
    expect(verdicts([timerStory], [restart('possible')], 'back')).toEqual(['honest passes']);
    expect(verdicts([timerStory], [told('unexplained')], 'back')).toEqual(['honest passes']);
    expect(verdicts([timerStory], [told('unexplained')], 'live')).toEqual(['honest fails']);
  });

  it('finds a wrong root behind a right last link', () => {
    expect(verdicts([timerStory], [told('stated', link('timer', 'other.timer'), wants)], 'back')).toEqual(['wrong-stated fails']);
    expect(verdicts([timerStory], [told('stated', link('client-request', 'client'), timer, wants)], 'back')).toEqual([
      'wrong-stated fails',
    ]);
  });

  it('wants the client named live, and to leave it out is no wrong claim; looking back it may be unknown but not other', () => {
    const named = (comm: string): ToldStart => told('stated', { ...link('client-request', 'client'), from: { kind: 'client', comm } });
    expect(verdicts([byClient], [named('systemctl')])).toEqual(['right passes']);
    expect(verdicts([byClient], [told('stated', link('client-request', 'client'))])).toEqual(['partial fails']);
    expect(verdicts([byClient], [named('busctl')])).toEqual(['wrong-stated fails']);
    expect(verdicts([byClient], [told('stated', link('client-request', 'client'))], 'back')).toEqual(['right passes']);
    expect(verdicts([byClient], [named('busctl')], 'back')).toEqual(['wrong-stated fails']);
  });

  it('lets a knock on a socket be known', () => {
    const socket: ExpectedStart = { unit, chain: [{ mechanism: 'socket-activation', from: 'widget.socket' }] };
    expect(verdicts([socket], [told('stated', link('socket-activation', 'peer'), link('socket-activation', 'widget.socket'))])).toEqual([
      'right passes',
    ]);
  });

  it('counts exactly, and says which start is missing or extra', () => {
    const client = told('stated', { ...link('client-request', 'client'), from: { kind: 'client', comm: 'systemctl' } });
    const timed = told('stated', timer, wants);
    expect(verdicts([byClient, timerStory, byClient], [client, client])).toEqual(['right passes', 'missing fails', 'right passes']);
    expect(verdicts([byClient, byClient], [client, timed, client])).toEqual(['right passes', 'extra fails', 'right passes']);
    expect(verdicts([], [client])).toEqual(['extra fails']);
    expect(verdicts([byClient], [])).toEqual(['missing fails']);
  });
});
