import type { MechanismName } from '../../model/mechanism.ts';
import type { Instant } from '../../model/instant.ts';
import { isDown } from '../../model/properties.ts';
import { unitTypeOf } from '../../systemd/unit-name.ts';
import type { Finding, Start, Timeline } from '../../model/timeline.ts';
import type { CountedRow } from './count-starts.ts';
import type { Overview, OverviewCause, OverviewLoop, OverviewRow } from '../../model/overview.ts';
import { defined } from '../../defined.ts';

/** The rows to be told of, and what is left out. */
export interface Choice {
  readonly shown: readonly CountedRow[];
  /** All rows of the types that are told of, `shown` among them. */
  readonly all: readonly CountedRow[];
  readonly otherTypes: readonly CountedRow[];
}

/**
 * Chooses the rows: services, or units of all types; loops first, then what started most, then what failed most. What started once, with the host, and never
 * failed, is shown only where all are.
 */
export function chooseRows(
  rows: readonly CountedRow[],
  { lines, everyType }: { readonly lines: number; readonly everyType: boolean },
): Choice {
  const isTold = ({ unit }: CountedRow): boolean => everyType || unitTypeOf(unit) === 'service';
  const all = rows
    .filter(isTold)
    .toSorted(
      (a, b) =>
        loopStarts(b) - loopStarts(a) || b.starts - a.starts || b.failures - a.failures || b.last - a.last || (a.unit < b.unit ? -1 : 1),
    );
  const shown = Number.isFinite(lines) ? all.filter((row) => !isUneventful(row)).slice(0, lines) : all;
  return { shown, all, otherTypes: rows.filter((row) => !isTold(row)) };
}

function isUneventful({ starts, duringStartup, failures }: CountedRow): boolean {
  return starts === 1 && duringStartup === 1 && failures === 0;
}

function loopStarts({ loopWatch }: CountedRow): number {
  return loopWatch.longest()?.starts ?? 0;
}

/**
 * Puts what was counted and what `timeline` tells of the last start of each shown row into the one model that renderers get. The states that it tells are those of
 * the window's end where that `endsNow`.
 */
export function buildOverview({ shown, all, otherTypes }: Choice, timeline: Timeline, { endsNow = false } = {}): Overview {
  const { generator, host, manager, window, sources, gaps, evidence } = timeline;
  return {
    generator,
    host,
    manager,
    window,
    sources,
    gaps,
    evidence,
    totals: {
      rows: all.length,
      starts: sum(all, ({ starts }) => starts),
      failures: sum(all, ({ failures }) => failures),
      loops: all.filter((row) => row.loopWatch.longest() !== undefined).length,
    },
    rows: shown.map((row) => presentRow(row, timeline, endsNow)),
    notShown: {
      rows: all.length - shown.length,
      starts: sum(all, ({ starts }) => starts) - sum(shown, ({ starts }) => starts),
      otherTypes: {
        rows: otherTypes.length,
        starts: sum(otherTypes, ({ starts }) => starts),
        types: [...new Set(otherTypes.flatMap(({ unit }) => unitTypeOf(unit) ?? []))].toSorted(),
      },
    },
  };
}

function presentRow(row: CountedRow, timeline: Timeline, endsNow: boolean): OverviewRow {
  const { lastUnit, starts } = row;
  const now = timeline.units.find(({ id, askedFor }) => id === lastUnit || askedFor === lastUnit);
  const id = now?.id ?? lastUnit;
  const lastStart = row.starts === 0 ? undefined : timeline.starts.findLast(({ unit }) => unit === id);
  const by = causesOf(row, lastStart);
  const isLastToldApart = lastStart !== undefined && !row.lastWasRestart && by.some(({ mechanism }) => mechanism === lastStart.mechanism);
  const duringStartup = row.duringStartup - (isLastToldApart && row.lastWasDuringStartup ? 1 : 0);
  const known = sum(by, (cause) => cause.starts);
  const loop = loopOf(row, timeline.window.until, endsNow && !row.isPattern ? now?.activeState : undefined);
  return defined({
    unit: row.unit,
    lastUnit: row.isPattern ? lastUnit : undefined,
    description: row.isPattern ? undefined : now?.description,
    starts,
    first: instant(row.first),
    last: instant(row.last),
    by,
    notLookedAt: {
      starts: starts - known,
      duringStartup: Math.min(duringStartup, starts - known),
      perhaps: starts === known ? [] : perhaps(id, lastStart, timeline),
    },
    loop,
    failures: row.failures,
    results: [...row.results].map(([result, count]) => ({ result, count })).toSorted((a, b) => b.count - a.count),
    lastResult: row.lastResult,
    lastFailedAt: row.lastFailedAt === undefined ? undefined : instant(row.lastFailedAt),
    lastStart,
    activeState: now?.activeState,
    findings: countFindings(timeline.findings.filter(({ unit }) => unit === id)),
  });
}

/** What lines state, and the last start's own mechanism unless nothing explains it or only configuration speaks for it. */
function causesOf({ restarts, lastWasRestart }: CountedRow, last: Start | undefined): readonly OverviewCause[] {
  const counted: readonly OverviewCause[] = restarts === 0 ? [] : [{ mechanism: 'restart-policy', starts: restarts }];
  const link = last?.chain.at(-1);
  if (link === undefined || link.mechanism === 'unexplained' || link.strength === 'possible' || lastWasRestart) return counted;
  if (link.mechanism === 'restart-policy') return [{ mechanism: link.mechanism, starts: restarts + 1 }];
  return [...counted, { mechanism: link.mechanism, starts: 1 }];
}

/** What can start the unit by its settings, and what may have started it last; restart jobs are counted, and not among these. */
function perhaps(unit: string, last: Start | undefined, { suspects }: Timeline): readonly MechanismName[] {
  const allowed = suspects.filter(({ to, armed }) => to === unit && armed !== false).map(({ mechanism }) => mechanism);
  const link = last?.chain.at(-1);
  const claimed =
    link?.strength !== 'possible'
      ? []
      : [link.mechanism, ...(last?.alternatives ?? []).filter(({ ruledOut }) => !ruledOut).map(({ mechanism }) => mechanism)];
  return [...new Set([...claimed, ...allowed])].filter((mechanism) => mechanism !== 'restart-policy' && mechanism !== 'unexplained');
}

function loopOf(row: CountedRow, until: Instant, activeState: string | undefined): OverviewLoop | undefined {
  const loop = row.loopWatch.longest();
  if (loop === undefined) return undefined;
  const pace = (loop.until - loop.since) / (loop.starts - 1);
  const isLast = row.last === loop.until;
  // Who waits for Restart= is activating: what is down by now was stopped, or given up.
  const isOver = row.lastWasRestart && isDown(activeState);
  return {
    starts: loop.starts,
    since: instant(loop.since),
    until: instant(loop.until),
    failures: loop.failures,
    paceUsec: BigInt(Math.round(pace)),
    goesOn: isLast && !isOver && Number(until.realtimeUsec) - loop.until <= 3 * pace + 1_000_000,
  };
}

function countFindings(findings: readonly Finding[]): OverviewRow['findings'] {
  const counts = new Map<string, OverviewRow['findings'][number]>();
  for (const { kind, severity } of findings) {
    const key = `${kind} ${severity}`;
    counts.set(key, { kind, severity, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

function instant(usec: number): Instant {
  return { realtimeUsec: BigInt(usec) };
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
