import type { PullInSetting } from '../../systemd/relations.ts';
import type { UnitLoaded, UnitState } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { heardJob, type StartRecord, type UnitRecord } from '../../model/unit-record.ts';
import { compareInstants, within, type Instant } from '../../model/instant.ts';
import { endBefore } from '../../history/run-ends/index.ts';
import { isOrderedAfter } from '../jobs/dependency-then.ts';
import { isUp, listProperty } from '../../model/properties.ts';
import { activationOfStart, makingOf, wasObserved } from '../jobs/activation.ts';
import { ruledOut, type Activation, type Claim, type Verdict } from '../../model/claim.ts';
import { appearedBefore, enteredBefore } from '../jobs/appeared.ts';
import { BATCH_USEC } from '../jobs/job-batch.ts';
import { carriedBy, type Carrier } from './isolate.ts';
import { waitedForRestartBefore } from '../restart/waited-for-restart.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { pulledInBy, type Parent } from '../jobs/transaction.ts';
import { stateAt } from '../jobs/trigger.ts';
import { defineMechanism } from './mechanism.ts';
import { defined } from '../../defined.ts';

/** Common to Requires=, BindsTo=, Wants= and Upholds=: the unit's job came with another unit's, or right after that unit became active by itself. */
export function judgePullIn(activation: Activation, history: History, setting: PullInSetting): readonly Verdict[] {
  const parent = pulledInBy(activation, history);
  if (parent !== undefined) return parent.setting === setting ? [claimOfParent(parent, activation, history)] : [];
  const base = { setting: `${setting}=` };
  const carrier = carriedBy(activation, history);
  if (carrier !== undefined) return carrier.setting === setting ? [{ ...base, ...claimOfCarrier(activation, carrier, history) }] : [];
  const owners = history.edges.namedBy(activation.unit.name, setting).filter((name) => !name.endsWith('.device'));
  const appeared = owners.map((name) => judgeAppeared(activation, history.unit(name), history)).find((claim) => claim !== undefined);
  if (appeared !== undefined) return [{ ...base, ...appeared }];
  if (!wasObserved(activation, history) || activation.job === undefined) return [];
  return owners.slice(0, 4).map((owner) => ruledOut({ kind: 'unit', unit: owner }, `${owner} had no job in this transaction`));
}

/** The claim that the unit's job came with another unit's. */
export function claimOfParent({ job, setting, strength, evidence }: Parent, { at }: Activation, history: History): Claim {
  const behind = makingOf(job, history, at);
  // Looking back, the parent may have been the last to run; it was queued with the others.
  const isLate = heardJob(job) === undefined && compareInstants(at, behind.at) < 0;
  return {
    setting: `${setting}=`,
    strength,
    from: { kind: 'unit', unit: job.unit },
    evidence,
    behind: isLate ? { ...behind, at } : behind,
  };
}

function claimOfCarrier(activation: Activation, carrier: Carrier, history: History): Claim {
  const job = activation.job ?? activation.carried;
  const { at, order } = activation;
  return {
    strength: carrier.strength,
    from: { kind: 'unit', unit: carrier.unit },
    why:
      carrier.strength !== 'possible'
        ? `isolate also starts what ${carrier.unit} pulls in, which was active`
        : `isolate would have reached it through ${carrier.unit}`,
    evidence: job?.queued === undefined ? [] : [job.queued],
    behind: defined({ unit: history.unit(carrier.unit), at, jobReused: false, order, carried: job }),
  };
}

/** The claim that `owner` came up by itself, without a job, and that what it names was started then. */
export function judgeAppeared(activation: Activation, owner: UnitRecord, history: History): Claim | undefined {
  const from = { kind: 'unit', unit: owner.name } as const;
  const isStart = !activation.jobReused && !isRestart(activation, history);
  const state = isStart ? appearedBefore(activation, owner, history) : undefined;
  if (state !== undefined && isStartedBy(owner, activation, state)) {
    const queued = activation.job?.queued;
    const why = `${owner.name} became active without a job, and what it names was started`;
    return {
      strength: 'stated',
      from,
      why,
      evidence: [state, ...(queued === undefined ? [] : [queued])],
      behind: appearance(owner, state, history),
    };
  }
  if (wasObserved(activation, history) || activation.start === undefined) return undefined;
  const waited = isStart ? justWaited(activation, activation.start.at, owner, history) : undefined;
  if (waited !== undefined) {
    const why = `${owner.name} went to wait for its automatic restart right before, and what it names was started`;
    return { strength: 'correlated', from, why, evidence: [activation.start.first], behind: { unit: owner, at: waited, jobReused: false } };
  }
  if (enteredBefore(activation.start.at, owner) === undefined) return undefined;
  const start = owner.starts.at(-1);
  return defined({
    strength: 'correlated',
    from,
    why: `${owner.name} became active right before, without a job`,
    evidence: [activation.start.first],
    behind: start === undefined ? undefined : activationOfStart(start, history),
  });
}

/** Looking back: when another unit went to wait for its automatic restart, right before this one was started, which was down then. */
function justWaited({ unit, start }: Activation, at: Instant, owner: UnitRecord, history: History): Instant | undefined {
  const from = waitedForRestartBefore(at, owner, BATCH_USEC, history);
  if (from === undefined || start === undefined || isOrderedAfter(owner.name, unit.name, history)) return undefined;
  const end = endBefore(unit, start)?.at;
  return end === undefined || compareInstants(end, from) <= 0 ? from : undefined;
}

/** What a unit that appeared comes after is not started then, nor what was up or on its way (retroactively_start_dependencies() in src/core/unit.c). */
function isStartedBy(owner: UnitRecord, { unit }: Activation, appeared: UnitState | UnitLoaded): boolean {
  if (listProperty(owner.properties ?? {}, 'After').includes(unit.name)) return false;
  const then = stateAt(unit, appeared.order)?.activeState;
  return then === 'deactivating' || !isUp(then);
}

/** How a unit came to be active without a job. */
export function appearance(owner: UnitRecord, fact: UnitState | UnitLoaded, history: History): Activation {
  const start = startAt(owner, fact);
  return start === undefined ? { unit: owner, at: fact.at, order: fact.order, jobReused: false } : activationOfStart(start, history);
}

/** The start of `owner` at that time; entering auto-restart is no start. */
function startAt(owner: UnitRecord, fact: UnitState | UnitLoaded): StartRecord | undefined {
  if (fact.kind === 'unit-state' && fact.subState.startsWith('auto-restart')) return undefined;
  return owner.starts.findLast(({ order, at, invocationId }) => {
    if (fact.kind === 'unit-state' && invocationId === fact.invocationId) return order !== undefined && order <= fact.order;
    return fact.kind === 'unit-loaded' && within(at, fact.at, BATCH_USEC);
  });
}

/** Another unit's Wants= pulled the unit in, with that unit's job or right after that unit appeared without one. */
export const wantedBy = defineMechanism({
  name: 'wanted-by',
  judge: (activation, history) => judgePullIn(activation, history, 'Wants'),
});

/** Another unit's Requires= pulled the unit in, with that unit's job or right after that unit appeared without one. */
export const requiredBy = defineMechanism({
  name: 'required-by',
  judge: (activation, history) => judgePullIn(activation, history, 'Requires'),
});

/** Another unit's BindsTo= pulled the unit in, with that unit's job or right after that unit appeared without one. */
export const boundBy = defineMechanism({
  name: 'bound-by',
  judge: (activation, history) => judgePullIn(activation, history, 'BindsTo'),
});
