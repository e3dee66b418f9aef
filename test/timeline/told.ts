import type { History } from '../../src/history/history.ts';
import type { Observation } from '../../src/model/observation.ts';
import { buildTimeline, type TimelineQuestion } from '../../src/timeline/build-timeline.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { excerpt, replay } from '../history/excerpt.ts';

/** The timeline of some units in an excerpt, as `question` would have it, and the history behind it. */
export function told(
  name: string,
  units: readonly string[],
  question: Partial<TimelineQuestion> = {},
  change = (observations: readonly Observation[]): readonly Observation[] => observations,
): { timeline: Timeline; history: History } {
  const observations = change(excerpt(name));
  const { history } = replay(observations);
  const latest = observations.map(({ at }) => at).reduce((a, b) => (a.realtimeUsec > b.realtimeUsec ? a : b));
  const timeline = buildTimeline(history, {
    version: '0.0.0',
    manager: 'system',
    units: units.map((id) => ({ id, askedFor: id })),
    until: latest,
    lines: 100,
    ...question,
  });
  return { timeline, history };
}
