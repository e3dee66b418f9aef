import type { UnitLogged } from '../../model/fact.ts';
import type { UnitLogEvent } from '../../model/log-event.ts';
import { compareInstants, usecBetween } from '../../model/instant.ts';
import type { Ending } from './ending.ts';

/** What systemd says of an end stands this close behind it. */
const AFTER_USEC = 500_000n;

type LogOf<E extends UnitLogEvent['event']> = UnitLogged & { readonly detail: Extract<UnitLogEvent, { event: E }> };

/** The last line of one kind about the run that ended; of several, the last that is wanted. */
export function runLog<E extends UnitLogEvent['event']>(
  { unit, run, end }: Ending,
  event: E,
  isWanted: (line: LogOf<E>) => boolean = () => true,
): LogOf<E> | undefined {
  if (end === undefined) return undefined;
  return unit.logs.findLast(
    (log): log is LogOf<E> =>
      log.kind === 'unit-logged' &&
      log.detail.event === event &&
      usecBetween(end.at, log.at) <= AFTER_USEC &&
      (run?.invocationId === undefined || log.invocationId === undefined
        ? run === undefined || compareInstants(log.at, run.at) >= 0
        : log.invocationId === run.invocationId) &&
      isWanted(log as LogOf<E>),
  );
}
