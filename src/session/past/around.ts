import { unitsAbove } from '../../analysis/jobs/job-numbers.ts';
import { now } from '../../collect/clock.ts';
import type { JournalQuery } from '../../collect/journal/index.ts';
import type { History } from '../../history/history.ts';
import { waitedSince } from '../../history/waited-since.ts';
import { usecBetween, type Instant } from '../../model/instant.ts';
import { instantProperty } from '../../model/properties.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { JOURNAL_FIELDS, jobMatches, managerMatches } from './journal-matches.ts';
import { parentSpans, spansAround, startupSpans, waitSpans, type Startup } from './spans.ts';

/** When something happened to a unit that is to be attributed. */
export interface Moment {
  readonly unit: string;
  readonly at: Instant;
}

/** Maximum number of units of which the lines about their jobs are read far from a moment; the nearest above its unit. */
const MAX_ABOVE = 60;

/**
 * What is read around some moments: all that a manager logged close to them; and as far as attribution reaches, its lines about jobs: those of a startup, and those of the
 * units that can have brought a job along.
 */
export function queriesAround(
  moments: readonly Moment[],
  startups: readonly Startup[],
  scope: ManagerScope,
  history: History,
): JournalQuery[] {
  const above = unitsAbove([...new Set(moments.map(({ unit }) => history.canonical(unit)))], history, MAX_ABOVE);
  const parents = above.length === 0 ? [] : parentSpans(moments).map((span) => ({ ...span, matches: jobMatches(scope, above) }));
  const waits = moments.flatMap(({ unit, at }) => {
    const since = waitedSince(history.unit(history.canonical(unit)), at, history);
    return since === undefined ? [] : [{ at, since }];
  });
  const queries = [
    ...waitSpans(waits).map((span) => ({ ...span, matches: managerMatches(scope) })),
    ...spansAround(moments, startups).map((span) => ({ ...span, matches: managerMatches(scope) })),
    ...startupSpans(moments, startups).map((span) => ({ ...span, matches: jobMatches(scope) })),
    ...parents,
  ];
  return queries.map((query) => ({ ...query, fields: JOURNAL_FIELDS }));
}

/** The startup that goes on now, when the manager says so and none of these is its. */
export function unfinishedStartup(known: readonly Startup[], history: History): Startup | undefined {
  const properties = history.managerProperties();
  const bootId = history.bootId();
  if (properties === undefined || bootId === undefined || known.some(({ finished }) => finished.bootId === bootId)) return undefined;
  const began = instantProperty(properties, 'UserspaceTimestamp', bootId);
  if (began === undefined || instantProperty(properties, 'FinishTimestamp', bootId) !== undefined) return undefined;
  const finished = now();
  return { finished, took: usecBetween(began, finished) };
}
