import { now } from '../../collect/clock.ts';
import { createProcessReader } from '../../collect/proc/process.ts';
import { ageOf } from '../../collect/proc/socket-owner.ts';
import { usersOnce } from '../../collect/proc/users.ts';
import type { HostLogged } from '../../model/fact.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import { usecBetween } from '../../model/instant.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { PastSession } from './gather.ts';
import { defined } from '../../defined.ts';

/** So many of the latest lines are followed. */
const MOST = 100;

/** Adds what /proc still tells of the processes that dbus-daemon's lines of this boot name: one that is older than the line is the one that asked. Of others the user has a name. */
export function describeRequesters({ stream, history }: PastSession, scope: ManagerScope): void {
  const describe = createProcessReader({ scope });
  const userOf = usersOnce();
  const { bootId } = now();
  for (const { detail, at } of history.hostLogs.filter(isActivation).slice(-MOST)) {
    if (detail.event !== 'bus-activation' || detail.pid === undefined || at.bootId !== bootId) continue;
    const { busName, requester: sender, pid, uid, comm } = detail;
    const ageUsec = BigInt(Math.floor((ageOf(pid) ?? 0) * 1e6));
    const user = uid === undefined ? undefined : userOf(String(uid));
    const process: ProcessDescription | undefined =
      ageUsec > usecBetween(at, now()) ? describe(pid) : user === undefined ? undefined : defined({ pid, uid, user, comm });
    if (process !== undefined) stream.emit({ source: 'proc', kind: 'bus-requester', busName, sender, process }, at);
  }
}

function isActivation({ detail }: HostLogged): boolean {
  return detail.event === 'bus-activation';
}
