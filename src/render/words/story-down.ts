import type { Timeline, UnitEnd, UnitEvent } from '../../model/timeline.ts';
import { lastingEndSentence } from './end.ts';
import type { TimeWords } from './finding.ts';
import { capitalized } from './keep-down.ts';
import { tally } from '../grouped.ts';
import { listed, timesWord, isPartTold } from './story-starts.ts';
import { shortened } from './cause.ts';

const MAX_WAYS = 4;
const MAX_SENTENCE_LENGTH = 240;
const MAX_LINE_LENGTH = 120;

type End = UnitEvent & { readonly end: UnitEnd };

/** How the units went down, and by whom, in the order in which each way came first; of failures what the first one said. Of starts that are not told no ends are either. */
export function downSentence(timeline: Timeline, time: TimeWords): string {
  const { events, starts, hosts, units } = timeline;
  const ends = events.filter(
    (event): event is End => event.end !== undefined && event.kind !== 'start-limit-hit' && event.kind !== 'skipped',
  );
  const limits = events.filter(({ kind }) => kind === 'start-limit-hit');
  const failed = events.filter(({ kind }) => kind === 'start-failed');
  const skipped = events.filter(({ kind }) => kind === 'skipped');
  const subject = units.length === 1 ? 'it' : 'they';
  if (ends.length + limits.length + failed.length + skipped.length === 0) {
    const of = starts.length === 0 ? '' : ' in that time';
    return `${units.length === 1 ? 'It was not' : 'None of them was'} seen to go down${of}.`;
  }
  const parts = [
    ...(ends.length === 0 ? [] : [`${subject} went down ${timesWord(ends.length)}: ${ways(ends, hosts !== undefined, time)}`]),
    ...(limits.length === 0 ? [] : [limitWords(limits, time)]),
    ...(failed.length === 0 ? [] : [`${failed.length === 1 ? 'one start' : `${String(failed.length)} starts`} failed before anything ran`]),
    ...(skipped.length === 0
      ? []
      : [`${skipped.length === 1 ? 'one start was' : `${String(skipped.length)} starts were`} skipped by a condition`]),
  ];
  const where = starts.length > 0 && isPartTold(timeline) ? 'in the part that is told here, ' : '';
  return capitalized(`${where}${parts.join('; ')}.`);
}

function ways(ends: readonly End[], several: boolean, time: TimeWords): string {
  const groups = tally(ends, ({ unit, host, end }) => `${several ? (host ?? '') : ''}\0${lastingEndSentence(unit, end)}`);
  const shown = groups.slice(0, groups.length <= MAX_WAYS + 1 ? undefined : MAX_WAYS);
  const others = groups.slice(shown.length).reduce((sum, group) => sum + group.length, 0);
  const firstFailure = ends.find(({ kind }) => kind === 'failed');
  return listed([
    ...shown.map((group) => wayWords(group, { several, isOnly: groups.length === 1, firstFailure, time })),
    ...(others === 0 ? [] : [`in other ways ${timesWord(others)}`]),
  ]);
}

interface Way {
  readonly several: boolean;
  readonly isOnly: boolean;
  readonly firstFailure: End | undefined;
  readonly time: TimeWords;
}

function wayWords(group: readonly End[], { several, isOnly, firstFailure, time }: Way): string {
  const [first] = group;
  if (first === undefined) return '';
  const where = several && first.host !== undefined ? `on ${shortened(first.host, MAX_LINE_LENGTH)} ` : '';
  const sentence = shortened(lastingEndSentence(first.unit, first.end), MAX_SENTENCE_LENGTH);
  const line = firstFailure !== undefined && group.includes(firstFailure) ? firstFailure.end.lastLines?.at(-1)?.text : undefined;
  const said = line === undefined ? '' : `, having logged “${shortened(line, MAX_LINE_LENGTH)}”`;
  const when = time(first.end.at);
  const often =
    isOnly && group.length > 1 ? `first at ${when}` : group.length === 1 ? `at ${when}` : `${timesWord(group.length)}, first at ${when}`;
  return `${where}${sentence} (${often}${said})`;
}

function limitWords(limits: readonly UnitEvent[], time: TimeWords): string {
  const units = [...new Set(limits.map(({ unit }) => shortened(unit, MAX_LINE_LENGTH)))];
  const [first] = limits;
  const when =
    first === undefined ? '' : limits.length === 1 ? `at ${time(first.at)}` : `${timesWord(limits.length)}, first at ${time(first.at)}`;
  return `the start limit of ${listed(units)} was hit ${when}`;
}
