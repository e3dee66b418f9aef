import type { Overview, OverviewRow } from '../../model/overview.ts';
import { evidenceOfStart } from '../citations.ts';
import { toJson } from '../escape.ts';
import { members } from './encode.ts';
import { evidenceJson, gapJson, SCHEMA, startJson } from './timeline.ts';
import type { JsonOverview, JsonOverviewRow } from './overview-document.ts';

/** What `overview` found as one JSON document, indented, with a newline at its end; it follows $defs/overview of the schema. */
export function renderOverviewJson(overview: Overview): string {
  const { generator, host, manager, window, sources, totals, rows, notShown, evidence, gaps } = overview;
  const cited = rows.flatMap(({ lastStart }) => (lastStart === undefined ? [] : evidenceOfStart(lastStart)));
  const document: JsonOverview = {
    schema: SCHEMA,
    kind: 'overview',
    generator,
    host,
    manager,
    window: members(window, 'since', 'until'),
    sources: sources.map((source) => members(source, 'name', 'status', 'detail', 'remedy')),
    totals,
    rows: rows.map(rowJson),
    notShown: members(notShown, 'rows', 'starts', 'otherTypes'),
    evidence: evidenceJson(evidence, cited),
    gaps: gaps.map(gapJson),
  };
  return `${toJson(document, 2)}\n`;
}

function rowJson(row: OverviewRow): JsonOverviewRow {
  const { loop, lastStart } = row;
  return {
    ...members(row, 'unit', 'lastUnit', 'description', 'activeState', 'starts'),
    ...(row.starts === 0 ? {} : members(row, 'first', 'last')),
    ...members(row, 'by', 'notLookedAt', 'loop', 'failures', 'results', 'lastResult', 'lastFailedAt', 'lastStart', 'findings'),
    loop: loop && members(loop, 'starts', 'since', 'until', 'failures', 'paceUsec', 'goesOn'),
    lastStart: lastStart && startJson(lastStart),
  };
}
