import { isDown, isUp } from '../../model/properties.ts';
import { compareInstants, follows, isBetween, usecBetween, type Instant } from '../../model/instant.ts';
import { endBefore } from '../../history/run-ends/index.ts';
import type { JobRemoved, UnitState } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { linesOf, type Job, type UnitRecord } from '../../model/unit-record.ts';
import { wasActiveAt, wasUpInJournal } from '../jobs/unit-activity.ts';
import { queuedUntil } from '../jobs/job-numbers.ts';
import { wasObserved } from '../jobs/activation.ts';
import { isClaim, ruledOut, type Activation, type Claim, type Verdict } from '../../model/claim.ts';
import { clientInProc } from '../clients/processes.ts';
import { defineMechanism } from './mechanism.ts';
import { isInOneGo } from '../jobs/announced.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { isSoonBefore } from '../jobs/job-batch.ts';
import { isFirstActivationAfter, unitLogBefore, waitBefore } from '../jobs/nearby-logs.ts';
import { judgePullIn } from './pull-in.ts';

/**
 * Upholds= of an active unit: pulled in with its job, or started again by the manager the moment it went down
 * (manager_dispatch_start_when_upheld_queue() in src/core/manager.c; a transaction of its own, in mode fail).
 */
export const upheldBy = defineMechanism({
  name: 'upheld-by',
  judge(activation, history) {
    const pulled = judgePullIn(activation, history, 'Upholds');
    return pulled.some(isClaim) ? pulled : judgeContinuous(activation, history);
  },
});

function judgeContinuous(activation: Activation, history: History): readonly Verdict[] {
  if (activation.job === undefined || activation.jobReused || isRestart(activation, history)) return [];
  // What has a job is not held up.
  if (activation.job.again !== undefined) return [];
  const upholders = history.edges.namedBy(activation.unit.name, 'Upholds').map((name) => history.unit(name));
  const verdicts = upholders.map((upholder): Verdict => {
    const from = { kind: 'unit', unit: upholder.name } as const;
    if (wasActiveAt(upholder, activation.at) === false) return ruledOut(from, `${upholder.name} was not active`);
    if (isUsedUp(activation, history)) return ruledOut(from, 'the manager had held it up too often, before and after that');
    const claim =
      (wasObserved(activation, history) ? judgeSignals(activation, upholder, history) : judgeJournal(activation, upholder, history)) ??
      judgeLater(activation, upholder, history);
    if (claim === undefined) return ruledOut(from, `it did not come back the moment it went down, as ${upholder.name} would have made it`);
    return { from, setting: 'Upholds=', ...claim };
  });
  // The manager goes by the first upholder that it finds active, and its order is not known.
  const likely = verdicts.filter((verdict) => isClaim(verdict) && verdict.strength !== 'possible');
  return likely.length < 2 ? verdicts : verdicts.map((verdict) => (isClaim(verdict) ? { ...verdict, strength: 'possible' } : verdict));
}

type Judged = Pick<Claim, 'strength' | 'evidence' | 'why'>;

/**
 * The manager queues the job in the loop in which the unit went down: the state "inactive" without a job is never seen in between. It looks at the unit once more when a job of it is over
 * (job_finish_and_invalidate() in src/core/job.c), as a unit that has one is not held up.
 */
function judgeSignals(activation: Activation, upholder: UnitRecord, history: History): Judged | undefined {
  const { job, order, unit } = activation;
  if (job?.queued === undefined || order === undefined) return undefined;
  const before = unit.states.filter((state) => state.order < order);
  const down = before.at(-1);
  const isNow = (fact: UnitState | JobRemoved): boolean => isSoonBefore(fact, activation) && isInOneGo(fact.order, job, history);
  const isUpholderNew = upholder.states.some(
    (state, index) => state.activeState === 'active' && upholder.states[index - 1]?.activeState !== 'active' && isNow(state),
  );
  if (down === undefined || !isDown(down.activeState)) return undefined;
  const fell = before[lastUp(before)] ?? down;
  const idle = before.findLast((state) => isDown(state.activeState) && state.jobId === undefined);
  const wasIdle = idle !== undefined && before.indexOf(idle) >= lastUp(before);
  // A job that comes after that was not made the moment the unit went down.
  const isThen = isUpholderNew || (!wasIdle && isNow(fell));
  const isJobOver = unit.jobs.some((other) => other !== job && other.removed !== undefined && isNow(other.removed));
  if (!isThen && !isJobOver) return undefined;
  return { strength: wasIdle || !isThen ? 'correlated' : 'stated', evidence: [down, job.queued] };
}

function lastUp(states: readonly { readonly activeState: string }[]): number {
  return states.findLastIndex(({ activeState }) => isUp(activeState)) + 1;
}

const AT_ONCE_USEC = 100_000n;

function isFrom(moment: Instant, since: Instant, until: Instant): boolean {
  return compareInstants(moment, since) >= 0 && compareInstants(moment, until) <= 0;
}

/** Who is active and holds a unit up has its job queued the moment it is down; one whose own job is under way does not. */
function judgeJournal(activation: Activation, upholder: UnitRecord, history: History): Judged | undefined {
  const { unit, start, job, at } = activation;
  if (start === undefined || job === undefined) return undefined;
  const end = endBefore(unit, start);
  const queued = queuedUntil(job, job, at, history);
  if (end === undefined) return undefined;
  const isNow = follows(queued, end.at, AT_ONCE_USEC);
  const waited = isNow ? undefined : waitBefore(activation, history);
  if (!isNow && (waited === undefined || usecBetween(end.at, waited) > AT_ONCE_USEC)) return undefined;
  // Where it had been held up too often, the manager says so in that moment, and does not.
  if (linesOf(unit, 'upheld-later').some((line) => isFrom(line.at, end.at, queued))) return undefined;
  const wasUp = (isNow ? [end.at, queued] : [end.at]).map((moment) => wasUpInJournal(upholder, moment));
  if (wasUp.includes(false)) return undefined;
  const why = isNow ? 'it came back the moment it went down' : 'it went down, and the start waited for a unit that it comes after';
  return { strength: wasUp.includes(undefined) ? 'possible' : 'correlated', evidence: [...end.evidence, start.first], why };
}

function hasLineBetween({ logs }: Job, since: Instant, until: Instant): boolean {
  return logs.some(({ at }) => isBetween(at, since, until));
}

/** The manager's own limit for what it starts and stops by itself: 16 times in 10 s (manager_ratelimit_check_and_queue()). */
const LIMIT_USEC = 10_000_000n;
const LATER_USEC = 11_000_000n;

/** How exactly the manager keeps to it: its timer has the usual accuracy of 250 ms. */
const PUNCTUAL_USEC = 350_000n;
/** So many of its own starts and stops the manager lets pass. */
const MOST = 15;

/**
 * Whether the limit had just passed: it counts from the first of the starts that the manager made by itself, which came right when the unit went down, and was the first of very many. A
 * client's start comes at any time.
 */
function isWindowOver({ start, unit, at }: Activation): boolean {
  return unit.starts.some((first, index) => {
    const end = first === start ? undefined : endBefore(unit, first);
    if (end === undefined || !follows(first.at, end.at, AT_ONCE_USEC)) return false;
    const late = usecBetween(end.at, at) - LIMIT_USEC;
    if (late < 0n || late > PUNCTUAL_USEC) return false;
    const refused = linesOf(unit, 'upheld-later').find((line) => compareInstants(line.at, first.at) > 0);
    const last = unit.starts[index + MOST - 1];
    return refused !== undefined && last !== undefined && compareInstants(last.at, refused.at) < 0;
  });
}

/** Looking back: whether the limit was used up both before and after a start, with too few starts in between to use it up anew: then none of these was the manager's. */
function isUsedUp(activation: Activation, history: History): boolean {
  if (wasObserved(activation, history)) return false;
  const { unit, at } = activation;
  const refused = linesOf(unit, 'upheld-later');
  const before = refused.findLast((line) => compareInstants(line.at, at) <= 0)?.at;
  const after = refused.find((line) => compareInstants(line.at, at) > 0)?.at;
  if (before === undefined || after === undefined || usecBetween(before, after) > LIMIT_USEC) return false;
  return unit.starts.filter((start) => isFrom(start.at, before, after)).length < MOST;
}

/** It had been held up too often, and the manager tries again when its limit allows. */
function judgeLater(activation: Activation, upholder: UnitRecord, history: History): Judged | undefined {
  const line = unitLogBefore(activation.unit, 'upheld-later', activation, LATER_USEC);
  if (line?.detail.upholder !== upholder.name || !isFirstActivationAfter(activation, line.at)) return undefined;
  const { start, job, unit } = activation;
  // Starts that failed were asked for by somebody else.
  if (unit.jobs.some((other) => other !== job && hasLineBetween(other, line.at, activation.at))) return undefined;
  const evidence = [line, job?.queued ?? start?.first].filter((fact) => fact !== undefined);
  const isLikely = wasObserved(activation, history) ? clientInProc(activation, history) === undefined : isWindowOver(activation);
  return {
    strength: start !== undefined && isLikely ? 'correlated' : 'possible',
    evidence,
    why: 'it had been held up too often before, and the manager tries again later',
  };
}
