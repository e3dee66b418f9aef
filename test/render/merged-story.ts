import { mergeTimelines } from '../../src/timeline/merge-timelines.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { recordedTimeline } from './recorded-stories.ts';

/** The recordings of two hosts as one timeline, as `report` merges them: web1 and web2. */
export async function mergedStory(first = 'widget-daemon/live', second = 'stack/live'): Promise<Timeline> {
  const [one, two] = [await recordedTimeline(first), await recordedTimeline(second)];
  const named = (timeline: Timeline, hostname: string, digit: string): Timeline => ({
    ...timeline,
    host: { ...timeline.host, hostname, machineId: digit.repeat(32) },
  });
  const merged = mergeTimelines([named(one, 'web1', '1'), named(two, 'web2', '2')]);
  if (merged === undefined) throw new Error('two timelines make one');
  return merged;
}
