import { KnownError } from '../errors.ts';
import { FORMATS, tellsSources, type Format } from '../render/formats.ts';
import type { Instant } from '../model/instant.ts';
import { fromStart } from '../model/timeline-slice.ts';
import type { Timeline } from '../model/timeline.ts';
import { sourceSentence } from '../render/words/phrases.ts';
import type { Presentation, Telling } from '../command-line/commands.ts';
import type { Terminal } from './terminal.ts';
import { warn } from './warnings.ts';
import { defined } from '../defined.ts';

/** What was reported of a timeline before it is printed. */
interface AlreadyReported {
  /** The warnings about sources that were printed as soon as they were known. */
  readonly sources: ReadonlySet<string>;
  /** Whether starts and gaps were reported as they happened. */
  readonly story: boolean;
}

/** How a timeline is printed, and where; what a command has no options for has its default. */
export interface ReportOptions extends Telling, Partial<Pick<Presentation, 'pager'>> {
  /** What `ago` is counted from. */
  readonly now: Instant;
  readonly utc: boolean;
  readonly quiet: boolean;
  readonly all?: boolean;
  /** What is not repeated, where the timeline was followed live. */
  readonly alreadyReported?: AlreadyReported;
}

/**
 * Writes a timeline in the requested format: to standard output, text through a pager where it is long, or to a collector. What could not be read is reported on
 * standard error where the format has no place for it. Throws KnownError when `--from-start` is beyond the last start, or when the collector does not take the
 * traces; then they are printed, so that nothing is lost.
 */
export async function writeReport(timeline: Timeline, options: ReportOptions, terminal: Terminal): Promise<void> {
  const { output, otlpEndpoint, pager = false } = options;
  const shown = beginningWith(timeline, options.fromStart);
  for (const sentence of gapsLeftOut(timeline, options)) warn(terminal, sentence);
  if (otlpEndpoint !== undefined) {
    const { postTimeline } = await import('./post-otlp.ts');
    return postTimeline(shown, otlpEndpoint, options.quiet, terminal);
  }
  const text = await render(shown, options, terminal);
  await (pager && output === 'text' ? terminal.page(text) : Promise.resolve(terminal.write(text)));
}

async function render(
  timeline: Timeline,
  { output, title, now, utc, quiet, all = false }: ReportOptions,
  terminal: Terminal,
): Promise<string> {
  const { columns, colour } = terminal;
  const format: Format = FORMATS[output];
  const renderFormat = await format.load();
  return renderFormat(
    timeline,
    defined({ now, columns, colour, utc, all, quiet, zoneName: utc ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone, title }),
  );
}

function beginningWith(timeline: Timeline, number: number | undefined): Timeline {
  if (number === undefined) return timeline;
  const { length } = timeline.starts;
  if (number > length) {
    const known = length === 0 ? 'no start was found' : length === 1 ? 'only one start is told' : `only ${String(length)} starts are told`;
    throw new KnownError(`--from-start ${String(number)} is beyond the end: ${known}; give a smaller number, or more starts with -n`);
  }
  return fromStart(timeline, number);
}

/**
 * Sentences about what the format of a timeline leaves out and a person has to know: each source that is missing or incomplete; unless
 * `quiet`, also that nothing was found, that there is more, and that there are gaps.
 */
function gapsLeftOut(timeline: Timeline, { output, otlpEndpoint, quiet, alreadyReported }: ReportOptions): readonly string[] {
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
