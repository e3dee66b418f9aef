import { compareInstants } from '../../systemd/instant.ts';
import type { UnitLogged } from '../../facts/fact.ts';
import type { Ending } from './ending.ts';
import { runLog } from './run-logs.ts';

/** The signal by which the main process ended, without SIG: `KILL`; undefined when it ended otherwise. */
export function deadlySignal({ end }: Ending): string | undefined {
  if (end?.exitCode !== 'killed' && end?.exitCode !== 'dumped') return undefined;
  return end.exitStatusName ?? (end.exitStatus === undefined ? undefined : String(end.exitStatus));
}

/** The line by which systemd says that it sent a signal before the main process ended; of its own, or because a client called KillUnit. */
export function signalSent(ending: Ending): (UnitLogged & { readonly onClientRequest: boolean }) | undefined {
  const line = runLog(ending, 'kill-sent');
  if (line === undefined) return undefined;
  const exit = runLog(ending, 'process-exit');
  if (exit !== undefined && compareInstants(line.at, exit.at) > 0) return undefined;
  return { ...line, onClientRequest: line.detail.onClientRequest };
}
