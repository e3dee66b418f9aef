import { describe, expect, it } from 'vitest';
import { timer } from '../../../src/analysis/starts/timer.ts';
import { isStateSignal, story, without } from '../story.ts';

describe('a timer that elapsed right before the job', () => {
  it('is stated, each time, with the signals that tell it', () => {
    const heard = story('timer-live');
    for (const index of [0, 1]) {
      const [claim, ...more] = heard.verdicts(timer, 'tick.service', index);
      expect(more).toEqual([]);
      expect(claim).toMatchObject({
        strength: 'stated',
        from: { kind: 'unit', unit: 'tick.timer' },
        setting: expect.stringMatching(/^On/) as unknown,
      });
      expect(claim).toHaveProperty('evidence', [
        expect.objectContaining({ kind: 'unit-state', unit: 'tick.timer', subState: 'running' }),
        expect.objectContaining({ kind: 'job-queued', unit: 'tick.service' }),
      ]);
    }
  });

  it('is stated, though an answer that was overtaken by its signals says that it still runs', () => {
    const late = story('timer-live', (observations) => {
      const fired = observations.findLastIndex((one) => isStateSignal(one.payload, 'tick_2etimer', 'running'));
      const before = observations[fired - 1];
      if (before === undefined) throw new Error('the timer does not fire');
      const properties = { Id: 'tick.timer', ActiveState: 'active', SubState: 'running' };
      const answer = { ...before, payload: { source: 'system-bus', kind: 'unit-properties', unit: 'tick.timer', properties } } as const;
      return observations.toSpliced(fired, 0, answer);
    });
    expect(late.verdicts(timer, 'tick.service', 1)).toMatchObject([{ strength: 'stated' }]);
  });

  it('looking back, is stated by its own timestamp', () => {
    const [claim] = story('timer-first-person-later-back').verdicts(timer, 'tick.service', 0);
    expect(claim).toMatchObject({ strength: 'stated', why: 'tick.timer last elapsed right then' });
  });
});

describe('a timer that did not elapse', () => {
  it('is ruled out, also where it had elapsed 100 ms before for the active unit', () => {
    expect(story('timer-fires-for-an-active-unit-live').verdicts(timer, 'tick.service')).toEqual([
      { ruledOut: true, from: { kind: 'unit', unit: 'tick.timer' }, why: 'tick.timer did not elapse then' },
    ]);
  });

  it('is ruled out for a later start, though ActivationDetails still names it', () => {
    expect(story('timer-first-person-later-live').verdicts(timer, 'tick.service', 1)).toMatchObject([{ ruledOut: true }]);
    expect(story('timer-first-person-later-back').verdicts(timer, 'tick.service', 1)).toMatchObject([{ ruledOut: true }]);
  });

  it('is ruled out when its signal is taken away', () => {
    const mute = story(
      'timer-live',
      without((payload) => isStateSignal(payload, 'tick_2etimer', 'running')),
    );
    expect(mute.verdicts(timer, 'tick.service', 0)).toMatchObject([{ ruledOut: true }]);
  });

  it('has nothing to say of a unit that it does not trigger', () => {
    expect(story('restart-policy-live').verdicts(timer, 'worker.service')).toEqual([]);
  });
});
