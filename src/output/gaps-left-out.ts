import { tellsSources, type OutputFormat } from '../render/formats.ts';
import type { Timeline } from '../model/timeline.ts';
import { sourceSentence } from '../render/words/phrases.ts';

/** What was reported of a timeline before it is printed. */
export interface AlreadyReported {
  /** The warnings about sources that were printed as soon as they were known. */
  readonly sources: ReadonlySet<string>;
  /** Whether starts and gaps were reported as they happened. */
  readonly story: boolean;
}

/** The options of a report on which it depends what the report leaves out. */
interface OutputOptions {
  readonly output: OutputFormat;
  readonly otlpEndpoint?: URL;
  readonly quiet: boolean;
  readonly alreadyReported?: AlreadyReported;
}

/**
 * Sentences about what the format of a timeline leaves out and a person has to know: each source that is missing or incomplete; unless
 * `quiet`, also that nothing was found, that there is more, and that there are gaps.
 */
export function gapsLeftOut(timeline: Timeline, { output, otlpEndpoint, quiet, alreadyReported }: OutputOptions): readonly string[] {
  if (tellsSources(output)) return [];
  const lacking = timeline.sources.filter(({ status }) => status !== 'ok').map(sourceSentence);
  const isStoryReported = quiet || alreadyReported?.story === true;
  // That nothing is posted is reported where it would be.
  const isNonePosted = timeline.starts.length === 0 && otlpEndpoint !== undefined;
  return [
    ...lacking.filter((sentence) => alreadyReported?.sources.has(sentence) !== true),
    ...(isStoryReported || isNonePosted ? [] : startsNote(timeline)),
    ...(isStoryReported ? [] : gapsNote(timeline)),
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
