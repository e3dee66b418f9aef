import type { Announcement } from '../../model/announcement.ts';
import type { History } from '../../history/history.ts';
import { heardJob, type Job } from '../../model/unit-record.ts';
import { countBefore } from '../../history/retention.ts';
import { PULL_IN_SETTINGS, RESTART_RELATIONS } from '../../systemd/relations.ts';
import { jobKind, type JobKind } from './job-kind.ts';
import { SEVERAL_ANCHORS } from './job-numbers.ts';

/** What one transaction may have touched. */
export interface Announced {
  /** New jobs, and jobs that may have been asked for once more. */
  readonly members: readonly Announcement[];
  /** Those of them that were announced ahead, as it is done for who called. */
  readonly called: readonly Announcement[];
}

/** Why somebody called, for a claim. */
export const WAS_CALLED = 'the manager announced the job before all others, as it does for a client that called';

const NOTHING: Announced = { members: [], called: [] };

/**
 * What was announced together with a job. The manager announces each job that a transaction touches: a new one by JobNew, and one that it was merged into once more (transaction_apply() in
 * src/core/transaction.c). It sends what it has to announce in one go, units first (manager_dispatch_dbus_queue() in src/core/manager.c); only the job that a client called for is announced before all
 * others, right behind its own unit, ahead of the reply (bus_unit_queue_job_one() in src/core/dbus-unit.c).
 */
export function announcedWith(job: Job, history: History): Announced {
  const { announcements } = history;
  const index = indexOf(job, history);
  const own = announcements[index];
  if (own === undefined) return NOTHING;
  const [first, end] = runAround(index, announcements);
  const isLast = index === end - 1 && mayBeAhead(own) && (own.state === undefined || isApart(index, announcements));
  const behind = isLast ? announcedBehind(end, history) : [];
  const before = announcedAhead(first, history);
  // What another brought that was called for is not called for as well.
  const isAhead =
    !(before.length <= FEW && isReachedFrom(before, own, history)) &&
    behind.some((other) => other.state === undefined && isBroughtBy(own, other, behind, history));
  const ahead = index === first || !isAhead ? before : [];
  if (isAhead) return withLowest({ members: [...ahead, own, ...behind], called: [...ahead, own] }, history);
  // Of each job what was announced first.
  const seen = new Set<Job>();
  const members = announcements.slice(first, end).filter((one) => {
    if (seen.has(one.job)) return false;
    seen.add(one.job);
    return isMember(one);
  });
  // What came behind one that names it may have been brought by that.
  const called = ahead.length <= FEW ? ahead.filter((one, at) => !isReachedFrom(ahead.slice(0, at), one, history)) : ahead;
  return withLowest({ members: [...ahead, ...members], called }, history);
}

/**
 * Of several that one call asks for the first has the lowest number, wherever it is announced; nothing that they bring has a lower one, but where a restart was merged with a start
 * (transaction_merge_jobs() in src/core/transaction.c).
 */
function withLowest(announced: Announced, history: History): Announced {
  const { members, called } = announced;
  if (called.length === 0 || mostAhead(history) === 1) return announced;
  const fresh = members.filter(({ state }) => state === undefined);
  const id = Math.min(...fresh.map(({ job }) => job.id));
  const lowest = fresh.find(({ job }) => job.id === id);
  if (lowest === undefined || called.includes(lowest) || !mayBeAhead(lowest)) return announced;
  return fresh.some(({ job }) => jobKind(job, history) === 'restart') ? announced : { members, called: [...called, lowest] };
}

/** Of more than so many that one call asks for it is not looked at which of them another one names: that would be a search for each of them, for each job. */
const FEW = 16;

/** Whether the manager announced a new job ahead of others of its transaction: then somebody called for it. */
export function isCalledFor(job: Job, history: History): boolean {
  return job.again === undefined && mayBeCalled(job, history);
}

/** Whether a job was announced ahead of others; one that was there may have been announced once more for another reason. */
export function mayBeCalled(job: Job, history: History): boolean {
  const order = heardJob(job)?.order;
  return announcedWith(job, history).called.some((one) => one.order === order);
}

/** Whether a job was announced otherwise than one that somebody called for: behind what is not its own unit. */
export function isNotCalledFor(job: Job, history: History): boolean {
  const own = history.announcements[indexOf(job, history)];
  return own?.state === undefined && own !== undefined && own.follows !== job.unit;
}

/**
 * Whether two jobs that were announced apart are of two transactions: all of one is announced in one go, but for a job that ends before its turn, which is announced right before it is removed
 * (bus_job_send_removed_signal() in src/core/dbus-job.c).
 */
export function isAnnouncedElsewhere(a: Job, b: Job, history: History): boolean {
  const [first, second] = [indexOf(a, history), indexOf(b, history)].toSorted((one, other) => one - other);
  const { announcements } = history;
  if (first === undefined || second === undefined || first < 0 || announcements[first]?.run === announcements[second]?.run) return false;
  const end = runAround(second, announcements)[0];
  if (end - first >= ONE_GO || hasEndedAtOnce(second, announcements)) return false;
  if (areAhead(first, end, history)) return false;
  return announcements.slice(first, end).some((_, index) => !hasEndedAtOnce(first + index, announcements));
}

/**
 * Whether a signal of a unit, and what was announced of a job later, came in one go. Where the job's unit was announced in between, and had not got that job, the manager had been through
 * its queue once more: what was signalled before belongs to an earlier run of the unit, or to none.
 */
export function isInOneGo(order: number, job: Job, history: History): boolean {
  const index = indexOf(job, history);
  const { announcements } = history;
  if (wasWithout(job, order, history)) return false;
  if (index < 0 || hasEndedAtOnce(index, announcements)) return true;
  const since = countBefore(announcements, order);
  const end = runAround(index, announcements)[0];
  return end - since >= ONE_GO || announcements.slice(since, end).every((_, at) => hasEndedAtOnce(since + at, announcements));
}

/** Whether the unit of a job was announced without that job, from one place in the order of observations on until the job was announced. */
function wasWithout(job: Job, since: number, history: History): boolean {
  const queued = heardJob(job);
  if (queued === undefined) return false;
  const { states } = history.unit(job.unit);
  return states
    .slice(countBefore(states, since + 1), countBefore(states, queued.order))
    .some(({ signalled, jobId }) => signalled && jobId !== queued.jobId);
}

/** A manager sends at most a hundred announcements, of units and jobs, before it looks around (MANAGER_BUS_MESSAGE_BUDGET in src/core/manager.c). */
const ONE_GO = 30;

function hasEndedAtOnce(index: number, announcements: readonly Announcement[]): boolean {
  const own = announcements[index];
  const next = announcements[index + 1];
  const removed = own?.job.removed?.order;
  return own !== undefined && removed !== undefined && (next === undefined || removed < next.order);
}

/** The jobs, of other units, that may have been asked for once more by the transaction of a job, each as one of that transaction. */
export function askedAgainWith(job: Job, history: History): readonly Job[] {
  const { members } = announcedWith(job, history);
  const lowest = Math.min(...members.filter(({ state }) => state === undefined).map((one) => one.job.id));
  return members.filter((one) => one.isAgain && one.job.unit !== job.unit).map((one) => asMember(one, lowest));
}

const MADE = new WeakMap<Announcement, Job>();

/** What a transaction asked for once more would have had a number of its own, which is not known: lower than that of what it brought along. */
function asMember(one: Announcement, lowest: number): Job {
  const { order, at, job } = one;
  const known = MADE.get(one);
  if (known !== undefined) return known;
  const made: Job = {
    id: lowest - 0.5,
    unit: job.unit,
    queued: { kind: 'job-queued', source: 'system-bus', known: 'heard', jobId: job.id, unit: job.unit, order, at },
    logs: [],
    again: job,
    ...(job.removed === undefined ? {} : { removed: job.removed }),
  };
  MADE.set(one, made);
  return made;
}

/** How many steps lead from what was called for to each unit of the transaction. */
export function stepsFromCalled(job: Job, history: History): ReadonlyMap<string, number> {
  const { members, called } = announcedWith(job, history);
  return stepsFrom(
    called.map((one) => one.job),
    members,
    history,
  );
}

function stepsFrom(from: readonly Job[], members: readonly Announcement[], history: History): ReadonlyMap<string, number> {
  const jobs = new Map(members.map((one) => [one.job.unit, one.job]));
  const steps = new Map(from.map((job) => [job.unit, 0]));
  for (const [name, step] of steps) {
    const job = jobs.get(name) ?? from.find((one) => one.unit === name);
    const isRestarted = job !== undefined && jobKind(job, history) !== 'start';
    const next = history.edges.targetsOf(name, ...PULL_IN_SETTINGS, ...(isRestarted ? (['PropagatesStopTo'] as const) : []));
    // A restart of a unit that is down looks like a start; that it is one shows in what restarts with it.
    const following = history.edges
      .namedBy(name, ...RESTART_RELATIONS.map(({ setting }) => setting))
      .filter((other) => isRestarted || kindOf(jobs.get(other), history) === 'restart');
    for (const other of [...next, ...following]) if (jobs.has(other) && !steps.has(other)) steps.set(other, step + 1);
  }
  return steps;
}

function kindOf(job: Job | undefined, history: History): JobKind | undefined {
  return job === undefined ? undefined : jobKind(job, history);
}

/** Whether what was announced behind a job was brought by it; with a lower number it is of the same transaction, too. */
function isBroughtBy(own: Announcement, other: Announcement, members: readonly Announcement[], history: History): boolean {
  if (other.job.id < own.job.id && own.state === undefined) return true;
  return stepsFrom([own.job], members, history).has(other.job.unit);
}

/** Whether one of those that were announced ahead brings a new job along. */
function isReachedFrom(ahead: readonly Announcement[], own: Announcement, history: History): boolean {
  if (own.state !== undefined || ahead.length === 0) return false;
  const from = ahead.filter(({ state, job }) => state === undefined && job.id < own.job.id).map(({ job }) => job);
  return stepsFrom(from, [own], history).has(own.job.unit);
}

/** What was announced ahead of a run: by one call only one job, or from v262 on several. */
function announcedAhead(first: number, history: History): readonly Announcement[] {
  const { announcements } = history;
  const most = mostAhead(history);
  const found: Announcement[] = [];
  for (let index = first; found.length < most && announcements[index]?.isAfterUnits === true; index -= 1) {
    const before = announcements[index - 1];
    if (before === undefined || !mayBeAhead(before)) break;
    // Several that one call asks for are announced one after the other.
    const isOneOfSeveral = most > 1 && isAllAhead(index - 1, most, announcements);
    if (before.isAgain && !isOneOfSeveral && !isApart(index - 1, announcements)) break;
    found.unshift(before);
    // One that was called for as well stands alone.
    if (announcements[index - 2]?.run === before.run && !isOneOfSeveral) break;
  }
  return found;
}

/** Whether all of a run up to one announcement can have been ahead; a longer run than `most` is not one call's. */
function isAllAhead(last: number, most: number, announcements: readonly Announcement[]): boolean {
  for (let index = last; announcements[index]?.run === announcements[last]?.run; index -= 1) {
    const one = announcements[index];
    if (one === undefined) return true;
    if (last - index >= most || !mayBeAhead(one)) return false;
  }
  return true;
}

/** Whether a job that was there was announced once more by itself: alone, or though the run has it already. */
function isApart(index: number, announcements: readonly Announcement[]): boolean {
  const [first] = runAround(index, announcements);
  const run = announcements.slice(first, index);
  return run.length === 0 || run.some(({ job }) => job === announcements[index]?.job);
}

/** Whether what was announced from one place on up to a run can all have been ahead of that run. */
function areAhead(first: number, end: number, history: History): boolean {
  const { announcements } = history;
  if (end - first > mostAhead(history) || !announcements.slice(first, end).every(mayBeAhead)) return false;
  return announcements.slice(first + 1, end + 1).every(({ run, isAfterUnits }) => isAfterUnits || run === announcements[first]?.run);
}

function mayBeAhead({ isAgain, isConverted, state, follows, job }: Announcement): boolean {
  return (isAgain && !isConverted) || (state === undefined && follows === job.unit);
}

function runAround(index: number, announcements: readonly Announcement[]): readonly [number, number] {
  const run = announcements[index]?.run;
  let first = index;
  while (announcements[first - 1]?.run === run) first -= 1;
  let end = index + 1;
  while (announcements[end]?.run === run) end += 1;
  return [first, end];
}

/** What was announced behind a job that was announced ahead, with others that were as well. */
function announcedBehind(start: number, history: History): readonly Announcement[] {
  const { announcements } = history;
  const found: Announcement[] = [];
  for (let first = start; announcements[first]?.isAfterUnits === true;) {
    const end = runAround(first, announcements)[1];
    const run = announcements.slice(first, end);
    found.push(...run.filter(isMember));
    if (found.length >= mostAhead(history) || run.length > 1 || !run.every(mayBeAhead)) break;
    first = end;
  }
  return found;
}

/** One call asks for one unit, or from v262 on for several. */
function mostAhead(history: History): number {
  return history.systemdVersion() >= SEVERAL_ANCHORS ? 64 : 1;
}

function isMember({ state, isAgain }: Announcement): boolean {
  return state === undefined || isAgain;
}

function indexOf(job: Job, { announcements }: History): number {
  const order = heardJob(job)?.order;
  if (order === undefined) return -1;
  const index = countBefore(announcements, order);
  return announcements[index]?.order === order ? index : -1;
}
