import { chainOf, chainOfClient, type ChainLink } from './attribute-start.ts';
import type { Cause } from '../model/cause.ts';
import { compareStrength, noSurerThanBelow, weakestOf, type Strength } from '../model/strength.ts';
import type { End } from '../history/run-ends/index.ts';
import type { History } from '../history/history.ts';
import type { StartRecord, UnitRecord } from '../model/unit-record.ts';
import { SHUTDOWN_UNITS } from './ends/conflicts.ts';
import type { EndClaim } from './ends/mechanism.ts';
import type { EndMechanism } from '../model/mechanism.ts';
import { END_MECHANISM_RULES } from './ends/index.ts';
import { endingOf, type Ending } from './ends/ending.ts';

/** What brought a unit down, through every hop; a unit that ended by itself has no terminator. */
export interface Terminator {
  readonly by: Cause;
  /** The weakest link's. */
  readonly strength: Strength;
  /** From the root to the unit. */
  readonly chain: readonly (EndChainLink | ChainLink)[];
}

/** One hop on the way to an end. */
interface EndChainLink extends Omit<ChainLink, 'mechanism' | 'claim'> {
  readonly mechanism: EndMechanism;
  readonly claim?: EndClaim;
}

/** Who or what brought the unit down; undefined when it ended by itself, or when no source says. */
export function attributeEnd(end: End, run: StartRecord | undefined, unit: UnitRecord, history: History): Terminator | undefined {
  // These end no run: the start of a unit that was down is refused or skipped.
  if (end.how === 'start-limit-hit' || end.how === 'skipped') return undefined;
  const chain = noSurerThanBelow(chainTo(endingOf(end, run, unit, history), history, []));
  const last = chain.at(-1);
  if (last === undefined) return undefined;
  return { by: last.from, strength: weakestOf(chain), chain };
}

type AttributedEndClaim = EndClaim & { readonly mechanism: EndMechanism };

const MAX_HOPS = 16;

/** The links from the root down to and with that of the strongest claim; none when nothing claims the end. */
function chainTo(ending: Ending, history: History, path: readonly UnitRecord[]): Terminator['chain'] {
  const nextPath = [...path, ending.unit];
  // What went down because of this end did not cause it.
  const claim = claimsOf(ending, history).find(
    (one) => one.behind === undefined || !('end' in one.behind) || !nextPath.includes(one.behind.end.unit),
  );
  if (claim === undefined) return [];
  const { mechanism, strength, from, behind } = claim;
  return [...linksBehind(from, behind, history, nextPath), { mechanism, strength, from, to: ending.unit.name, claim }];
}

/** A chain never comes to a unit of `path` again: it ends where it would. */
function linksBehind(from: Cause, behind: EndClaim['behind'], history: History, path: readonly UnitRecord[]): Terminator['chain'] {
  if (behind === undefined || path.length > MAX_HOPS) return [];
  if ('end' in behind) return path.includes(behind.end.unit) ? [] : chainTo(behind.end, history, path);
  if (path.includes(behind.start.unit)) return [];
  return known(
    withoutLoop(from.kind === 'client' ? chainOfClient(behind.start, history, path) : chainOf(behind.start, history, path), path),
  );
}

/** What a unit that went down, or is about to, is said to have started did not stop it: the chain keeps what is known behind such a link. */
function withoutLoop(chain: readonly ChainLink[], path: readonly UnitRecord[]): readonly ChainLink[] {
  const isOnPath = (name: string): boolean => path.some((unit) => unit.name === name);
  return chain.slice(chain.findLastIndex(({ from }) => from.kind === 'unit' && isOnPath(from.unit)) + 1);
}

/** Of the chain that led to a start, an end keeps only the links behind the last one that is merely possible. */
function known(chain: readonly ChainLink[]): readonly ChainLink[] {
  return chain.slice(chain.findLastIndex((link) => link.strength === 'possible' || link.strength === 'unexplained' || isGuess(link)) + 1);
}

/** The units that pull in a shutdown target are loaded only then and were never described, so elimination proves nothing for that target. */
function isGuess({ from, to }: ChainLink): boolean {
  return SHUTDOWN_UNITS.has(to) && from.kind === 'client' && from.pid === undefined && from.log === undefined;
}

/** What every mechanism claims, strongest first. */
function claimsOf(ending: Ending, history: History): readonly AttributedEndClaim[] {
  const claims: AttributedEndClaim[] = [];
  for (const { name, judge } of END_MECHANISM_RULES) {
    for (const claim of judge(ending, history, claims)) claims.push({ ...claim, mechanism: name });
  }
  return settle(claims.toSorted((a, b) => compareStrength(a.strength, b.strength)));
}

/** Two different causes cannot both be `stated` for one end: unless the job's id decides, each is then only `correlated`. */
function settle(claims: readonly AttributedEndClaim[]): readonly AttributedEndClaim[] {
  const proven = claims.find(({ provesJob }) => provesJob === true);
  if (proven !== undefined) return [proven, ...claims.filter((claim) => claim !== proven)];
  if (claims.filter(({ strength }) => strength === 'stated').length < 2) return claims;
  return claims.map((claim) =>
    claim.strength === 'stated' ? { ...claim, strength: 'correlated', why: 'another cause fits as well', request: undefined } : claim,
  );
}
