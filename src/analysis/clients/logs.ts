import { endOf } from '../../history/run-ends/index.ts';
import { type CommandLogged, type HostLogged, type LoggingProgram, isJobLog } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { Job, UnitRecord } from '../../model/unit-record.ts';
import { compareInstants, isBetween, usecBetween, type Instant, within } from '../../model/instant.ts';
import { activationOfStart } from '../jobs/activation.ts';
import type { ClientDescription } from '../../model/cause.ts';
import type { Activation } from '../../model/claim.ts';
import { hostLogsBefore, waitBefore } from '../jobs/nearby-logs.ts';
import type { Client } from './client.ts';
import { isNamedIn } from './log-line.ts';
import { defined } from '../../defined.ts';

/** A log line that reports a request. */
export type CommandLine = HostLogged & { readonly detail: CommandLogged };

/** A client that a log names, with all the lines about it; `fact` is the one that names the unit. */
interface LoggedClient extends Client {
  readonly also: readonly CommandLine[];
}

/** How long before the first sign of a job a program may log its request; Ansible reloads the manager or queries the unit in between. */
const BEFORE_USEC = 5_000_000n;
const LONGER_BEFORE_USEC: Partial<Record<LoggingProgram, bigint>> = { ansible: 10_000_000n, needrestart: 10_000_000n };
/** How long after the end of a job a program may log that it requested it. */
const AFTER_USEC = 2_000_000n;
/** Lines about one request of one process stand this close together. */
const TOGETHER_USEC = 1_000_000n;

/** The client of the latest line that names this unit. A line explains one start, the first that comes after it. */
export function clientInLogs(activation: Activation, history: History): LoggedClient | undefined {
  const waited = waitBefore(activation, history);
  const before = linesBefore(activation, history, waited === undefined ? 0n : usecBetween(waited, activation.at));
  const line = doneLine(activation, history) ?? before.find((one) => wasExecuted(one, before) && isNamedIn(one, activation, history));
  if (line === undefined) return undefined;
  const call = syscallOf(line, before);
  const around = before.filter(
    (one) => isAround(one, line, call) && (one.detail.pid === call?.detail.ppid || isNamedIn(one, activation, history)),
  );
  const parent = around.find(({ detail }) => detail.user !== undefined) ?? around[0];
  const also = [call, parent].filter((one) => one !== undefined);
  const description = { ...(parent === undefined ? {} : calledBy(parent)), ...describe(line), ...ofCall(call, parent) };
  const behind = line.detail.program === 'logind' ? undefined : startOfUnit(description.unit, line, history);
  return defined({
    fact: line,
    also,
    certain: false,
    description: { ...description, log: (parent ?? line).text },
    why: whyNamed(line, activation),
    behind,
  });
}

/** The lines that may have led to this activation, latest first: nothing else has been started by them already. A start that waited may have been asked for so much earlier. */
export function linesBefore(activation: Activation, history: History, waitedUsec = 0n): readonly CommandLine[] {
  const { unit, start, job, requestedAction } = activation;
  return hostLogsBefore(history, 'command-logged', activation, MAX_USEC + waitedUsec).filter(
    (line) =>
      line.detail.when !== 'after' &&
      usecBetween(line.at, activation.at) <= (LONGER_BEFORE_USEC[line.detail.program] ?? BEFORE_USEC) + waitedUsec &&
      !unit.starts.some((other) => other !== start && isBetween(other.at, line.at, activation.at)) &&
      (requestedAction === undefined || !hasStoppedBetween(unit, job, line.at, activation.at)),
  );
}

/** A line explains one stop, the first that comes after it. */
function hasStoppedBetween({ logs }: UnitRecord, job: Job | undefined, from: Instant, to: Instant): boolean {
  return logs.some((log) => isJobLog(log, 'stopping', 'stopped') && log.jobId !== job?.id && isBetween(log.at, from, to));
}

const MAX_USEC = 10_000_000n;

/** The first line behind the start by which a program says that it has made it, or that it was making it. */
function doneLine(activation: Activation, history: History): CommandLine | undefined {
  const { unit, start, job, at } = activation;
  const done = job?.logs.at(-1)?.at ?? start?.at ?? at;
  const next = unit.starts.find((other) => other !== start && compareInstants(other.at, start?.at ?? at) > 0);
  return history.hostLogs.find((line): line is CommandLine => {
    if (line.detail.event !== 'command-logged' || line.detail.when === undefined) return false;
    const isAfter = line.detail.when === 'after' ? compareInstants(line.at, done) >= 0 : usecBetween(line.at, at) <= AFTER_USEC;
    return (
      isAfter &&
      usecBetween(done, line.at) <= AFTER_USEC &&
      (next === undefined || compareInstants(line.at, next.at) < 0) &&
      isNamedIn({ ...line, detail: line.detail }, activation, history)
    );
  });
}

/** The audit record of the arguments alone does not show which file was executed, or whether it was. */
function wasExecuted(line: CommandLine, lines: readonly CommandLine[]): boolean {
  return line.detail.auditId === undefined || syscallOf(line, lines) !== undefined;
}

function syscallOf({ detail: { auditId }, at }: CommandLine, lines: readonly CommandLine[]): CommandLine | undefined {
  if (auditId === undefined) return undefined;
  return lines.find((one) => one.detail.auditId === auditId && one.detail.command === undefined && within(one.at, at, TOGETHER_USEC));
}

/** Another line about the same request: of the parent, or of a program that names the unit as well. */
function isAround(one: CommandLine, line: CommandLine, call: CommandLine | undefined): boolean {
  return call !== undefined && one !== line && one !== call && one.detail.auditId === undefined && within(one.at, line.at, TOGETHER_USEC);
}

/** A line with a command is about a child of the process that logged it; without one it is about that process itself. */
function describe({ detail }: CommandLine): ClientDescription {
  const { program, auditId, command } = detail;
  if (command === undefined) return processOf(detail);
  const { pid, comm, ...rest } = processOf(detail);
  const parents = auditId !== undefined || pid === undefined ? {} : { parents: [`${comm ?? program} (${String(pid)})`] };
  return { ...rest, cmdline: command, ...parents };
}

/** The process itself; its uid is left out where the user who asked is known by name. */
function ofCall(call: CommandLine | undefined, parent: CommandLine | undefined): ClientDescription {
  if (call === undefined) return {};
  const { uid, ...rest } = processOf(call.detail);
  return { ...rest, ...defined({ uid: parent?.detail.user === undefined ? uid : undefined }) };
}

/** The child's description, from the line of its parent. */
function calledBy({ detail }: CommandLine): ClientDescription {
  const { pid, comm, ...rest } = processOf(detail);
  return { ...rest, ...defined({ parents: pid === undefined ? undefined : [`${comm ?? detail.program} (${String(pid)})`] }) };
}

function processOf({ pid, uid, loginUid, user, comm, unit, session, tty }: CommandLogged): ClientDescription {
  return defined({ pid, uid, loginUid, user, comm, unit, session, tty });
}

/** What started the service that a process ran in at the time of a line, when that was running. */
export function startOfUnit(unit: string | undefined, line: Pick<HostLogged, 'at'>, history: History): Activation | undefined {
  if (unit?.endsWith('.service') !== true) return undefined;
  const record = history.unit(unit);
  const start = record.starts.findLast(({ at }) => compareInstants(at, line.at) <= 0);
  const end = start === undefined ? undefined : endOf(record, start);
  const wasRunning = start !== undefined && (end === undefined || compareInstants(end.at, line.at) >= 0);
  return wasRunning ? activationOfStart(start, history) : undefined;
}

function whyNamed({ at, detail: { program, when } }: CommandLine, activation: Activation): string {
  if (when === 'after') return `${program} logged right after that it had done so`;
  if (when === 'around') return `${program} logged the session that it is for at the same moment`;
  if (usecBetween(at, activation.at) > MAX_USEC) return 'the log line names the unit, and the start waited for a unit that it comes after';
  return 'the log line names the unit and came right before';
}
