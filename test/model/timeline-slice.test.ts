import { expect, test } from 'vitest';
import { fromStart } from '../../src/model/timeline-slice.ts';
import { compareInstants } from '../../src/model/instant.ts';
import { recordedTimeline } from '../render/recorded-stories.ts';

test.each(['stack/live', 'stop-of-what-is-bound/live', 'part-of-restart/live', 'widget-daemon/live', 'bound-by/live'])(
  'from any start of %s on, the end before each start is told',
  async (story) => {
    const timeline = await recordedTimeline(story);
    for (const [index] of timeline.starts.entries()) {
      const told = fromStart(timeline, index + 1);
      for (const { unit, previousEnd } of told.starts) {
        if (previousEnd === undefined) continue;
        const isThere = (events: typeof told.events): boolean =>
          events.some((event) => event.unit === unit && compareInstants(event.at, previousEnd.at) === 0);
        expect(isThere(told.events)).toBe(isThere(timeline.events));
      }
    }
  },
);
