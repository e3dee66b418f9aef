import { isDown, isUp } from '../../model/properties.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import type { JobLogged, UnitLogged, UnitState } from '../../model/fact.ts';
import type { ObservedSpan, Job, StartRecord, UnitRecord } from '../../model/unit-record.ts';
import { defined } from '../../defined.ts';

/** No line of a run is earlier than its start, whose own time may be unknown: a unit that fails without leaving the inactive state has none. */
export function noteLine(record: UnitRecord, { at, invocationId }: JobLogged | UnitLogged): void {
  const start = invocationId === undefined ? undefined : record.byInvocation.get(invocationId);
  if (start === undefined || compareInstants(at, start.at) >= 0) return;
  start.loggedAt = at;
  setAt(record, start, at);
}

/**
 * A start is a new InvocationID, whichever source reports it first; returns the start when `fact` is the first to report it.
 * Not a start: a condition that failed, a start of an active unit, a start limit that was hit. Their jobs exist, a new InvocationID does not
 * (unit_start() in src/core/unit.c acquires it after all of these checks).
 */
export function detectStart(
  record: UnitRecord,
  fact: JobLogged | UnitState,
  job: Job | undefined,
  span: ObservedSpan | undefined,
): StartRecord | undefined {
  return fact.kind === 'unit-state' ? detectInState(record, fact, job, span) : detectInLog(record, fact, job);
}

function detectInState(record: UnitRecord, fact: UnitState, job: Job | undefined, span: ObservedSpan | undefined): StartRecord | undefined {
  const { invocationId } = fact;
  if (invocationId === undefined) return undefined;
  const before = record.invocationId;
  record.invocationId = invocationId;
  const known = record.byInvocation.get(invocationId);
  if (known !== undefined) {
    refine(record, known, fact, job, span);
    return undefined;
  }
  if (before === invocationId) return undefined;
  // A state in a reply of the manager, read while no signals are received, may be much older.
  const isOld = before === undefined ? !startedWhileObserved(record, fact, span) : !fact.signalled && span?.until !== undefined;
  const start: StartRecord = defined({
    unit: record.name,
    invocationId,
    at: isOld ? (fact.inactiveExit ?? fact.at) : fact.at,
    first: fact,
    order: isOld ? undefined : fact.order,
    job: job === undefined || isOld ? undefined : job,
  });
  insertStart(record, start);
  if (!isOld) refine(record, start, fact, undefined, span);
  return isOld ? undefined : start;
}

/** Whether an InvocationID whose predecessor is unknown can only be from after the bus was first observed. */
function startedWhileObserved(record: UnitRecord, fact: UnitState, span: ObservedSpan | undefined): boolean {
  if (span === undefined || span.until !== undefined) return false;
  const exit = fact.inactiveExit;
  if (exit?.monotonicUsec !== undefined && span.since.at.monotonicUsec !== undefined) {
    if (exit.monotonicUsec >= span.since.at.monotonicUsec) return true;
  }
  const last = record.states.at(-1);
  return last === undefined ? fact.signalled && fact.activeState === 'inactive' : isDown(last.activeState) && fact.signalled;
}

/**
 * InactiveExitTimestamp is PID 1's own clock, more exact than the arrival time of a signal.
 * In the first signal of a start it can still be that of the start before.
 */
function refine(record: UnitRecord, start: StartRecord, fact: UnitState, job: Job | undefined, span: ObservedSpan | undefined): void {
  if (
    start.order === undefined &&
    start.first.kind === 'job-logged' &&
    // Without an observed span, the first signal may report a state from much later than the start.
    span?.until === undefined &&
    span !== undefined &&
    fact.signalled &&
    compareInstants(start.at, span.since.at) > 0
  )
    start.order = fact.order;
  if (start.job === undefined && job !== undefined && start.order !== undefined && (job.queued?.order ?? 0) <= start.order) start.job = job;
  const exit = fact.inactiveExit;
  if (start.order === undefined || exit === undefined || !['active', 'activating', 'reloading'].includes(fact.activeState)) return;
  // A unit that enters auto-restart leaves the inactive state once more, under the InvocationID of the run that ended.
  if (fact.subState.startsWith('auto-restart')) return;
  // From v254 an automatic restart goes from activating to activating: the timestamp is then that of going to wait for it.
  const { order } = start;
  const before = record.states.findLast((state) => state.order < order);
  if (isUp(before?.activeState)) return;
  const previous = record.starts[record.starts.lastIndexOf(start) - 1];
  if (previous !== undefined && compareInstants(exit, previous.at) <= 0) return;
  const distance = usecBetween(exit, start.first.at);
  if (distance > -FITTING_USEC && distance < FITTING_USEC) setAt(record, start, exit);
}

/** A signal's time can be some ms after the log line of the same start; the line's time is used then, so that a run of a few ms does not seem to end before it began. */
function setAt(record: UnitRecord, start: StartRecord, at: Instant): void {
  start.at = start.loggedAt !== undefined && compareInstants(start.loggedAt, at) < 0 ? start.loggedAt : at;
  keepOrder(record, start);
}

/** Moves a start whose time has changed to its place in the list, which is mostly near the end. */
function keepOrder({ starts }: UnitRecord, start: StartRecord): void {
  const index = starts.lastIndexOf(start);
  const [before, after] = [starts[index - 1], starts[index + 1]];
  const isInOrder =
    (before === undefined || compareInstants(before.at, start.at) <= 0) &&
    (after === undefined || compareInstants(start.at, after.at) <= 0);
  if (!isInOrder) starts.sort((a, b) => compareInstants(a.at, b.at));
}

const FITTING_USEC = 5_000_000n;

function detectInLog(record: UnitRecord, fact: JobLogged, job: Job | undefined): StartRecord | undefined {
  if (fact.phase !== 'starting' && fact.phase !== 'started') return undefined;
  const known =
    fact.invocationId === undefined
      ? record.starts.findLast((start) => start.job !== undefined && start.job === job)
      : record.byInvocation.get(fact.invocationId);
  if (known !== undefined) {
    // Read backwards, the line of a later job of the same run comes first, as where its start was taken back and asked for again.
    const isEarlier = known.order === undefined && known.first.kind === 'job-logged' && compareInstants(fact.at, known.at) < 0;
    if (job !== undefined && (known.job === undefined || isEarlier)) known.job = job;
    if (fact.invocationId !== undefined && (known.loggedAt === undefined || compareInstants(fact.at, known.loggedAt) < 0)) {
      known.loggedAt = fact.at;
      setAt(record, known, known.at);
    }
    // A snapshot's timestamp can be that of going to wait for an automatic restart; a line is logged at the start itself.
    if (known.order === undefined && (known.first.kind !== 'job-logged' || compareInstants(fact.at, known.at) < 0)) {
      known.at = fact.at;
      known.first = fact;
      keepOrder(record, known);
    }
    return undefined;
  }
  const start: StartRecord = defined({
    unit: record.name,
    at: fact.at,
    first: fact,
    invocationId: fact.invocationId,
    loggedAt: fact.invocationId === undefined ? undefined : fact.at,
    job,
  });
  insertStart(record, start);
  return start;
}

function insertStart(record: UnitRecord, start: StartRecord): void {
  let index = record.starts.length;
  while (index > 0 && compareInstants(record.starts[index - 1]?.at ?? start.at, start.at) > 0) index -= 1;
  record.starts.splice(index, 0, start);
  if (record.starts.length > 2_000) record.starts.splice(0, record.starts.length - 1_600);
  if (start.invocationId !== undefined) record.byInvocation.set(start.invocationId, start);
  // The list of starts is bounded as well.
  if (record.byInvocation.size <= 2 * record.starts.length + 100) return;
  record.byInvocation.clear();
  for (const one of record.starts) if (one.invocationId !== undefined) record.byInvocation.set(one.invocationId, one);
}
