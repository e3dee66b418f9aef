import { tellsSources, type OutputFormat } from '../render/formats.ts';
import type { Timeline } from '../model/timeline.ts';
import { sourceSentence } from '../render/words/phrases.ts';

/** What was said of a timeline before it is told. */
export interface AlreadyReported {
  /** The sentences about sources that were said as soon as they were known. */
  readonly sources: ReadonlySet<string>;
  /** Whether the starts and the gaps were told as they happened. */
  readonly story: boolean;
}

/** How a timeline is told, as far as it matters to what stays unsaid. */
interface Told {
  readonly output: OutputFormat;
  readonly otlpEndpoint?: URL;
  readonly quiet: boolean;
  readonly alreadyReported?: AlreadyReported;
}

/**
 * What the format of a timeline leaves out and a person has to know, in sentences: each source that does not tell all; unless
 * `quiet`, also that nothing was found, that there is more, and that there are gaps.
 */
export function gapsLeftOut(timeline: Timeline, { output, otlpEndpoint, quiet, alreadyReported }: Told): readonly string[] {
  if (tellsSources(output)) return [];
  const lacking = timeline.sources.filter(({ status }) => status !== 'ok').map(sourceSentence);
  const isStoryTold = quiet || alreadyReported?.story === true;
  // Who posts nothing says so, and where to.
  const isNoneTold = timeline.starts.length === 0 && otlpEndpoint !== undefined;
  return [
    ...lacking.filter((sentence) => alreadyReported?.sources.has(sentence) !== true),
    ...(isStoryTold || isNoneTold ? [] : startsNote(timeline)),
    ...(isStoryTold ? [] : gapsNote(timeline)),
  ];
}

function startsNote({ starts, counts }: Timeline): readonly string[] {
  const total = counts.reduce((sum, count) => sum + count.starts, 0);
  if (starts.length === 0 && total === 0) return ['no start was found'];
  if (total <= starts.length) return [];
  const all = `${counts.some(({ atLeast }) => atLeast) ? 'at least ' : ''}${String(total)} starts`;
  return [
    `only the last ${starts.length === 1 ? 'one' : String(starts.length)} of ${all} ${starts.length === 1 ? 'is' : 'are'} told; -n all tells every one`,
  ];
}

function gapsNote({ gaps: { length } }: Timeline): readonly string[] {
  if (length === 0) return [];
  return [
    `there ${length === 1 ? 'is a gap' : `are ${String(length)} gaps`} in what was seen, and starts in ${length === 1 ? 'it' : 'them'} may be missing; -o text tells when`,
  ];
}
