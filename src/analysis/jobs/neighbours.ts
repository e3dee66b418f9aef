import { compareInstants, usecApart, usecBetween, type Instant } from '../../model/instant.ts';
import type { History } from '../../history/history.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { momentOf } from '../../model/fact.ts';
import { heardJob, type Job, type UnitRecord } from '../../model/unit-record.ts';
import type { Activation } from '../../model/claim.ts';
import { RELATIONS } from '../../systemd/relations.ts';
import { countBefore, countUntil, countWhile } from '../../history/retention.ts';
import { BATCH_USEC } from './job-batch.ts';

/** "Triggering OnFailure= dependencies" is logged before the job, and read after it. */
const LOGGED_USEC = 1_000_000n;

/**
 * The units to which something happened right before a job was queued, and which may name the job's unit in a relation that was not told of that: because they were loaded after it was
 * described, or because this version does not tell OnFailure= from the handler's side. Those whose own settings are known are none.
 */
export function strangersAround(activation: Activation, history: History): readonly string[] {
  const { unit } = activation;
  const version = history.systemdVersion();
  // What was described late may have lost those that were unloaded meanwhile.
  const isKnown = unit.firstDescribedAt !== undefined && usecBetween(activation.at, unit.firstDescribedAt) <= BATCH_USEC;
  const found: string[] = [];
  for (const record of history.units()) {
    if (record === unit || record.properties !== undefined || !hasActed(record, activation)) continue;
    const isTold = isKnown && (record.loaded === undefined || !isAfter(record.loaded.at, unit.describedAt));
    if (isTold && (version >= TELLS_HANDLERS || !hasFailed(record, activation))) continue;
    if (filesOfUnit(record.name, history).length === 0) found.push(record.name);
  }
  return found;
}

/** A unit that is related to this one, and of which what happened when the job was queued was dropped since, as very much happened to it: that it did nothing is then not known. */
export function forgottenNeighbour({ unit, order }: Activation, history: History): string | undefined {
  if (order === undefined) return undefined;
  const { edges } = history;
  const settings = RELATIONS.map(({ setting }) => setting);
  return [...edges.targetsOf(unit.name, ...settings), ...edges.namedBy(unit.name, ...settings)].find(
    (name) => order <= (history.unit(name).forgottenUntil ?? -1),
  );
}

export const whyForgotten = (name: string): string => `what ${name} did then was dropped, as very much happened to it since`;

function isAfter(at: Instant, other: Instant | undefined): boolean {
  return other === undefined || compareInstants(at, other) > 0;
}

/** OnFailureOf= came with v249. */
const TELLS_HANDLERS = 249;

function hasFailed({ states, logs }: UnitRecord, { at, order = 0 }: Activation): boolean {
  if (states[countBefore(states, order) - 1]?.activeState === 'failed') return true;
  return logs.some((log) => log.kind === 'unit-logged' && log.detail.event === 'triggering' && usecApart(log.at, at) <= LOGGED_USEC);
}

function hasActed({ name, jobs, states, loaded, logs }: UnitRecord, { at, order = 0, job }: Activation): boolean {
  const isNear = (moment: Instant | undefined): boolean => moment !== undefined && usecApart(moment, at) <= BATCH_USEC;
  // Other units are also announced when another one that names them is loaded.
  if (loaded !== undefined && loaded.order < order && BY_THE_KERNEL.test(name) && isNear(loaded.at)) return true;
  const index = countBefore(states, order) - 1;
  const [before, last] = [states[index - 1], states[index]];
  if (last?.signalled === true && last.activeState !== before?.activeState && isNear(momentOf(last))) return true;
  if (hasJobNear(jobs, at, job)) return true;
  // A program that is late has read many lines that came after.
  for (let position = countUntil(logs, at) - 1; position >= 0; position -= 1) {
    const log = logs[position];
    if (log === undefined || usecBetween(log.at, at) > LOGGED_USEC) return false;
    if (log.kind === 'unit-logged' && log.detail.event === 'triggering') return true;
  }
  return false;
}

/** Whether a job with a lower number was heard near. */
function hasJobNear(jobs: readonly Job[], at: Instant, job: Job | undefined): boolean {
  const end = job === undefined ? jobs.length : countWhile(jobs, ({ id }) => id < job.id);
  for (let position = end - 1; position >= 0; position -= 1) {
    const other = jobs[position];
    const heard = other === undefined ? undefined : heardJob(other)?.at;
    if (heard === undefined) continue;
    if (usecBetween(heard, at) > BATCH_USEC) return false;
    if (usecApart(heard, at) <= BATCH_USEC) return true;
  }
  return false;
}

const BY_THE_KERNEL = /\.(mount|swap|device|scope)$/;
