import { renderCatStart } from '../render/cat.ts';
import { renderWatchStart, renderWatchSummary } from '../render/json/timeline.ts';
import {
  renderWatchEvent,
  renderWatchGap,
  renderWatchHeader,
  renderWatchStartText,
  renderWatchSummaryText,
  type WatchOptions,
} from '../render/text/watch.ts';
import { countStart, type WatchCount } from '../render/words/watch-summary.ts';
import type { Instant } from '../model/instant.ts';
import type { Evidence, EvidenceId, Gap, Start, UnitEvent } from '../model/timeline.ts';
import type { WatchRequest } from '../command-line/commands.ts';
import type { Terminal } from './terminal.ts';

/** Prints a watch as it goes, as text, as sentences or as JSON lines; of gaps, for which a sentence of -o cat has no place, on standard error. */
export interface WatchPrinter {
  header(): void;
  start(start: Start, evidence: Readonly<Record<EvidenceId, Evidence>>): void;
  /** Undefined where only starts and gaps are printed. */
  readonly event: ((event: UnitEvent) => void) | undefined;
  gap(gap: Gap): void;
  summary(gaps: readonly Gap[]): void;
}

/** A printer for one watch of `units` that began at `since`; `now` gives the time of the summary. */
export function createWatchPrinter(
  request: WatchRequest,
  terminal: Terminal,
  units: readonly string[],
  since: Instant,
  now: () => Instant,
): WatchPrinter {
  let counts: readonly WatchCount[] = [];
  let previous = since;
  const isText = request.output === 'text';
  const isJson = request.output === 'json';
  const isCat = request.output === 'cat';
  const zoneName = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const options = (): WatchOptions => ({
    columns: terminal.columns,
    colour: terminal.colour,
    utc: request.utc,
    several: units.length > 1 || units.some((unit) => unit.includes('@.')),
    previous,
  });
  const printEvent = (event: UnitEvent): void => {
    terminal.write(renderWatchEvent(event, options()));
    previous = event.at;
  };
  return {
    header() {
      if (request.quiet) return;
      if (isText) terminal.write(renderWatchHeader(units, since, options()));
      else terminal.writeError(`watching ${units.join(' ')}\n`);
    },
    start(start, evidence) {
      counts = countStart(counts, start);
      if (isCat) terminal.write(renderCatStart(start, { utc: request.utc, zoneName }));
      else terminal.write(isText ? renderWatchStartText(start, options()) : renderWatchStart(start, evidence));
      previous = start.at;
    },
    event: isText ? printEvent : undefined,
    gap(gap) {
      if (isText) terminal.write(renderWatchGap(gap, options()));
      else if (isCat) terminal.writeError(renderWatchGap(gap, { ...options(), colour: terminal.colour && terminal.errorIsTty }));
    },
    summary(gaps) {
      const summary = { units, since, until: now(), counts, gaps };
      if (isJson) terminal.write(renderWatchSummary(summary));
      else if (isText && !request.quiet) terminal.write(renderWatchSummaryText(summary, options()));
    },
  };
}
