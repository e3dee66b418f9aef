import type { Fact } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import { activationOfStart } from '../jobs/activation.ts';
import type { ClientDescription } from '../../model/cause.ts';
import type { Activation } from '../../model/claim.ts';
import { defined } from '../../defined.ts';

/** A client that a source names, the fact that does, and whether it certainly requested this job. */
export interface Client {
  readonly description: ClientDescription;
  readonly fact: Fact;
  readonly certain: boolean;
  /** What made the client act: the start of the service that it belongs to. */
  readonly behind?: Activation;
  /** How it is known, in a few words, where that is not plain. */
  readonly why?: string;
}

/** A process in the terms of a cause. */
export function clientDescriptionOf(process: ProcessDescription): ClientDescription {
  const { pid, uid, user, loginUid, loginUser, comm, cmdline, unit, session, tty, parents } = process;
  return defined({
    pid,
    uid,
    user,
    loginUid,
    loginUser,
    comm,
    cmdline: cmdline === undefined || cmdline.length === 0 ? undefined : cmdline.join(' '),
    unit,
    session,
    tty,
    parents: parents?.map((parent) => `${parent.comm ?? '?'} (${String(parent.pid)})`),
  });
}

/** A process that was seen, as a client, with what made it act. */
export function asClient(process: ProcessDescription, fact: Fact, certain: boolean, activation: Activation, history: History): Client {
  const behind = startBehind(process.unit, activation, history);
  return defined({ fact, certain, description: clientDescriptionOf(process), behind });
}

/** The start of the service that a process belongs to, as it was when it acted: a later start of that service is not what acted. */
export function startBehind(unit: string | undefined, activation: Activation, history: History): Activation | undefined {
  if (unit?.endsWith('.service') !== true) return undefined;
  const start = history
    .unit(unit)
    .starts.findLast(({ order }) => order !== undefined && (activation.order === undefined || order < activation.order));
  return start === undefined ? undefined : activationOfStart(start, history);
}

/** sudo and similar programs run the client as a child; a forked copy of the same process is no such child. */
export function isChildOf(process: ProcessDescription, parent: number): boolean {
  return process.parents?.some(({ pid, cmdline }) => pid === parent && cmdline?.join('\0') !== process.cmdline?.join('\0')) === true;
}

/** systemctl forks a password agent, which at first has systemctl's own command line; a different client with the same command is not its descendant. */
export function isCopyOf(process: ProcessDescription, original: ProcessDescription): boolean {
  return (
    process.cmdline?.join('\0') === original.cmdline?.join('\0') &&
    process.uid === original.uid &&
    (process.pid === original.pid || process.parents?.some(({ pid }) => pid === original.pid) === true)
  );
}
