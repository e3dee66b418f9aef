import type { ClientDescription } from '../../model/cause.ts';
import type { HostLogged } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { countProperty } from '../../model/properties.ts';
import { usecBetween } from '../../model/instant.ts';
import type { Ending } from './ending.ts';

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
    const distance = usecBetween(line.at, end.at);
    if (distance < 0n || distance > BEFORE_USEC) return [];
    const words = detail.command.split(/[\s;&|]+/);
    if (!words.some((word) => /(?:^|\/)kill$/.test(word)) || !words.some((word) => pids.includes(word))) return [];
    const { user, uid, pid, comm, unit: group, session, tty, command } = detail;
    const told = { user, uid, comm, unit: group, session, tty, cmdline: command, log: line.text };
    const description = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as ClientDescription;
    return [
      { description: pid === undefined ? description : { ...description, parents: [`${comm ?? detail.program} (${String(pid)})`] }, line },
    ];
  });
  return found.length === 1 ? found[0] : undefined;
}
