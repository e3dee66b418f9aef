import type { Strength } from '../../src/model/strength.ts';
import type { ToldLink } from '../lab/told-start.ts';
import { describeChain } from '../lab/describe-chain.ts';
import { NOTHING, reasonsOf, type Happening, type Reason, type World } from './reasons.ts';
import type { Told } from './told.ts';
import type { TrueEnd, TrueStart } from './truth.ts';

/**
 * - `right`: every link is true, and the first one is what made the manager act.
 * - `honest`: that it does not know, or only what is possible; or true links that stop before the root.
 * - `wrong`, `wrong-stated`: a link that is not true. `missing`: a start or end that is not told; `extra`: one that never was.
 * - `unknown`: the manager's log does not tell what is true.
 */
export type OracleVerdict = 'right' | 'honest' | 'unknown' | 'wrong' | 'wrong-stated' | 'missing' | 'extra';

export interface OracleJudgement {
  readonly verdict: OracleVerdict;
  readonly unit: string;
  /** In µs since 1970. */
  readonly at: number;
  readonly truth?: string;
  readonly told?: string;
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Judges all starts of these units within the window (µs since 1970); one is told by its invocation. */
export function judgeStarts(world: World, told: readonly Told[], units: readonly string[], window: Window): OracleJudgement[] {
  const isMeant = inWindow(units, window);
  const wanted = world.truth.starts.filter((start) => isMeant(start.unit, start.at.realtime));
  const left = new Set(told);
  const judged = wanted.map((start): OracleJudgement => {
    const one = told.find((other) => other.unit === start.unit && other.invocation !== undefined && other.invocation === start.invocation);
    if (one !== undefined) left.delete(one);
    return judge({ kind: 'start', start }, one, world);
  });
  const known = new Set(world.truth.starts.map(({ invocation }) => invocation));
  const extra = [...left].filter((one) => isMeant(one.unit, one.at) && !(one.invocation !== undefined && known.has(one.invocation)));
  return [...judged, ...extra.map(extraOf)];
}

/** The same for ends; one is told by its unit and its time. */
export function judgeEnds(world: World, told: readonly Told[], units: readonly string[], window: Window): OracleJudgement[] {
  const isMeant = inWindow(units, window);
  const pairs = units.flatMap((unit) =>
    pairByTime(
      world.truth.ends.filter((end) => end.unit === unit),
      told.filter((one) => one.unit === unit),
    ),
  );
  return pairs.flatMap(([end, one]) => {
    if (end === undefined) return one !== undefined && isMeant(one.unit, one.at) ? [extraOf(one)] : [];
    return isMeant(end.unit, end.at.realtime) ? [judge({ kind: 'end', end }, one, world)] : [];
  });
}

function inWindow(units: readonly string[], { from, to }: Window): (unit: string, at: number) => boolean {
  const meant = new Set(units);
  return (unit, at) => meant.has(unit) && at >= from && at <= to;
}

/** How far apart an end and what was told of it may lie, in µs. */
const APART_USEC = 300_000;

function pairByTime(ends: readonly TrueEnd[], told: readonly Told[]): [TrueEnd | undefined, Told | undefined][] {
  const distance = (end: TrueEnd, one: Told): number =>
    one.at >= end.began.realtime && one.at <= end.at.realtime
      ? 0
      : Math.min(Math.abs(one.at - end.began.realtime), Math.abs(one.at - end.at.realtime));
  const all = ends
    .flatMap((end) => told.map((one) => ({ end, one, apart: distance(end, one) })))
    .filter(({ apart }) => apart <= APART_USEC)
    .sort((a, b) => a.apart - b.apart);
  const pairs = new Map<TrueEnd, Told>();
  const taken = new Set<Told>();
  for (const { end, one } of all) {
    if (pairs.has(end) || taken.has(one)) continue;
    pairs.set(end, one);
    taken.add(one);
  }
  return [
    ...ends.map((end): [TrueEnd, Told | undefined] => [end, pairs.get(end)]),
    ...told.filter((one) => !taken.has(one)).map((one): [undefined, Told] => [undefined, one]),
  ];
}

function extraOf(one: Told): OracleJudgement {
  return { verdict: 'extra', unit: one.unit, at: one.at, told: describeTold(one) };
}

function judge(
  happening: { readonly kind: 'start'; readonly start: TrueStart } | { readonly kind: 'end'; readonly end: TrueEnd },
  told: Told | undefined,
  world: World,
): OracleJudgement {
  const { unit, at } = happening.kind === 'start' ? happening.start : happening.end;
  const texts = {
    unit,
    at: at.realtime,
    truth: describeTruth(happening, world),
    ...(told === undefined ? {} : { told: describeTold(told) }),
  };
  if (told === undefined) return { verdict: 'missing', ...texts };
  // How it ended is told as a fact.
  if (happening.kind === 'end' && isOther(told.end?.result, happening.end.result)) return { verdict: 'wrong-stated', ...texts };
  return { verdict: chainVerdict(happening, told, world), ...texts };
}

function isOther(told: string | undefined, result: string | undefined): boolean {
  return told !== undefined && result !== undefined && told !== result;
}

function chainVerdict(happening: Happening, told: Told, world: World): OracleVerdict {
  const links = knownLinks(told.chain);
  const reasons = reasonsOf(happening, world);
  if (links.length === 0) {
    if (reasons === undefined) return 'unknown';
    // Nobody is named: right where nobody was it.
    return reasons.some(({ mechanisms }) => mechanisms === NOTHING || mechanisms.includes(NOTHING[0]!)) ? 'right' : 'honest';
  }
  const { verdict, link } = follow(happening, links, world);
  if (verdict === 'false') return wrongAs(link?.strength ?? told.strength);
  if (verdict === 'unknown') return 'unknown';
  if (told.strength === 'possible' || told.strength === 'unexplained') return 'honest';
  return verdict === 'whole' ? 'right' : 'honest';
}

type Followed = { readonly verdict: 'whole' | 'part' | 'unknown' | 'false'; readonly link?: ToldLink };

/** Best first. */
const ORDER = ['whole', 'part', 'unknown', 'false'] as const;

/** A wrong claim is worst when it was stated, and none when it was only possible. */
function wrongAs(strength: Strength): OracleVerdict {
  if (strength === 'stated') return 'wrong-stated';
  return strength === 'correlated' ? 'wrong' : 'honest';
}

/** Compares the last of the links with each true reason, and those before it with what lies behind that reason. */
function follow(happening: Happening, links: readonly ToldLink[], world: World): Followed {
  const link = links.at(-1)!;
  const before = links.slice(0, -1);
  const reasons = reasonsOf(happening, world);
  if (reasons === undefined) return { verdict: 'unknown' };
  const fitting = reasons.filter((reason) => isSame(reason, link));
  if (fitting.length === 0) return { verdict: 'false', link };
  return best(
    fitting.map((reason): Followed => {
      if (before.length === 0) return { verdict: reason.isRoot ? 'whole' : 'part' };
      const behind = reason.before(link);
      // Who knocked, or walked in, stands before the trigger, and no start lies between.
      if (isKnock(before.at(-1)!, link)) return { verdict: 'whole' };
      if (behind.length === 0) return { verdict: 'unknown' };
      return best(behind.map((one) => follow(one, before, world)));
    }),
  );
}

function best(all: readonly Followed[]): Followed {
  return all.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))[0]!;
}

function isKnock({ mechanism, from, to }: ToldLink, link: ToldLink): boolean {
  return (
    ['socket-activation', 'automount'].includes(link.mechanism) &&
    mechanism === link.mechanism &&
    to === link.from.unit &&
    from.kind !== 'unit'
  );
}

function isSame(reason: Reason, link: ToldLink): boolean {
  if (!reason.mechanisms.includes(link.mechanism) || reason.accepts?.(link.from) === false) return false;
  if (reason.unit !== undefined && link.from.kind === 'unit') return link.from.unit === reason.unit;
  return reason.kinds?.includes(link.from.kind) ?? false;
}

/** Without a root that is not explained. */
function knownLinks(links: readonly ToldLink[]): readonly ToldLink[] {
  return links.filter(({ mechanism }) => mechanism !== 'unexplained');
}

function describeTold({ chain, mechanism, strength, end }: Told): string {
  const how = end === undefined ? '' : `${end.how} ${end.result ?? ''} `;
  return `${how}${describeChain(chain)} [${mechanism}, ${strength}]`;
}

/** The shortest true chains, from the root. */
function describeTruth(happening: Happening, world: World): string {
  const own = happening.kind === 'end' ? `${happening.end.how.kind} into ${happening.end.into}: ` : '';
  const unknown = happening.kind === 'start' ? `: ${happening.start.unknown ?? 'what made the transaction'}` : '';
  const paths = pathsTo(happening, world, []).toSorted((a, b) => a.length - b.length);
  if (paths.length === 0) return `${own}not known${unknown}`;
  const more = paths.length > MOST_PATHS ? `, or ${paths.length - MOST_PATHS} more` : '';
  return own + [...new Set(paths.slice(0, MOST_PATHS).map((path) => path.map(describeReason).join(' > ')))].join(', or ') + more;
}

const MOST_PATHS = 3;
/** So many are looked for; a graph may have thousands. */
const MOST_SEARCHED = 50;

function pathsTo(happening: Happening, world: World, seen: readonly (string | undefined)[]): readonly (readonly Reason[])[] {
  const reasons = reasonsOf(happening, world) ?? [];
  const paths: (readonly Reason[])[] = [];
  for (const reason of reasons) {
    if (paths.length > MOST_SEARCHED || (seen.includes(reason.unit) && !reason.isRoot)) continue;
    const before = reason.isRoot ? [] : reason.before({ mechanism: '', strength: 'stated', from: { kind: 'unknown' }, to: '' });
    if (before.length === 0) paths.push([reason]);
    for (const one of before) paths.push(...pathsTo(one, world, [...seen, reason.unit]).map((path) => [...path, reason]));
  }
  return paths;
}

function describeReason({ mechanisms, unit, says, isRoot }: Reason): string {
  return `${mechanisms.join('/')}(${unit ?? ''})${isRoot ? ` [${says}]` : ''}`;
}
