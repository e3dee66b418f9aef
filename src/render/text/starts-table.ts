import type { Start } from '../../model/timeline.ts';
import { causeLabel, otherCauses } from '../words/claims.ts';
import { escapeForTerminal } from '../escape.ts';
import { paintStrength } from './style.ts';
import { table, type Column } from './layout.ts';
import { dayOf, timeOfDay } from '../time/zoned-time.ts';
import type { Look } from './options.ts';

/** One row for each start, oldest first; the day stands only where it changes. What stands beside the time, and how the chain is told, depends on the table. */
export function startsTable(
  starts: readonly Start[],
  beside: Column & { readonly cellOf: (start: Start) => string },
  chainOf: (start: Start) => string,
  { now, width, style, zone }: Look,
): readonly string[] {
  let day = dayOf(now, zone);
  const rows = starts.map((start) => {
    const today = dayOf(start.at, zone);
    const when = `${today === day ? '' : `${today.slice(4)} `}${timeOfDay(start.at, zone)}`;
    day = today;
    const chain = escapeForTerminal([chainOf(start), ...otherCauses(start)].join(', or '));
    return [when, beside.cellOf(start), causeLabel(start), paintStrength(style, start.strength), chain];
  });
  const columns: readonly Column[] = [
    { title: 'WHEN', align: 'right' },
    beside,
    ...['CAUSE', 'SURE', 'CHAIN, FROM THE ROOT'].map((title) => ({ title })),
  ];
  return table(columns, rows, width, style.dim);
}
