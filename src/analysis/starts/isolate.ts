import { PULL_IN_SETTINGS, type PullInSetting } from '../../systemd/relations.ts';
import type { History } from '../../history/history.ts';
import { scansOfJob } from '../../history/scan-index.ts';
import { isUp } from '../../model/properties.ts';
import { heardJob, waitedForRestart, type Job, type UnitRecord } from '../../model/unit-record.ts';
import { areTogether, MAX_IDS } from '../jobs/job-batch.ts';
import type { Activation } from '../../model/claim.ts';
import { asksManager, asksToIsolate } from '../clients/requested-action.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { isRedundant } from '../jobs/transaction.ts';
import { stateAt } from '../jobs/trigger.ts';

/** A unit that is active, has no job itself, and through which a transaction reached the unit. */
export interface Carrier {
  readonly unit: string;
  readonly setting: PullInSetting;
  /** `stated` when the anchor's client was seen to ask for isolate, `correlated` when its transaction reached other units in the same way. */
  readonly strength: 'stated' | 'correlated' | 'possible';
}

const MAX_HOPS = 6;

/**
 * Only isolate starts what a unit pulls in that is active already: it does not collect the jobs that hang on redundant ones
 * (transaction_activate() in src/core/transaction.c skips transaction_collect_garbage() for JOB_ISOLATE).
 */
export function carriedBy(activation: Activation, history: History): Carrier | undefined {
  const job = activation.job ?? activation.carried;
  if (job?.queued?.known !== 'heard' || isRestart({ job }, history)) return undefined;
  // A unit that waits for its Restart= is started by that.
  if (waitedForRestart(history.unit(job.unit), job.queued)) return undefined;
  for (const setting of PULL_IN_SETTINGS) {
    for (const owner of history.edges.namedBy(activation.unit.name, setting)) {
      // One that has a job in the transaction, or was not up, was not passed through.
      if (!mayCarry(history.unit(owner), job, history)) continue;
      const anchor = anchorAbove(owner, job, history);
      if (anchor === undefined) continue;
      if (isRequested(anchor, history)) return { unit: owner, setting, strength: 'stated' };
      if (isNamed(job, history)) return undefined;
      return { unit: owner, setting, strength: carriesMore(anchor, job, history) ? 'correlated' : 'possible' };
    }
  }
  return undefined;
}

function mayCarry(owner: UnitRecord, job: Job, history: History): boolean {
  const state = stateAt(owner, job.queued?.order)?.activeState;
  return (
    (state === undefined || isUp(state)) && !owner.jobs.some((other) => heardJob(other) !== undefined && areTogether(other, job, history))
  );
}

function anchorAbove(owner: string, job: Job, history: History): Job | undefined {
  const seen = new Set<string>();
  let next = [owner];
  for (let hop = 0; hop < MAX_HOPS && next.length > 0; hop += 1) {
    for (const unit of next) seen.add(unit);
    next = [...new Set(next.flatMap((unit) => history.edges.namedBy(unit, ...PULL_IN_SETTINGS)))].filter((unit) => !seen.has(unit));
    for (const unit of next) {
      const anchor = history.unit(unit).jobs.find((candidate) => isSameBatch(candidate, job, history));
      if (anchor !== undefined) return anchor;
    }
  }
  return undefined;
}

function isSameBatch(anchor: Job, job: Job, history: History): boolean {
  if (job.queued === undefined || anchor.id >= job.id || !areTogether(anchor, job, history) || isRedundant(job, anchor, history))
    return false;
  return anchor.removed === undefined || anchor.removed.order > job.queued.order;
}

function isRequested(anchor: Job, history: History): boolean {
  return commandsThatAskFor(anchor, history).some(asksToIsolate);
}

/** Several units that one command names are started by calls of their own. */
function isNamed(job: Job, history: History): boolean {
  return commandsThatAskFor(job, history).length > 0;
}

function commandsThatAskFor(job: Job, history: History): readonly (readonly string[])[] {
  const unit = history.unit(job.unit);
  return scansOfJob(history.clientsSeen, job.id)
    .flatMap(({ processes }) => processes.map(({ cmdline = [] }) => cmdline))
    .filter((words) => asksManager(words, { unit }, history));
}

/** Whether another job of the transaction, for which no requesting client was seen, can only have come through active units, which a plain start does not follow. */
function carriesMore(anchor: Job, job: Job, history: History): boolean {
  const at = anchor.queued?.at;
  if (at === undefined) return false;
  for (let id = anchor.id + 1; id < anchor.id + MAX_IDS; id += 1) {
    const other = history.job(id, at);
    if (other === undefined || other === job || !isSameBatch(anchor, other, history) || isNamed(other, history)) continue;
    const owners = history.edges.namedBy(other.unit, ...PULL_IN_SETTINGS);
    const isDirect = owners.some((owner) =>
      history.unit(owner).jobs.some((parent) => parent === anchor || isSameBatch(parent, other, history)),
    );
    if (!isDirect && owners.some((owner) => anchorAbove(owner, other, history) === anchor)) return true;
  }
  return false;
}
