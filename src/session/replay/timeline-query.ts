import type { History } from '../../history/history.ts';
import type { RecordingHeader } from '../../recording/format.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { compareInstants, isTime, type Instant } from '../../model/instant.ts';
import { unitTypeOf } from '../../systemd/unit-name.ts';
import type { TimelineQuestion } from '../../timeline/build-timeline.ts';
import type { StartCount } from '../../model/timeline.ts';
import { VERSION } from '../../version.ts';
import { defined } from '../../defined.ts';

/** The fields of a header from which the query of its session follows. */
export type QueryHeader = Pick<RecordingHeader, 'units' | 'askedFor' | 'manager' | 'since' | 'options'>;

/** How many starts are requested, and in which time span; of every unit when the header names none. */
export interface RecordedWindow {
  readonly lines: number;
  /** In place of the header's. */
  readonly since?: Instant;
  readonly until?: Instant;
}

/**
 * The query that the session of a recording answered, so that its report gives the same timeline. `ended` is the time of its session-end. For a recording of
 * the whole manager the units are those of the services that started last, and the newest `lines` starts are those over all units.
 */
export function timelineQuery(
  header: QueryHeader,
  history: History,
  ended: Instant | undefined,
  counts: readonly StartCount[],
  window: RecordedWindow,
): TimelineQuestion {
  const { lines } = window;
  const since = window.since ?? sinceOf(header, history);
  const until = window.until ?? ended ?? { realtimeUsec: 0n };
  const base = defined({ version: VERSION, manager: scopeOf(header), since, until, lines });
  if (header.units.length === 0) {
    return { ...base, units: lastStarted(history, defined({ lines, until, since })), newest: lines };
  }
  const units = header.units.map((id, index) => ({ id, askedFor: header.askedFor?.[index] ?? id }));
  const known = window.since === undefined && window.until === undefined ? counts : [];
  const counted = units.flatMap(({ id }) => known.findLast(({ unit }) => unit === id || unit === history.canonical(id)) ?? []);
  return { ...base, units, ...defined({ counts: counted.length === units.length ? counted : undefined }) };
}

/** Which manager a recording is of; early versions wrote it among the options. */
export function scopeOf({ manager, options }: Pick<QueryHeader, 'manager' | 'options'>): ManagerScope {
  return manager ?? (options['scope'] === 'user' ? 'user' : 'system');
}

/** A live session reports from the moment on at which the bus was heard; looking back, from the beginning of the window on. */
function sinceOf({ since, options }: QueryHeader, history: History): Instant | undefined {
  const isLive = options['command'] === 'watch' || options['command'] === 'catch';
  if (isLive) return history.observedSpans[0]?.since.at;
  if (since !== undefined) return since;
  const usec = options['sinceUsec'];
  return typeof usec === 'string' && /^\d{1,18}$/.test(usec) && isTime(BigInt(usec)) ? { realtimeUsec: BigInt(usec) } : undefined;
}

/** The units of the newest starts: of services; of all units when no service started. */
function lastStarted(history: History, { lines, since, until }: RecordedWindow): TimelineQuestion['units'] {
  const all = [...history.units()]
    .flatMap(({ starts }) => starts)
    .filter(({ at }) => since === undefined || compareInstants(at, since) >= 0)
    .filter(({ at }) => until === undefined || compareInstants(at, until) <= 0);
  const services = all.filter(({ unit }) => unitTypeOf(unit) === 'service');
  const newest = (services.length > 0 ? services : all).toSorted((a, b) => compareInstants(a.at, b.at));
  const names = newest.slice(Math.max(0, newest.length - lines)).map(({ unit }) => unit);
  return [...new Set(names)].toSorted().map((id) => ({ id, askedFor: id }));
}
