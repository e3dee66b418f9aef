import type { Strength } from '../../src/attribution/strength.ts';
import { describeChain } from './describe-chain.ts';
import { pairStarts } from './pair-starts.ts';
import type { ExpectedLink, ExpectedStart } from './scenario.ts';
import type { ToldLink, ToldStart } from './told-start.ts';

export type Mode = 'live' | 'back';

/**
 * - `right`: the chain to the root, strong enough. `weak`: right, but less sure than it must be.
 * - `partial`: true, but stops before the root. `honest`: says that it does not know, or only what is possible.
 * - `wrong`: something else, as `correlated`; `wrong-stated`: something else, as a fact.
 * - `missing`: a start that is not told; `extra`: one that never was.
 */
export type Verdict = 'right' | 'weak' | 'partial' | 'honest' | 'wrong' | 'wrong-stated' | 'missing' | 'extra';

export interface Judgement {
  readonly verdict: Verdict;
  readonly passed: boolean;
  readonly unit: string;
  readonly expected?: string;
  readonly told?: string;
}

/** Compares all starts of a story with what was told, unit by unit, in order; the count must be exact. */
export function judgeStarts(expected: readonly ExpectedStart[], told: readonly ToldStart[], mode: Mode): Judgement[] {
  const units = [...new Set([...expected.map((start) => start.unit), ...told.map((start) => start.unit)])];
  return units.flatMap((unit) =>
    pairStarts(
      expected.filter((start) => start.unit === unit),
      told.filter((start) => start.unit === unit),
      (one, other) => judge(one, other, mode).passed,
    ).map(([one, other]) => judge(one, other, mode)),
  );
}

function judge(expected: ExpectedStart | undefined, told: ToldStart | undefined, mode: Mode): Judgement {
  const unit = expected?.unit ?? told?.unit ?? '';
  const texts = {
    ...(expected === undefined ? {} : { expected: describeChain(expected.chain) }),
    ...(told === undefined ? {} : { told: `${describeChain(told.chain)} [${told.mechanism}, ${told.strength}] at ${told.at}` }),
  };
  if (expected === undefined) return { verdict: 'extra', passed: false, unit, ...texts };
  if (told === undefined) return { verdict: 'missing', passed: false, unit, ...texts };
  const chains = mode === 'live' ? [expected.chain] : [expected.chain, ...(expected.backChains ?? [])];
  const verdicts = chains.map((chain) => verdictOf(chain, told, mode, expected.live ?? ['stated']));
  const verdict = ORDER.find((candidate) => verdicts.includes(candidate)) ?? 'wrong-stated';
  return { verdict, passed: passes(verdict, expected, told, mode), unit, ...texts };
}

const ORDER: readonly Verdict[] = ['right', 'weak', 'partial', 'honest', 'wrong', 'wrong-stated'];

function passes(verdict: Verdict, expected: ExpectedStart, told: ToldStart, mode: Mode): boolean {
  if (verdict === 'right') return true;
  if (verdict !== 'honest' && verdict !== 'partial') return false;
  if (mode === 'back') return expected.back !== 'right';
  const allowed = expected.live ?? ['stated'];
  return allowed.includes('unexplained') || (verdict === 'honest' && allowed.includes(told.strength));
}

function verdictOf(chain: readonly ExpectedLink[], told: ToldStart, mode: Mode, live: readonly Strength[]): Verdict {
  const links = knownLinks(told.chain, chain);
  if (told.mechanism === 'unexplained' || links.length === 0) return 'honest';
  const longer = Math.max(chain.length, links.length);
  for (let back = 1; back <= longer; back += 1) {
    const [wanted, link] = [chain[chain.length - back], links[links.length - back]];
    if (link === undefined) return 'partial';
    if (wanted === undefined || !sameLink(wanted, link, mode)) return wrongAs(link.strength);
  }
  if (links[links.length - 1]?.mechanism !== told.mechanism) return wrongAs(told.strength);
  if (told.strength === 'unexplained' || (told.strength === 'possible' && !(mode === 'live' && live.includes('possible')))) return 'honest';
  return mode === 'back' || live.includes(told.strength) ? 'right' : 'weak';
}

function wrongAs(strength: Strength): Verdict {
  if (strength === 'stated') return 'wrong-stated';
  return strength === 'correlated' ? 'wrong' : 'honest';
}

/** Without unexplained roots, and without who knocked on a socket or walked into an automount where the story does not name it. */
function knownLinks(links: readonly ToldLink[], chain: readonly ExpectedLink[]): readonly ToldLink[] {
  const root = chain[0];
  const start = root === undefined ? -1 : links.findIndex((link) => link.mechanism === root.mechanism && link.from.unit === root.from);
  const knocks = root !== undefined && ['socket-activation', 'automount'].includes(root.mechanism);
  if (knocks && start > 0 && ['peer', 'process', 'client'].includes(links[start - 1]?.from.kind ?? '')) return links.slice(start);
  const known = links.findIndex((link) => link.mechanism !== 'unexplained' && link.from.kind !== 'unknown');
  return known < 0 ? [] : links.slice(known);
}

function sameLink(wanted: ExpectedLink, link: ToldLink, mode: Mode): boolean {
  if (wanted.mechanism !== link.mechanism) return false;
  if (link.from.kind === 'unit') return link.from.unit === wanted.from;
  if (link.from.kind !== wanted.from) return false;
  const { comm, unit, user } = wanted.client ?? {};
  return agrees(comm, link.from.comm, mode) && agrees(unit, link.from.unit, mode) && agrees(user, link.from.user, mode);
}

/** Live a detail must be known; looking back it may be unknown. */
function agrees(wanted: string | undefined, told: string | undefined, mode: Mode): boolean {
  return wanted === undefined || wanted === told || (mode === 'back' && told === undefined);
}
