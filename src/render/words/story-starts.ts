import { usecBetween } from '../../model/instant.ts';
import type { Start, Timeline } from '../../model/timeline.ts';
import { causeName, isNameless, lastingCause, shortened } from './cause.ts';
import { chainMechanisms, chainNames } from './chain.ts';
import { span } from '../time/span.ts';
import { mechanismLabel, mechanismPhrase } from './phrases.ts';
import { tally } from '../grouped.ts';
import type { ZonedTime } from '../time/zoned-time.ts';

/** `once`, `twice`, `7 times`. */
export function timesWord(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${String(count)} times`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** The first `most` of what there is, and how many more there are: `a, b and 7 more`. */
export function listedUpTo(words: readonly string[], most: number): string {
  return words.length <= most + 1 ? listed(words) : listed([...words.slice(0, most), `${String(words.length - most)} more`]);
}

const MAX_UNITS = 4;
const MAX_CAUSES = 6;
const MAX_NAME_LENGTH = 120;

/** How often which units were started, when, on which host, and by what, as sure as that is. */
export function startsSentence(timeline: Timeline, time: ZonedTime): string {
  const { starts } = timeline;
  const first = starts[0];
  const last = starts.at(-1);
  if (first === undefined || last === undefined) return noStart(timeline, time);
  const counted = countedUnits(timeline);
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  const atLeast = counted.some((unit) => unit.atLeast) ? 'at least ' : '';
  const [only] = counted;
  const who =
    counted.length === 1 && only !== undefined
      ? `${only.name}${onHost(timeline)} was started ${atLeast}${timesWord(total)}`
      : `${String(counted.length)} units${onHost(timeline)} were started ${atLeast}${timesWord(total)} in all (${eachUnit(counted)})`;
  const took = usecBetween(first.at, last.at);
  const when = took < 1_000_000n ? `at ${time.both(first.at)}` : `within ${span(took)}, from ${time.range(first.at, last.at)}`;
  const part =
    total > starts.length
      ? `; of these the ${starts.length === 1 ? 'last one is' : `last ${String(starts.length)} are`} told here, ${when}`
      : ` ${when}`;
  return `${who}${part}: ${causes(starts, counted.length > 1)}.`;
}

function noStart(timeline: Timeline, time: ZonedTime): string {
  const { window, units } = timeline;
  const names = units.length === 0 ? 'any unit' : listedUpTo([...new Set(units.map(({ id }) => nameOf(id)))], MAX_UNITS);
  const when = window.since === undefined ? `until ${time.both(window.until)}` : `from ${time.range(window.since, window.until)}`;
  return `No start of ${names}${onHost(timeline)} was seen ${when}.`;
}

/** ` on web1`, ` on web1 and web2`. */
function onHost({ hosts, host }: Timeline): string {
  const names = hosts?.map(({ name }) => nameOf(name)) ?? (host.hostname === undefined ? [] : [nameOf(host.hostname)]);
  return names.length === 0 ? '' : ` on ${listedUpTo(names, MAX_UNITS)}`;
}

interface Counted {
  readonly name: string;
  readonly count: number;
  readonly atLeast: boolean;
}

/** Whether there were more starts, in that time, than are told. */
export function isPartTold(timeline: Timeline): boolean {
  return (timeline.firstStart ?? 1) > 1 || countedUnits(timeline).reduce((sum, { count }) => sum + count, 0) > timeline.starts.length;
}

/**
 * Each unit with its starts, also those that were counted only; with its host where there are several. From a later start on those that are told are counted,
 * and they are not all where more of a unit are missing than were left out.
 */
function countedUnits({ starts, counts, hosts, firstStart = 1 }: Timeline): readonly Counted[] {
  return tally(starts, ({ unit, host }) => `${host ?? ''}\0${unit}`).map((own) => {
    const [{ unit, host } = { unit: '', host: undefined }] = own;
    const known = counts.find((one) => one.unit === unit && one.host === host);
    const isMissing = (known?.starts ?? 0) - own.length > firstStart - 1;
    return {
      name: `${nameOf(unit)}${hosts === undefined || host === undefined ? '' : ` on ${nameOf(host)}`}`,
      count: firstStart > 1 ? own.length : Math.max(known?.starts ?? 0, own.length),
      atLeast: known?.atLeast === true || (firstStart > 1 && isMissing),
    };
  });
}

function eachUnit(counted: readonly Counted[]): string {
  const groups = tally(counted, ({ count }) => String(count));
  const [first] = counted;
  if (groups.length === 1 && first !== undefined)
    return `${listedUpTo(
      counted.map(({ name }) => name),
      MAX_UNITS,
    )}, ${timesWord(first.count)} each`;
  const told = [...counted].sort((a, b) => b.count - a.count).map(({ name, count }) => `${name} ${timesWord(count)}`);
  return listedUpTo(told, MAX_UNITS);
}

/** The ways in which they were started, the most frequent first; what nothing but configuration speaks for is not said to be known. */
function causes(starts: readonly Start[], several: boolean): string {
  const known = starts.filter(({ strength }) => strength === 'stated' || strength === 'correlated');
  const possible = starts.filter(({ strength }) => strength === 'possible');
  const unexplained = starts.length - known.length - possible.length;
  const groups = tally(known, (start) => `${start.strength} ${wayOf(start, several)}`)
    .toSorted((a, b) => b.length - a.length)
    .map((group) => ({ times: group.length, words: knownWords(group, several) }));
  const isOnly = groups.length === 1 && known.length === starts.length;
  const shown = groups.slice(0, groups.length <= MAX_CAUSES + 1 ? undefined : MAX_CAUSES);
  const others = groups.slice(shown.length).reduce((sum, { times }) => sum + times, 0);
  const often = (count: number): string => (count === starts.length ? '' : `${timesWord(count)} `);
  const maybe = listedUpTo(perhaps(possible), MAX_CAUSES).replace(/ and ([^,]*)$/, ' or $1');
  return listed([
    ...shown.map(({ times, words }) => (isOnly ? `${times > 1 ? 'each time ' : ''}${words}` : `${timesWord(times)} ${words}`)),
    ...(others === 0 ? [] : [`${timesWord(others)} in other ways`]),
    ...(possible.length === 0 ? [] : [`${often(possible.length)}by what is not known (perhaps ${maybe})`]),
    ...(unexplained === 0 ? [] : [`${often(unexplained)}by nothing that was seen`]),
  ]);
}

function knownWords(group: readonly Start[], several: boolean): string {
  const [start] = group;
  if (start === undefined) return '';
  const likely = start.strength === 'correlated' ? 'most likely ' : '';
  return `${likely}by ${wayOf(start, several)}`;
}

/**
 * `timer → Wants= (reconcile.timer → reconcile.service)`, `Restart=on-failure`; of several units only the root, which is what they have in common.
 * A process is a new one each time: its pid is left out.
 */
function wayOf({ chain, unit }: Start, several: boolean): string {
  const told = several ? chain.slice(0, 1) : chain;
  const [root] = told;
  const labels =
    root === undefined
      ? chainMechanisms(told)
      : chainMechanisms(told).replace(mechanismLabel(root.mechanism), mechanismPhrase(root.mechanism));
  if (told.length === 1 && root?.mechanism === 'restart-policy') return shortened(root.setting ?? labels, MAX_NAME_LENGTH);
  if (root !== undefined && isNameless(root.from) && told.length === 1) return `${labels} (nothing tells which)`;
  const names = chainNames({ chain: told.map((link) => ({ ...link, from: lastingCause(link.from) })), unit });
  return names === chainMechanisms(told) ? labels : `${labels} (${shortened(names, MAX_NAME_LENGTH)})`;
}

function perhaps(starts: readonly Start[]): readonly string[] {
  const names = starts.flatMap(({ chain, alternatives }) => [
    chainMechanisms(chain),
    ...alternatives
      .filter(({ ruledOut }) => !ruledOut)
      .map(({ mechanism, from }) =>
        from === undefined || isNameless(from)
          ? mechanismLabel(mechanism)
          : `${mechanismLabel(mechanism)} ${causeName(lastingCause(from))}`,
      ),
  ]);
  return [...new Set(names.map(nameOf))];
}

/** A name from the machine, as much of it as a sentence holds. */
export function nameOf(name: string): string {
  return shortened(name, MAX_NAME_LENGTH);
}
