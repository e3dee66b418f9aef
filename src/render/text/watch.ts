import { usecBetween, type Instant } from '../../model/instant.ts';
import type { Gap, Start, UnitEvent } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { paintStrength } from './style.ts';
import type { WatchSummary } from '../words/watch-summary.ts';
import { AUDITED, mechanismLabel } from '../words/phrases.ts';
import { downWords } from '../words/events.ts';
import { eventLines, startLines, TEXT_COLUMN } from './event.ts';
import { hang, paragraph, table } from './layout.ts';
import { dayOf, moment, preciseTime } from '../time/zoned-time.ts';
import { lookAt, type Look, type TextOptions } from './options.ts';
import { span } from '../time/span.ts';

export interface WatchOptions extends Pick<TextOptions, 'columns' | 'colour' | 'utc'> {
  /** Set when more than one unit is watched, so that each line names its own. */
  readonly several: boolean;
  /** When the line before was; a new day gets a line of its own. */
  readonly previous?: Instant;
}

/** Says what is watched, before anything happens. */
export function renderWatchHeader(units: readonly string[], since: Instant, options: WatchOptions): string {
  const { style, zone, width } = lookWhen(since, options);
  const text = `Watching ${units.map(escapeForTerminal).join(' ')} since ${dayOf(since, zone)} ${moment(since, since, zone)}; Ctrl-C ends it with a summary.`;
  return lines(paragraph(text, width, style.dim));
}

/** A start: when, its chain as a sentence, how sure, how long it was down. */
export function renderWatchStartText(start: Start, options: WatchOptions): string {
  const look = lookWhen(start.at, options);
  const down = start.previousEnd === undefined ? [] : [downWords(start.previousEnd)];
  return lines([...dayLine(start.at, options, look), ...startLines(start, look, down)]);
}

/** A stop, a failure, a skipped start. */
export function renderWatchEvent(event: UnitEvent, options: WatchOptions): string {
  const look = lookWhen(event.at, options);
  return lines([...dayLine(event.at, options, look), ...eventLines(event, look)]);
}

/** A time in which a source could not be heard. */
export function renderWatchGap(gap: Gap, options: WatchOptions): string {
  const look = lookWhen(gap.to, options);
  const text = escapeForTerminal(`not seen since ${moment(gap.from, gap.to, look.zone)}, ${gap.source}: ${gap.text}`);
  return lines([
    ...dayLine(gap.to, options, look),
    ...hang(`  ${look.style.magenta('!')} ${preciseTime(gap.to, look.zone)}`, TEXT_COLUMN, text, look.width),
  ]);
}

/** The end of a watch: how often each unit started, by which mechanism. */
export function renderWatchSummaryText(summary: WatchSummary, options: WatchOptions): string {
  const look = lookWhen(summary.until, options);
  const { style } = look;
  const total = summary.counts.reduce((sum, { starts }) => sum + starts, 0);
  const watched = span(usecBetween(summary.since, summary.until));
  const counted = total === 0 ? 'no start' : total === 1 ? '1 start' : `${total} starts`;
  const rows = [...summary.counts]
    .sort((a, b) => b.starts - a.starts)
    .map(({ unit, mechanism, strength, starts }) => [
      `${starts}`,
      mechanismLabel(mechanism),
      paintStrength(style, strength),
      escapeForTerminal(unit),
    ]);
  const columns = [{ title: 'STARTS', align: 'right' }, { title: 'CAUSE' }, { title: 'SURE' }, { title: 'UNIT' }] as const;
  const gaps = summary.gaps.length === 0 ? '' : `; ${summary.gaps.length} ${summary.gaps.length === 1 ? 'gap' : 'gaps'} in what was seen`;
  return lines([
    '',
    style.bold(`${counted} in ${watched}${gaps}`),
    ...(rows.length === 0 ? [] : table(columns, rows, look.width, style.dim)),
    ...namelessHint(summary, look),
  ]);
}

/** What names a client that was gone before anyone could look. */
function namelessHint({ counts }: WatchSummary, { width, style }: Look): readonly string[] {
  const nameless = counts.reduce((sum, count) => sum + (count.nameless ?? 0), 0);
  if (nameless === 0) return [];
  const which = nameless === 1 ? 'The client of one start was' : `The clients of ${nameless} starts were`;
  return paragraph(`${which} not seen in /proc. An audit rule records it the next time: ${AUDITED}`, width, style.dim);
}

function lookWhen(now: Instant, options: WatchOptions): Look {
  return lookAt({ ...options, now, all: false, quiet: false }, options.several);
}

function dayLine(at: Instant, { previous }: WatchOptions, { zone, style }: Look): readonly string[] {
  if (previous === undefined || dayOf(previous, zone) === dayOf(at, zone)) return [];
  return [`  ${style.dim(dayOf(at, zone))}`];
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
