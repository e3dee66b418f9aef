import { compareInstants, type Instant } from '../../model/instant.ts';
import { instantProperty } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';

/** Whether an instant lies before the manager's "Startup finished" on the same boot; undefined when neither the journal nor the manager says when that was. */
export function isBeforeStartupFinished(at: Instant, history: History): boolean | undefined {
  const finished = history.hostLogs.find(
    ({ detail, at: loggedAt }) => detail.event === 'startup-finished' && loggedAt.bootId === at.bootId,
  )?.at;
  const stamped =
    at.bootId === history.bootId() ? instantProperty(history.managerProperties() ?? {}, 'FinishTimestamp', at.bootId) : undefined;
  const end = finished ?? stamped;
  return end === undefined ? undefined : compareInstants(at, end) <= 0;
}
