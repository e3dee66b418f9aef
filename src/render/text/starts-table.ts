import type { Start } from '../../model/timeline.ts';
import { causeLabel, otherCauses } from '../words/claims.ts';
import { escapeForTerminal } from '../escape.ts';
import { paintStrength } from './style.ts';
import { chainNames } from '../words/chain.ts';
import { table, type Column } from './layout.ts';
import { dayOf, timeOfDay } from '../time/zoned-time.ts';
import type { Look } from './options.ts';
import { span } from '../time/span.ts';

const COLUMNS: readonly Column[] = [
  { title: 'WHEN', align: 'right' },
  { title: 'DEAD FOR', align: 'right' },
  { title: 'CAUSE' },
  { title: 'SURE' },
  { title: 'CHAIN, FROM THE ROOT' },
];

/** One row for each start, oldest first; the day stands only where it changes. An instance of a template `unit` is named at the end of its chain. */
export function startsTable(starts: readonly Start[], unit: string, look: Look): readonly string[] {
  let day = dayOf(look.now, look.zone);
  const rows = starts.map((start) => {
    const today = dayOf(start.at, look.zone);
    const when = today === day ? timeOfDay(start.at, look.zone) : `${today.slice(4)} ${timeOfDay(start.at, look.zone)}`;
    day = today;
    return [
      when,
      start.previousEnd === undefined ? '-' : span(start.previousEnd.deadForUsec),
      causeLabel(start),
      paintStrength(look.style, start.strength),
      escapeForTerminal(
        [start.unit === unit ? chainNames(start) : `${chainNames(start)} → ${start.unit}`, ...otherCauses(start)].join(', or '),
      ),
    ];
  });
  return table(COLUMNS, rows, look.width, look.style.dim);
}
