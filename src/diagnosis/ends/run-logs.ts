import type { UnitLogged } from '../../facts/fact.ts';
import type { UnitLogEvent } from '../../facts/unit-log-event.ts';
import { compareInstants, usecBetween } from '../../systemd/instant.ts';
import type { Ending } from './ending.ts';

/** What systemd says of an end stands this close behind it. */
const AFTER_USEC = 500_000n;

/** The last line of one kind about the run that ended. */
export function runLog<E extends UnitLogEvent['event']>(
  { unit, run, end }: Ending,
  event: E,
): (UnitLogged & { readonly detail: Extract<UnitLogEvent, { event: E }> }) | undefined {
  if (end === undefined) return undefined;
  return unit.logs.findLast(
    (log): log is UnitLogged & { readonly detail: Extract<UnitLogEvent, { event: E }> } =>
      log.kind === 'unit-logged' &&
      log.detail.event === event &&
      usecBetween(end.at, log.at) <= AFTER_USEC &&
      (run?.invocationId === undefined || log.invocationId === undefined
        ? run === undefined || compareInstants(log.at, run.at) >= 0
        : log.invocationId === run.invocationId),
  );
}
