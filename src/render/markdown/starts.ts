import type { Start } from '../../model/timeline.ts';
import { chainMechanisms, chainNames } from '../words/chain.ts';
import { span } from '../time/span.ts';
import { tally } from '../grouped.ts';
import { timesWord } from '../words/story-starts.ts';
import { causeLabel, otherCauses } from '../words/claims.ts';
import { heading, list, table, type Block } from './blocks.ts';
import { inline } from './inline.ts';
import type { Page } from './page.ts';

/** More starts than these are listed by their first and last only. */
const MAX_ROWS = 100;
const AT_EACH_END = 40;
const MAX_WAYS = 12;

/** All starts, a row each, oldest first; of very many the first and the last, and how often those between came in which way. */
export function startsPart(page: Page): readonly Block[] {
  const { timeline, time, several, merged, all } = page;
  const { starts } = timeline;
  if (starts.length === 0) return [];
  const heads = [
    'No.',
    'Time (UTC)',
    ...(time.zone === undefined ? [] : [`Time (${inline(time.zone)})`]),
    ...(merged ? ['Host'] : []),
    ...(several ? ['Unit'] : []),
    ...['Dead for', 'Cause', 'Chain, from the root', 'Strength'],
  ];
  const isLong = !all && starts.length > MAX_ROWS;
  const shown = isLong ? [...starts.slice(0, AT_EACH_END), ...starts.slice(-AT_EACH_END)] : starts;
  const rows = shown.map((start) => row(start, page));
  const between = isLong ? starts.slice(AT_EACH_END, -AT_EACH_END) : [];
  return [
    heading(3, 'Starts'),
    ...table(heads, isLong ? [...rows.slice(0, AT_EACH_END), gapRow(heads.length, between), ...rows.slice(AT_EACH_END)] : rows),
    ...(isLong
      ? [
          `Between the first ${String(AT_EACH_END)} and the last ${String(AT_EACH_END)} starts, ${String(between.length)} are not listed here (-a lists them); these were:`,
          ...ways(between, page),
        ]
      : []),
  ];
}

function row(start: Start, { time, numbers, several, merged }: Page): readonly string[] {
  const { unit, at, host, previousEnd, strength } = start;
  return [
    String(numbers.get(start) ?? ''),
    time.utc(at).slice(0, -' UTC'.length),
    ...(time.zone === undefined ? [] : [time.local(at) ?? '']),
    ...(merged ? [inline(host ?? '')] : []),
    ...(several ? [inline(unit)] : []),
    previousEnd === undefined ? '' : span(previousEnd.deadForUsec),
    inline(causeLabel(start)),
    inline([chainNames(start), ...otherCauses(start)].join(', or ')),
    strength,
  ];
}

function gapRow(columns: number, between: readonly Start[]): readonly string[] {
  return ['…', `${String(between.length)} more`, ...Array.from({ length: columns - 2 }, () => '…')];
}

function ways(starts: readonly Start[], { several, merged }: Page): readonly Block[] {
  const groups = tally(starts, ({ host, unit, chain, strength }) => [host, unit, strength, chainMechanisms(chain)].join('\0')).toSorted(
    (a, b) => b.length - a.length,
  );
  const told = groups.slice(0, MAX_WAYS).map((group) => {
    const [start] = group;
    if (start === undefined) return '';
    const what = [...(several ? [start.unit] : []), ...(merged && start.host !== undefined ? [`on ${start.host}`] : [])].join(' ');
    return inline(`${what === '' ? '' : `${what}: `}${timesWord(group.length)} by ${chainMechanisms(start.chain)} (${start.strength})`);
  });
  const more = groups.length - told.length;
  return list(more > 0 ? [...told, `and ${String(more)} more ways`] : told);
}
