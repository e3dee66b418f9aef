import type { Overview, OverviewLoop, OverviewRow } from '../../model/overview.ts';
import type { Start } from '../../model/timeline.ts';
import { toJson } from '../escape.ts';
import { evidenceJson, gapJson, SCHEMA, startJson } from './timeline.ts';
import type { JsonOverview, JsonOverviewRow } from './overview-document.ts';
import { toRfc3339 } from '../time/timestamps.ts';

/** What `overview` found as one JSON document, indented, with a newline at its end; it follows $defs/overview of the schema. */
export function renderOverviewJson(overview: Overview): string {
  const { generator, host, manager, window, sources, totals, rows, notShown, evidence, gaps } = overview;
  const cited = new Set(rows.flatMap(({ lastStart }) => (lastStart === undefined ? [] : citedBy(lastStart))));
  const document: JsonOverview = {
    schema: SCHEMA,
    kind: 'overview',
    generator: { ...generator },
    host: { ...host },
    manager,
    window: { since: window.since && toRfc3339(window.since), until: toRfc3339(window.until) },
    sources: sources.map(({ name, status, detail, remedy }) => ({ name, status, detail, remedy })),
    totals: { ...totals },
    rows: rows.map(rowJson),
    notShown: { rows: notShown.rows, starts: notShown.starts, otherTypes: { ...notShown.otherTypes } },
    evidence: evidenceJson(Object.fromEntries(Object.entries(evidence).filter(([id]) => cited.has(id)))),
    gaps: gaps.map(gapJson),
  };
  return `${toJson(document, 2)}\n`;
}

function citedBy({ chain, previousEnd }: Start): readonly string[] {
  return [...(previousEnd?.evidence ?? []), ...[...chain, ...(previousEnd?.chain ?? [])].flatMap(({ evidence }) => evidence)];
}

function rowJson(row: OverviewRow): JsonOverviewRow {
  const { unit, lastUnit, description, starts, first, last, by, notLookedAt, loop, failures, results, lastFailedAt, lastStart } = row;
  return {
    unit,
    lastUnit,
    description,
    activeState: row.activeState,
    starts,
    first: starts === 0 ? undefined : toRfc3339(first),
    last: starts === 0 ? undefined : toRfc3339(last),
    by: by.map((cause) => ({ ...cause })),
    notLookedAt: { ...notLookedAt },
    loop: loop && loopJson(loop),
    failures,
    results: results.map((result) => ({ ...result })),
    lastResult: row.lastResult,
    lastFailedAt: lastFailedAt && toRfc3339(lastFailedAt),
    lastStart: lastStart && startJson(lastStart),
    findings: row.findings.map((finding) => ({ ...finding })),
  };
}

function loopJson({ starts, since, until, failures, paceUsec, goesOn }: OverviewLoop): JsonOverviewRow['loop'] {
  return { starts, since: toRfc3339(since), until: toRfc3339(until), failures, paceUsec: paceUsec.toString(), goesOn };
}
