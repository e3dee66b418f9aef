import { countProperty, invocationIdProperty } from '../../model/properties.ts';
import type { UnitLogged, HostLogged } from '../../model/fact.ts';
import { compareInstants, usecBetween, follows } from '../../model/instant.ts';
import type { Ending } from './ending.ts';
import { runLog } from './run-logs.ts';
import type { ClientDescription } from '../../model/cause.ts';
import type { History } from '../../history/history.ts';
import { defined } from '../../defined.ts';

/** The signal by which the main process ended, without SIG: `KILL`; undefined when it ended otherwise. */
export function deadlySignal({ end }: Ending): string | undefined {
  if (end?.exitCode !== 'killed' && end?.exitCode !== 'dumped') return undefined;
  return end.exitStatusName ?? (end.exitStatus === undefined ? undefined : String(end.exitStatus));
}

interface SentSignal extends UnitLogged {
  /** A client called KillUnit, and the line names no other process than the main one. */
  readonly onClientRequest: boolean;
  /** It was sent so long before the end that another one of the same kind may have come since. */
  readonly isOld: boolean;
}

/** How long a process may clean up before it ends by the signal: the default of TimeoutStopSec=. */
const TIDYING_USEC = 90_000_000n;

/** The line by which systemd says that it sent that very signal before the main process ended by it; of its own, or because a client called KillUnit. */
export function signalSent(ending: Ending): SentSignal | undefined {
  const signal = deadlySignal(ending);
  if (ending.end === undefined || signal === undefined) return undefined;
  const exit = runLog(ending, 'process-exit');
  const line = runLog(
    ending,
    'kill-sent',
    ({ at, detail }) => isSame(detail.signal, signal) && (exit === undefined || compareInstants(at, exit.at) <= 0),
  );
  if (line === undefined) return undefined;
  const main = mainPid(ending);
  const isToMain = line.detail.pid === undefined || main === undefined || BigInt(line.detail.pid) === main;
  return {
    ...line,
    onClientRequest: line.detail.onClientRequest && isToMain,
    isOld: usecBetween(line.at, ending.end.at) > TIDYING_USEC,
  };
}

/** The line of an end names a real-time signal without its number, and the bus gives only a number. */
function isSame(sent: string, deadly: string): boolean {
  return /^\d+$/.test(deadly) || sent === deadly || sent.replace(/[+-]\d+$/, '') === deadly;
}

/** The main process of the run, as far as the manager's properties named it. */
function mainPid({ unit, run, end }: Ending): bigint | undefined {
  const { details, properties } = unit;
  const signalled = details.filter(
    ({ at }) => end !== undefined && compareInstants(at, end.at) <= 0 && (run === undefined || compareInstants(at, run.at) >= 0),
  );
  const isOfRun = properties !== undefined && run?.invocationId !== undefined && invocationIdProperty(properties) === run.invocationId;
  return [...(isOfRun ? [properties] : []), ...signalled.map((detail) => detail.properties)]
    .map((one) => countProperty(one, 'MainPID'))
    .findLast((pid) => pid !== undefined && pid !== 0n);
}

/** A signal takes effect at once, but sudo may wait for a password before. */
const BEFORE_USEC = 2_000_000n;

/** The one logged command that sent a signal to the unit's main process, by its pid. */
export function killerInLogs(
  { unit, end }: Ending,
  { hostLogs }: History,
): { readonly description: ClientDescription; readonly line: HostLogged } | undefined {
  if (end === undefined) return undefined;
  const pids = unit.details.flatMap(({ properties }) => {
    const pid = countProperty(properties, 'MainPID');
    return pid === undefined || pid === 0n ? [] : [pid.toString()];
  });
  const found = hostLogs.flatMap((line) => {
    const { detail } = line;
    if (detail.event !== 'command-logged' || detail.command === undefined) return [];
    if (!follows(end.at, line.at, BEFORE_USEC)) return [];
    const words = detail.command.split(/[\s;&|]+/);
    if (!words.some((word) => /(?:^|\/)kill$/.test(word)) || !words.some((word) => pids.includes(word))) return [];
    const { user, uid, pid, comm, unit: group, session, tty, command } = detail;
    const parents = pid === undefined ? undefined : [`${comm ?? detail.program} (${String(pid)})`];
    return [{ description: defined({ user, uid, comm, unit: group, session, tty, cmdline: command, log: line.text, parents }), line }];
  });
  return found.length === 1 ? found[0] : undefined;
}
