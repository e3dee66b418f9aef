import type { ClientsSeen, Fact, HostLogged } from '../facts/fact.ts';
import type { History } from '../facts/history.ts';
import type { UnitRecord } from '../facts/unit-record.ts';
import type { ProcessDescription } from '../sources/observation.ts';
import { asksFor } from './asks-for.ts';
import { activationOfStart } from './activation.ts';
import type { ClientDescription } from './cause.ts';
import type { Activation } from './claim.ts';
import { execMention } from './exec-mention.ts';
import { hostLogsBefore } from './near-log.ts';

/** A client that a source names, the fact that does, and whether it leaves a doubt. */
export interface Client {
  readonly description: ClientDescription;
  readonly fact: Fact;
  readonly certain: boolean;
  readonly behind?: Activation;
}

/** The process whose command line asks for this unit, seen in /proc right after the JobNew. */
export function clientInProc(activation: Activation, history: History): Client | undefined {
  const { job, unit } = activation;
  if (job === undefined) return undefined;
  for (const seen of history.clientsSeen.filter(({ jobs }) => jobs.includes(job.id))) {
    const named = seen.processes.filter((process) => asksFor(process.cmdline ?? [], unit));
    const asking = named.filter(({ pid }) => !named.some((other) => isChildOf(other, pid)));
    const [process] = asking.length > 0 ? asking.toSorted((a, b) => a.pid - b.pid) : zombiesOf(seen.processes, unit);
    if (process === undefined) continue;
    return describe(
      process,
      seen,
      asking.every((other) => isSameCommand(other, process)),
      startBehind(process, activation, history),
    );
  }
  return undefined;
}

/** sudo and the like ask through a child of theirs; a copy of the process itself is no such child. */
function isChildOf(process: ProcessDescription, parent: number): boolean {
  return process.parents?.some(({ pid, cmdline }) => pid === parent && cmdline?.join('\0') !== process.cmdline?.join('\0')) === true;
}

/** Of a process that has ended only its name is left; the one process whose parent's command line asks for the unit is it, and is told with the parent's unit. */
function zombiesOf(processes: readonly ProcessDescription[], unit: UnitRecord): readonly ProcessDescription[] {
  const ended = processes.filter(({ cmdline }) => cmdline === undefined || cmdline.length === 0);
  const [zombie] = ended;
  const [parent] = zombie?.parents ?? [];
  if (
    zombie === undefined ||
    ended.length > 1 ||
    !asksFor(
      (parent?.cmdline ?? []).flatMap((word) => word.split(/[\s;&|]+/)),
      unit,
    )
  )
    return [];
  return [{ ...zombie, ...(zombie.unit !== undefined || parent?.unit === undefined ? {} : { unit: parent.unit }) }];
}

/** systemctl forks a password agent, which for a moment looks like itself. */
function isSameCommand(a: ProcessDescription, b: ProcessDescription): boolean {
  return a === b || (a.cmdline?.join('\0') === b.cmdline?.join('\0') && a.uid === b.uid);
}

/** The start of the service that the process belongs to, as it was when it asked: a later start of that service is not what asked. */
function startBehind({ unit }: ProcessDescription, activation: Activation, history: History): Activation | undefined {
  if (unit?.endsWith('.service') !== true) return undefined;
  const start = history
    .unit(unit)
    .starts.findLast(({ order }) => order !== undefined && (activation.order === undefined || order < activation.order));
  return start === undefined ? undefined : activationOfStart(start, history);
}

function describe(process: ProcessDescription, fact: ClientsSeen, certain: boolean, behind: Activation | undefined): Client {
  const { pid, uid, user, comm, cmdline, unit, session, tty, parents } = process;
  return {
    fact,
    certain,
    description: {
      pid,
      ...(uid === undefined ? {} : { uid }),
      ...(user === undefined ? {} : { user }),
      ...(comm === undefined ? {} : { comm }),
      ...(cmdline === undefined || cmdline.length === 0 ? {} : { cmdline: cmdline.join(' ') }),
      ...(unit === undefined ? {} : { unit }),
      ...(session === undefined ? {} : { session }),
      ...(tty === undefined ? {} : { tty }),
      ...(parents === undefined ? {} : { parents: parents.map((parent) => `${parent.comm ?? '?'} (${String(parent.pid)})`) }),
    },
    ...(behind === undefined ? {} : { behind }),
  };
}

const LOGGED_USEC = 5_000_000n;

/** The line of sudo or cron that asks for this unit and came right before. */
export function clientInLogs(activation: Activation, history: History): Client | undefined {
  const line = hostLogsBefore(history, 'command-logged', activation, LOGGED_USEC).find(({ detail }) =>
    asksFor(detail.command.split(/\s+/), activation.unit),
  );
  return line === undefined ? undefined : { fact: line, certain: false, description: describeLine(line) };
}

function describeLine(line: HostLogged): ClientDescription {
  if (line.detail.event !== 'command-logged') return { log: line.text };
  const { user, command, program } = line.detail;
  return { user, cmdline: command, log: line.text, ...(program === 'cron' ? { unit: 'cron.service' } : {}) };
}

/** The unit that was running a command which asks for this unit, by the text of its own file. */
export function clientInUnits(activation: Activation, history: History): Client | undefined {
  const mention = execMention(activation, history);
  const [fact] = mention?.evidence ?? [];
  if (mention === undefined || fact === undefined) return undefined;
  const { unit, command, start } = mention;
  return { fact, certain: false, description: { unit, cmdline: command }, behind: activationOfStart(start, history) };
}
