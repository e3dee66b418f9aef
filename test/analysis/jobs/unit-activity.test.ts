import { expect, it } from 'vitest';
import { wasUpInJournal } from '../../../src/analysis/jobs/unit-activity.ts';
import type { Instant } from '../../../src/model/instant.ts';
import { story } from '../story.ts';

it('what comes up next was down until then, as far as all lines are read', () => {
  const told = story('required-by-back');
  const front = told.history.unit('front.service');
  const up = told.starts('front.service')[0]?.at;
  if (up === undefined) throw new Error('front.service has no start');
  const before = (usec: bigint): Instant => ({
    ...up,
    realtimeUsec: up.realtimeUsec - usec,
    monotonicUsec: (up.monotonicUsec ?? 0n) - usec,
  });
  expect(wasUpInJournal(front, before(1_000_000n))).toBe(false);
  expect(wasUpInJournal(front, before(3_000_000n))).toBeUndefined();
});
