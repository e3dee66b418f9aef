import type { Timeline } from '../../model/timeline.ts';
import type { RenderOptions } from '../renderer.ts';
import type { TimeWords } from './finding.ts';
import { downSentence } from './story-down.ts';
import { standsSentence } from './story-state.ts';
import { startsSentence } from './story-starts.ts';
import { zonedTime } from '../time/zoned-time.ts';

/**
 * What happened, in three sentences: what came back, how often and by what; how and why it went down; how it stands at the end, and what is wrong or keeps
 * it down. Only the first names the local zone. What is not known is said so. Raw text: escape it for the output.
 */
export function storySentences(timeline: Timeline, options: Pick<RenderOptions, 'now' | 'zoneName'>): readonly string[] {
  const time = zonedTime(options);
  // Of a replay the end of the recording counts.
  const now = timeline.replayOf === undefined ? options.now : timeline.window.until;
  const reference = timeline.starts.at(-1)?.at ?? timeline.window.until;
  const short: TimeWords = (at) => time.short(at, reference);
  return [startsSentence(timeline, time), downSentence(timeline, short), standsSentence(timeline, now, short)];
}
