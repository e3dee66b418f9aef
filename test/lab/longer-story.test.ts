import { describe, expect, it } from 'vitest';
import type { Judgement } from './judge.ts';
import { allowRepeats } from './longer-story.ts';

const right: Judgement = {
  verdict: 'right',
  passed: true,
  unit: 'a.service',
  expected: 'timer(a.timer)',
  told: 'timer(a.timer) [timer, stated] at T1',
};
const extra: Judgement = { verdict: 'extra', passed: false, unit: 'a.service', told: 'timer(a.timer) [timer, stated] at T2' };

describe('a story that goes on for longer than it says', () => {
  it('has one more of what repeats', () => {
    expect(allowRepeats([right, extra])).toEqual([right, { ...extra, verdict: 'right', passed: true }]);
  });

  it('has nothing that is told otherwise, of another unit, or as one that failed', () => {
    const other = { ...extra, told: 'client-request(client) [client-request, stated] at T2' };
    const stranger = { ...extra, unit: 'b.service' };
    const wrong = { ...right, verdict: 'wrong' as const, passed: false };
    expect(allowRepeats([right, other, stranger])).toEqual([right, other, stranger]);
    expect(allowRepeats([wrong, extra])).toEqual([wrong, extra]);
  });
});
