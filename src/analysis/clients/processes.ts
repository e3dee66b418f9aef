import { isDown } from '../../model/properties.ts';
import type { ClientScan } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { scansAround, scansOfJob } from '../../history/scan-index.ts';
import { heardJob, type Job, type UnitRecord } from '../../model/unit-record.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import type { Activation } from '../../model/claim.ts';
import { areTogether, BATCH_USEC, MAX_IDS } from '../jobs/job-batch.ts';
import { hostLogsBefore } from '../jobs/nearby-logs.ts';
import { CLIENT_PROGRAMS } from '../../systemd/client-commands.ts';
import { canCall, hasBeenThere, isProof } from './able-to-call.ts';
import { callsItself, isAgent, originalsOf } from './forked.ts';
import { canHaveAsked, mayHaveMadeAnother } from './possible-asker.ts';
import { asksForMarked, asksManager } from './requested-action.ts';
import { asClient, type Client, isChildOf, isCopyOf } from './client.ts';
import { defined } from '../../defined.ts';

const CLIENTS: ReadonlySet<string> = new Set(CLIENT_PROGRAMS);

/** The process whose command line asks for this unit, seen in /proc right after the JobNew. */
export function clientInProc(activation: Activation, history: History): Client | undefined {
  const { unit } = activation;
  for (const seen of [...scansOf(activation, history), ...scansOfPulledIn(activation, history)]) {
    const able = originalsOf(seen.processes).filter(
      (process) => canCall(process, seen) && canHaveAsked(process.cmdline, activation, history),
    );
    const byName = able.filter(({ cmdline }) => !asksForMarked(cmdline ?? []));
    const named = byName.length > 0 ? byName : able;
    const children = [...named, ...seen.processes.filter((process) => hasEnded(process) && !isAgent(process))];
    const asking = named.filter(
      (one) => !children.some((other) => isChildOf(other, one.pid)) && !named.some((other) => isLeftBeside(one, other)),
    );
    const [process] = asking.toSorted(
      (a, b) => Number(hasBeenThere(a)) - Number(hasBeenThere(b)) || Number(runsClient(a)) - Number(runsClient(b)) || a.pid - b.pid,
    );
    if (process === undefined) continue;
    const certain =
      asking.every((other) => isCopyOf(other, process)) &&
      isProof(process, seen) &&
      !mayWait(process, activation) &&
      isMarkedWhereAsked(process, activation, history) &&
      !hasRequestedBefore(process, seen, unit, history) &&
      !mayHaveMadeAnother(process, seen, activation, history);
    return asClient(process, seen, certain, activation, history);
  }
  return undefined;
}

/**
 * The only zombie in the scan: it had ended already, as clients do right after their request. It is certain where its parent's command
 * line requests this unit and it was not seen before; it is excluded by a parent that runs the program for another unit, or by its own command line from when it was alive.
 */
export function zombieInProc(activation: Activation, history: History): Client | undefined {
  for (const seen of scansOf(activation, history)) {
    const ended = seen.processes.filter((process) => hasEnded(process) && !isAgent(process) && canCall(process, seen));
    const [zombie] = ended;
    if (zombie === undefined || ended.length > 1) continue;
    const [parent] = zombie.parents ?? [];
    const group = zombie.unit ?? parent?.unit;
    // A process without a parent and a unit identifies nobody.
    if (parent === undefined && (group === undefined || group === 'init.scope')) continue;
    const words = (parent?.cmdline ?? []).flatMap((word) => word.split(/[\s;&|"'()]+/));
    const isRequested = asksManager(words, activation, history);
    const cmdline = commandOf(zombie, history);
    if (
      cmdline === undefined
        ? !isRequested && words.some((word) => word.split('/').at(-1) === zombie.comm)
        : !canHaveAsked(cmdline, activation, history)
    )
      continue;
    const process = { ...zombie, ...defined({ unit: group, cmdline }) };
    const client = asClient(process, seen, isRequested && cmdline === undefined && isProof(zombie, seen), activation, history);
    const pid = isRequested && cmdline === undefined && asksForMore(words, activation, history) ? undefined : zombie.pid;
    return {
      ...client,
      description: defined({ ...client.description, pid }),
      why: 'of the process only its name and its parents were left',
    };
  }
  return undefined;
}

/** Whether a line of a shell runs a client for something else, too: then what has ended may be that one, and its number is not that of who asked. */
function asksForMore(words: readonly string[], activation: Activation, history: History): boolean {
  const commands: string[][] = [];
  for (const word of words) {
    if (CLIENTS.has(word.slice(word.lastIndexOf('/') + 1))) commands.push([]);
    commands.at(-1)?.push(word);
  }
  return commands.some((command) => !asksManager(command, activation, history));
}

/** The only program that was connected to the manager at that time, whatever its name, and whose command line does not ask for something else; its request is not known. */
export function connectedClient(activation: Activation, history: History): Client | undefined {
  const seen = scansOf(activation, history).find(({ connected }) => connected === true);
  const [process, ...more] = (seen?.processes ?? []).filter(
    (one) => !callsItself(one) || one.cmdline === undefined || canHaveAsked(one.cmdline, activation, history),
  );
  if (seen === undefined || process === undefined || more.length > 0) return undefined;
  return { ...asClient(process, seen, false, activation, history), why: 'it was connected to the manager when the job was queued' };
}

/** A process's command line as it was when it was last seen alive. */
function commandOf({ pid, comm }: ProcessDescription, { clientsSeen, clientsExecuted }: History): readonly string[] | undefined {
  return [...clientsSeen.flatMap(({ processes }) => processes), ...clientsExecuted.map(({ process }) => process)].findLast(
    (other) => other?.pid === pid && other.comm === comm && other.cmdline !== undefined && other.cmdline.length > 0,
  )?.cmdline;
}

function scansOf({ job }: Activation, { clientsSeen }: History): readonly ClientScan[] {
  return job === undefined ? [] : scansOfJob(clientsSeen, job.id);
}

/**
 * The scans for jobs of the same time with higher ids: where there was no scan for this job, its client may be in the scan for a job that it pulled in or took down. What was queued when
 * this job had run already came of another request.
 */
function scansOfPulledIn({ job, unit }: Activation, history: History): readonly ClientScan[] {
  const queued = job?.queued;
  if (job === undefined || queued?.known !== 'heard') return [];
  // What was asked of this very unit afterwards is another request.
  const later = new Set(unit.jobs.map(({ id }) => id).filter((id) => id > job.id));
  return scansAround(history.clientsSeen, queued.at, BATCH_USEC).filter(
    ({ jobs, at }) =>
      !jobs.includes(job.id) &&
      jobs.some((id) => id > job.id && id < job.id + MAX_IDS && mayBeTogether(job, history.job(id, at), history)) &&
      !jobs.some((id) => later.has(id)),
  );
}

/** Whether two jobs were announced together, as far as both were heard. */
function mayBeTogether(job: Job, other: Job | undefined, history: History): boolean {
  return heardJob(other) === undefined || other === undefined || areTogether(job, other, history);
}

/** A process that has ended has no command line any more. */
function hasEnded({ cmdline }: ProcessDescription): boolean {
  return cmdline === undefined || cmdline.length === 0;
}

/** The programs that run a client as a child, as another user. */
const RUNNERS: ReadonlySet<string> = new Set(['sudo', 'su', 'pkexec', 'doas', 'runuser', 'run0']);

function runsClient({ comm }: ProcessDescription): boolean {
  return RUNNERS.has(comm ?? '');
}

/** Whether it is a fork of the sudo that runs `other`, left alone since: sudo mails by such a one, with its own command line. */
function isLeftBeside(process: ProcessDescription, other: ProcessDescription): boolean {
  return (
    runsClient(process) &&
    process.ppid === 1 &&
    process.unit === other.unit &&
    other.parents?.some(
      ({ pid, comm, cmdline }) => pid !== process.pid && comm === process.comm && cmdline?.join('\0') === process.cmdline?.join('\0'),
    ) === true
  );
}

/** sudo runs the client as a child; sudo alone may be waiting for a password. With --wait systemctl stays until the unit is down, and sees what others do with it. */
function mayWait(process: ProcessDescription, { unit, job }: Activation): boolean {
  if (runsClient(process)) return true;
  const { cmdline } = process;
  const order = job?.queued?.order;
  const before = order === undefined ? undefined : unit.states.findLast((state) => state.order < order)?.activeState;
  return cmdline?.includes('--wait') === true && !isDown(before);
}

/** Who asks for the jobs of all marked units names none of them; then the manager's own line about it must stand right before the job. */
function isMarkedWhereAsked({ cmdline }: ProcessDescription, activation: Activation, history: History): boolean {
  return !asksForMarked(cmdline ?? []) || hostLogsBefore(history, 'marked-jobs-queued', activation, BATCH_USEC).length > 0;
}

/** A client that waits for another unit of its request is still running when somebody else requests this unit again. */
function hasRequestedBefore(process: ProcessDescription, seen: ClientScan, unit: UnitRecord, history: History): boolean {
  const others = new Set(unit.jobs.map(({ id }) => id).filter((id) => !seen.jobs.includes(id)));
  if (others.size === 0) return false;
  return [...others].some((id) =>
    scansOfJob(history.clientsSeen, id).some(
      ({ processes, order, at }) =>
        order < seen.order &&
        at.bootId === seen.at.bootId &&
        processes.some((other) => other.pid === process.pid && isCopyOf(other, process)),
    ),
  );
}
