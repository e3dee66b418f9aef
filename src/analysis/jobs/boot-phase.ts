import { compareInstants, type Instant } from '../../model/instant.ts';
import type { HostLog, HostLogged } from '../../model/fact.ts';
import { instantProperty } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';

/** A startup of a manager: of the boot, or of a soft reboot, which a boot can have several of. */
export interface Startup {
  /** When the manager began to start its default target; left out where only the end is known. */
  readonly began?: Instant;
  readonly finished: Instant;
  /** Whether jobs were numbered before it began: by an initrd's manager, or by the one before a soft reboot, whose numbers go on. */
  readonly goesOn: boolean;
}

/** Whether an instant lies before the manager's "Startup finished" on the same boot; undefined when neither the journal nor the manager says when that was. */
export function isBeforeStartupFinished(at: Instant, history: History): boolean | undefined {
  const startups = startupsOf(at, history);
  const next = startups.find(({ finished }) => compareInstants(at, finished) <= 0);
  if (next === undefined) return startups.length > 0 ? false : undefined;
  if (next === startups[0] && !(next.goesOn && next.isSoft)) return true;
  return next.began === undefined ? undefined : compareInstants(next.began, at) <= 0;
}

/** The startup that went on at an instant, where the journal or the manager says when it began. */
export function startupAt(at: Instant, history: History): Startup | undefined {
  return startupsOf(at, history).find(
    ({ began, finished }) => began !== undefined && compareInstants(began, at) <= 0 && compareInstants(at, finished) <= 0,
  );
}

interface KnownStartup extends Startup {
  readonly isSoft: boolean;
}

/** The startups of the manager that ran at an instant, on that boot, oldest first. */
function startupsOf(at: Instant, history: History): readonly KnownStartup[] {
  const manager = history.managerAt(at);
  const logged = history.hostLogs
    .filter(isStartupFinished)
    .filter(({ detail, at: { bootId } }) => bootId === at.bootId && (manager === undefined || (detail.manager ?? manager) === manager))
    .map(({ detail, at: finished }, index): KnownStartup => {
      const { userspaceUsec, hadInitrd } = detail;
      const began = userspaceUsec === undefined ? {} : { began: earlier(finished, userspaceUsec) };
      const isSoft = index > 0 || detail.afterSoftReboot === true;
      return { ...began, finished, isSoft, goesOn: isSoft || hadInitrd === true };
    });
  return logged.length > 0 || at.bootId !== history.bootId() ? logged : stamped(history, at.bootId);
}

function isStartupFinished(log: HostLogged): log is HostLog<'startup-finished'> {
  return log.detail.event === 'startup-finished';
}

/** What the manager says of its last startup. */
function stamped(history: History, bootId: string | undefined): readonly KnownStartup[] {
  const properties = history.managerProperties() ?? {};
  const finished = instantProperty(properties, 'FinishTimestamp', bootId);
  return finished === undefined ? [] : [{ finished, isSoft: false, goesOn: false }];
}

function earlier({ realtimeUsec, monotonicUsec, bootId }: Instant, usec: bigint): Instant {
  return {
    realtimeUsec: realtimeUsec - usec,
    ...(monotonicUsec === undefined ? {} : { monotonicUsec: monotonicUsec - usec }),
    ...(bootId === undefined ? {} : { bootId }),
  };
}
