import { describe, expect, it } from 'vitest';
import type { Judgement } from './judge.ts';
import { judgeBusy } from './busy-host.ts';

const right: Judgement = {
  verdict: 'right',
  passed: true,
  unit: 'a.service',
  expected: 'timer(a.timer)',
  told: 'timer(a.timer) [timer, stated] at T1',
};
const extra: Judgement = { verdict: 'extra', passed: false, unit: 'a.service', told: 'timer(a.timer) [timer, stated] at T2' };

describe('a host that is never alone', () => {
  it('has one more of what repeats by the clock', () => {
    expect(judgeBusy([right, extra])).toEqual([right, { ...extra, verdict: 'right', passed: true }]);
  });

  it('lets what is right be less than sure', () => {
    const weak: Judgement = { ...right, verdict: 'weak', passed: false };
    expect(judgeBusy([weak])).toEqual([{ ...weak, passed: true }]);
  });

  it('does not have what is told otherwise, of another unit, or as one that failed', () => {
    const other = { ...extra, told: 'client-request(client) [client-request, stated] at T2' };
    const stranger = { ...extra, unit: 'b.service' };
    const wrong = { ...right, verdict: 'wrong' as const, passed: false };
    expect(judgeBusy([right, other, stranger])).toEqual([right, other, stranger]);
    expect(judgeBusy([wrong, extra])).toEqual([wrong, extra]);
  });
});
