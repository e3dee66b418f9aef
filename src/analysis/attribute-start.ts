import type { History } from '../history/history.ts';
import type { Job, StartRecord, UnitRecord } from '../model/unit-record.ts';
import { activationOfStart } from './jobs/activation.ts';
import { isCalledFor, WAS_CALLED } from './jobs/announced.ts';
import type { Cause } from '../model/cause.ts';
import { isClaim, ruledOut, type Activation, type Predecessor, type Claim, type Verdict, type RuledOut } from '../model/claim.ts';
import { MECHANISM_RULES } from './starts/index.ts';
import { isInsideTransaction, type MechanismName } from '../model/mechanism.ts';
import { compareStrength, noSurerThanBelow, weakestOf, type Strength } from '../model/strength.ts';
import { defined } from '../defined.ts';

type AttributedClaim = Claim & { readonly mechanism: MechanismName };
type AttributedRuledOut = RuledOut & { readonly mechanism: MechanismName };

/** One hop of a chain: `from` made `to` act. The first hop of a chain whose root no mechanism claims is `unexplained`, from `unknown`. */
export interface ChainLink {
  readonly mechanism: MechanismName;
  readonly strength: Strength;
  readonly from: Cause;
  readonly to: string;
  /** The claim behind the link; the unexplained root has none. */
  readonly claim?: AttributedClaim;
}

/** Who started a unit, through every hop, with all that was considered. */
export interface Attribution {
  readonly mechanism: MechanismName;
  /** The weakest link's. */
  readonly strength: Strength;
  /** From the root to the unit; empty when nothing claims the start. */
  readonly chain: readonly ChainLink[];
  readonly losers: readonly AttributedClaim[];
  readonly ruledOut: readonly AttributedRuledOut[];
}

/** Asks every mechanism about a start, ranks what they claim, and follows the strongest claim to the root. */
export function attributeStart(start: StartRecord, history: History): Attribution {
  const activation = activationOfStart(start, history);
  const { claims, ruledOut } = judge(activation, history);
  const [winner, ...losers] = claims;
  if (winner === undefined) return { mechanism: 'unexplained', strength: 'unexplained', chain: [], losers: [], ruledOut };
  const chain = noSurerThanBelow(withoutCircle(follow(activation, winner, history, [activation.unit]), activation));
  return {
    mechanism: winner.mechanism,
    strength: weakestOf(chain),
    chain,
    losers,
    ruledOut,
  };
}

/**
 * What led to an activation, from the root down to and with its own link; the root is unexplained when nothing claims it. `path` holds the units that the chain
 * leads through further down: it ends where it would come to one of them again.
 */
export function chainOf(activation: Activation, history: History, path: readonly UnitRecord[] = []): readonly ChainLink[] {
  return withoutCircle(linksTo(activation, history, path), activation);
}

function linksTo(activation: Activation, history: History, path: readonly UnitRecord[]): readonly ChainLink[] {
  const [cause] = judge(activation, history).claims;
  if (cause === undefined)
    return [{ mechanism: 'unexplained', strength: 'unexplained', from: { kind: 'unknown' }, to: activation.unit.name }];
  return follow(activation, cause, history, [...path, activation.unit]);
}

/** A job does not come from itself: where a chain would come to one of its jobs again, the links between are not all true, and the weakest of them are in doubt. */
function withoutCircle(chain: readonly ChainLink[], activation: Activation): readonly ChainLink[] {
  const root = madeAs(chain[0]?.claim?.behind?.job);
  if (root === undefined) return chain;
  const end = chain.findIndex(
    (_, index) => madeAs(index === chain.length - 1 ? activation.job : chain[index + 1]?.claim?.behind?.job) === root,
  );
  if (end < 0) return chain;
  const weakest = weakestOf(chain.slice(0, end + 1));
  return chain.map((link, index) => (index <= end && link.strength === weakest ? { ...link, strength: 'possible' } : link));
}

/** The job that the manager has. */
function madeAs(job: Job | undefined): Job | undefined {
  return job?.again ?? job;
}

/** What led to the start of the service that a client belongs to; nothing for a daemon that has run since boot, or when it is not known. */
export function chainOfClient(behind: Activation | undefined, history: History, path: readonly UnitRecord[] = []): readonly ChainLink[] {
  if (behind === undefined || isCut(behind, path)) return [];
  const [cause] = judge(behind, history).claims;
  return cause === undefined || cause.mechanism === 'boot' ? [] : follow(behind, cause, history, [...path, behind.unit]);
}

/** What may claim a job that somebody called for: dbus-broker calls as well, and a start that a client asks for during RestartSec= can be that of Restart=. */
const BY_CALL: ReadonlySet<MechanismName> = new Set(['client-request', 'bus-activation', 'restart-policy']);

interface Judged {
  readonly claims: readonly AttributedClaim[];
  readonly ruledOut: readonly AttributedRuledOut[];
}

function judge(activation: Activation, history: History): Judged {
  const { job } = activation;
  const isCalled = job !== undefined && !activation.jobReused && isCalledFor(job, history);
  const verdicts: Verdict[] = [];
  const claims: AttributedClaim[] = [];
  const out: AttributedRuledOut[] = [];
  for (const mechanism of MECHANISM_RULES) {
    for (const judged of mechanism.judge(activation, history, verdicts)) {
      const isAnothers = isCalled && isClaim(judged) && !BY_CALL.has(mechanism.name);
      const verdict = isAnothers ? ruledOut(judged.from, WAS_CALLED) : mechanism.name === 'restart-policy' ? judged : weighed(judged, job);
      verdicts.push(verdict);
      if (isClaim(verdict)) claims.push({ ...verdict, mechanism: mechanism.name });
      else out.push({ ...verdict, mechanism: mechanism.name });
    }
  }
  return settle({ claims: claims.toSorted((a, b) => compareStrength(a.strength, b.strength)), ruledOut: out });
}

/** That a job was asked for once more is seen; what happened in that moment may have made it so, and is no proof but for Restart=, which counts. */
function weighed(verdict: Verdict, job: Job | undefined): Verdict {
  return isClaim(verdict) && job?.again !== undefined && verdict.strength === 'stated' ? { ...verdict, strength: 'correlated' } : verdict;
}

/** Two different causes cannot both be `stated` for one start: unless the job's id decides, each is then only `correlated`. */
function settle({ claims, ruledOut }: Judged): Judged {
  const proven = claims.find(({ provesJob }) => provesJob === true);
  const stated = claims.filter(({ strength }) => strength === 'stated');
  if (proven === undefined && stated.length < 2) return { claims, ruledOut };
  // What came up without a job made a transaction of its own.
  const inside =
    proven ?? stated.find(({ mechanism, behind }) => isInsideTransaction(mechanism) && (behind?.job ?? behind?.carried) !== undefined);
  if (inside === undefined) {
    const doubted = claims.map((claim): AttributedClaim =>
      claim.strength === 'stated' ? { ...claim, strength: 'correlated', why: 'another cause fits as well', signal: undefined } : claim,
    );
    return { claims: doubted, ruledOut };
  }
  const others = stated.filter((claim) => claim !== inside);
  const why =
    proven === undefined ? 'its job lies inside the transaction of another unit' : 'the manager told who called that the job is theirs';
  return {
    claims: [inside, ...claims.filter((claim) => claim !== inside && !others.includes(claim))],
    ruledOut: [...ruledOut, ...others.map(({ mechanism, from }): AttributedRuledOut => ({ mechanism, from, ruledOut: true, why }))],
  };
}

/** The links from the root down to and with `claim`. */
function follow(activation: Activation, claim: AttributedClaim, history: History, path: readonly UnitRecord[]): readonly ChainLink[] {
  const to = activation.unit.name;
  const { mechanism, strength, from, behind, predecessor } = claim;
  const link: ChainLink = { mechanism, strength, from, to, claim };
  if (predecessor !== undefined) {
    const own: ChainLink = {
      mechanism,
      strength: predecessor.strength ?? strength,
      from: predecessor.from,
      to: predecessor.to,
      claim: claimOf(predecessor, claim),
    };
    return [...chainOfClient(predecessor.behind, history, path), own, link];
  }
  // A client inside a service acts for what started the service, unless that is a daemon that has run since boot.
  if (from.kind === 'client') return [...chainOfClient(behind, history, path), link];
  return behind === undefined || isCut(behind, path) ? [link] : [...linksTo(behind, history, path), link];
}

/** The claim that a link before another one stands for. */
function claimOf(before: Predecessor, claim: AttributedClaim): AttributedClaim {
  const { strength = claim.strength, why, evidence, from } = before;
  if (evidence === undefined) return claim;
  return defined({ mechanism: claim.mechanism, strength, from, evidence, why });
}

const MAX_HOPS = 32;

/** A unit that restarts itself, and two that restart each other, have been doing so for as long as they run: who began it does not explain the latest round. */
function isCut({ unit }: Activation, path: readonly UnitRecord[]): boolean {
  return path.includes(unit) || path.length > MAX_HOPS;
}
