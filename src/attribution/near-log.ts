import { usecBetween } from '../systemd/instant.ts';
import type { HostLogEvent, HostLogged, UnitLogEvent, UnitLogged } from '../facts/fact.ts';
import type { History } from '../facts/history.ts';
import type { UnitRecord } from '../facts/unit-record.ts';
import type { Activation } from './claim.ts';

/** The last line of one kind about a unit that was logged at most `withinUsec` before the activation. */
export function unitLogBefore<E extends UnitLogEvent['event']>(
  record: UnitRecord,
  event: E,
  activation: Activation,
  withinUsec: bigint,
): (UnitLogged & { readonly detail: Extract<UnitLogEvent, { event: E }> }) | undefined {
  return record.logs.findLast(
    (log): log is UnitLogged & { readonly detail: Extract<UnitLogEvent, { event: E }> } =>
      log.kind === 'unit-logged' && log.detail.event === event && isShortlyBefore(log, activation, withinUsec),
  );
}

/** The lines of one kind about no unit in particular, logged at most `withinUsec` before the activation, latest first. */
export function hostLogsBefore<E extends HostLogEvent['event']>(
  history: History,
  event: E,
  activation: Activation,
  withinUsec: bigint,
): readonly (HostLogged & { readonly detail: Extract<HostLogEvent, { event: E }> })[] {
  return history.hostLogs
    .filter(
      (log): log is HostLogged & { readonly detail: Extract<HostLogEvent, { event: E }> } =>
        log.detail.event === event && isShortlyBefore(log, activation, withinUsec),
    )
    .toReversed();
}

/** A line can reach its clock a little after the signal of what it announces was read. */
const LATE_USEC = 20_000n;

function isShortlyBefore(log: UnitLogged | HostLogged, activation: Activation, withinUsec: bigint): boolean {
  const at = activation.job?.queued?.known === 'heard' || activation.start === undefined ? activation.at : activation.start.at;
  const distance = usecBetween(log.at, at);
  return distance >= -LATE_USEC && distance <= withinUsec;
}
