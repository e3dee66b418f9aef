import { countProperty, invocationIdProperty } from '../../model/properties.ts';
import type { UnitLogged } from '../../model/fact.ts';
import { compareInstants, usecBetween } from '../../model/instant.ts';
import type { Ending } from './ending.ts';
import { runLog } from './run-logs.ts';

/** The signal by which the main process ended, without SIG: `KILL`; undefined when it ended otherwise. */
export function deadlySignal({ end }: Ending): string | undefined {
  if (end?.exitCode !== 'killed' && end?.exitCode !== 'dumped') return undefined;
  return end.exitStatusName ?? (end.exitStatus === undefined ? undefined : String(end.exitStatus));
}

export interface SentSignal extends UnitLogged {
  /** A client called KillUnit, and the line names no other process than the main one. */
  readonly onClientRequest: boolean;
  /** It was sent so long before the end that another one of the same kind may have come since. */
  readonly isOld: boolean;
}

/** A process may tidy up for so long before it dies of the signal: what a stop is given, by default. */
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

/** The line of an end names a real-time signal without its number, and the bus alone may tell no name at all. */
function isSame(sent: string, deadly: string): boolean {
  return /^\d+$/.test(deadly) || sent === deadly || sent.replace(/[+-]\d+$/, '') === deadly;
}

/** That of the run, as far as the manager told it while it ran. */
function mainPid({ unit, run, end }: Ending): bigint | undefined {
  const { details, properties } = unit;
  const told = details.filter(
    ({ at }) => end !== undefined && compareInstants(at, end.at) <= 0 && (run === undefined || compareInstants(at, run.at) >= 0),
  );
  const isOfRun = properties !== undefined && run?.invocationId !== undefined && invocationIdProperty(properties) === run.invocationId;
  return [...(isOfRun ? [properties] : []), ...told.map((detail) => detail.properties)]
    .map((one) => countProperty(one, 'MainPID'))
    .findLast((pid) => pid !== undefined && pid !== 0n);
}
