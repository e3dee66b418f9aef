import type { Timeline } from '../../model/timeline.ts';
import { span } from '../time/span.ts';
import { isTemplate } from '../../systemd/unit-name.ts';
import { el, type PageElement } from './picture/node.ts';
import { startRow, type RowLook } from './row.ts';
import type { Group, Told, ToldStart } from './picture/tooltip.ts';

const MAX_IN_FULL = 500;

/** All starts as a table; what repeats itself is folded into one row with a button. */
export function startsTable(told: Told, look: RowLook): PageElement {
  const heads = ['#', 'When', ...(look.several ? ['Unit'] : []), 'Dead for', 'Cause', 'Chain, from the root', 'Sure'];
  const runs: ToldStart[][] = [];
  for (const start of told.starts) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]?.group === start.group) run.push(start);
    else runs.push([start]);
  }
  const bodies = runs.flatMap((run) => {
    const rows = run.map((start) => startRow(start, look));
    const group = told.groups.find(({ id }) => id === run[0]?.group);
    if (group === undefined) return [el('tbody', {}, ...rows)];
    return [
      groupHead(group, heads.length, look),
      el('tbody', { id: `rows-${String(group.id)}`, class: 'unfolded', hidden: true }, ...rows),
    ];
  });
  return wideTable({ class: 'starts' }, heads, bodies);
}

/** A table that is scrolled by itself where it is wider than the page. */
export function wideTable(attributes: PageElement['attributes'], heads: readonly string[], bodies: readonly PageElement[]): PageElement {
  const head = el('thead', {}, el('tr', {}, ...heads.map((text) => el('th', { scope: 'col' }, text))));
  return el('div', { class: 'wide' }, el('table', attributes, head, ...bodies));
}

function groupHead(group: Group, columns: number, { isBrief }: RowLook): PageElement {
  const { id, starts, pause } = group;
  const [first, last] = [starts[0]?.number ?? 0, starts.at(-1)?.number ?? 0];
  const alike = pause === undefined ? 'more starts' : `more, all the same way, about every ${span(pause)}`;
  const words = isBrief ? `${alike}; of so many, each with what was seen first of it` : alike;
  return el(
    'tbody',
    { class: 'group', id: `group-${String(id)}` },
    el(
      'tr',
      {},
      el('td', { class: 'n' }, `${String(first)}–${String(last)}`),
      el(
        'td',
        { colspan: columns - 1 },
        el('p', { class: 'sentence' }, el('b', {}, `×${String(starts.length)}`), ` ${words}`),
        el('button', { type: 'button', 'data-unfold': id, 'aria-expanded': 'false', 'aria-controls': `rows-${String(id)}` }, 'Unfold'),
      ),
    ),
  );
}

/** Whether so many starts are folded that each can have but little. */
export function isBrief({ groups }: Told): boolean {
  return groups.reduce((sum, { starts }) => sum + starts.length, 0) > MAX_IN_FULL;
}

/** Whether rows must name their unit. */
export function needsUnit({ units, starts, hosts }: Timeline): boolean {
  const [first] = starts;
  return (
    units.length > 1 || hosts !== undefined || units.some(({ id }) => isTemplate(id)) || starts.some(({ unit }) => unit !== first?.unit)
  );
}
