import { TIME_UNITS } from '../../systemd/time-span.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import { endBefore } from '../../history/run-ends/index.ts';
import { usecProperty } from '../../model/properties.ts';
import type { StartRecord, UnitRecord } from '../../model/unit-record.ts';
import type { WireValue } from '../../model/observation.ts';
import type { Activation } from '../../model/claim.ts';

/** Slack beyond AccuracySec= and RandomizedDelaySec= for a manager that is busy. */
const SLACK_USEC = 250_000n;

/** The settings by which a timer elapses, as they would be written: the manager does not tell which of several it was. */
export function settingOf(record: UnitRecord): string | undefined {
  const monotonic = monotonicTimers(record).map(({ base, usec }) => `${base}=${formatSpan(usec)}`);
  const told = record.properties?.['TimersCalendar'];
  const calendar = (Array.isArray(told) ? (told as readonly WireValue[]) : []).flatMap((row) => {
    const spec = Array.isArray(row) ? (row as readonly WireValue[])[1] : undefined;
    return typeof spec === 'string' ? [`OnCalendar=${spec}`] : [];
  });
  return [...monotonic, ...calendar].join(', ') || undefined;
}

/** Whether the start came when one of the timer's monotonic settings would have had it (systemd.timer(5)). */
export function fitsSchedule(activation: Activation, record: UnitRecord): boolean {
  const { start, unit } = activation;
  if (start === undefined || record.properties === undefined) return false;
  const tolerance =
    (usecProperty(record.properties, 'AccuracyUSec') ?? 0n) + (usecProperty(record.properties, 'RandomizedDelayUSec') ?? 0n) + SLACK_USEC;
  return monotonicTimers(record).some(({ base, usec }) => {
    const late = sinceBase(base, start, unit, record);
    if (late === undefined || tolerance > usec + SLACK_USEC) return false;
    return late - usec >= -SLACK_USEC && late - usec <= tolerance;
  });
}

/** From what a setting counts from to the start, in µs. */
function sinceBase(base: string, start: StartRecord, unit: UnitRecord, timer: UnitRecord): bigint | undefined {
  const from = (instant: Instant | undefined): bigint | undefined => (instant === undefined ? undefined : usecBetween(instant, start.at));
  switch (base) {
    case 'OnUnitActiveSec':
      return from(unit.starts[unit.starts.indexOf(start) - 1]?.at);
    case 'OnUnitInactiveSec':
      return from(endBefore(unit, start)?.at);
    case 'OnActiveSec':
      return from(
        timer.logs.findLast((log) => log.kind === 'job-logged' && log.phase === 'started' && compareInstants(log.at, start.at) <= 0)?.at,
      );
    case 'OnBootSec':
      return start.at.monotonicUsec;
    default:
      return undefined;
  }
}

/** In the order of the unit file; the manager prepends each that it reads (config_parse_timer() in src/core/load-fragment.c). */
function monotonicTimers(record: UnitRecord): readonly { readonly base: string; readonly usec: bigint }[] {
  const timers = record.properties?.['TimersMonotonic'];
  if (!Array.isArray(timers)) return [];
  return (timers as readonly WireValue[]).toReversed().flatMap((row) => {
    if (!Array.isArray(row)) return [];
    const [base, usec] = row as readonly WireValue[];
    if (typeof base !== 'string' || (typeof usec !== 'string' && typeof usec !== 'number')) return [];
    return [{ base: base.replace(/USec$/, 'Sec'), usec: BigInt(usec) }];
  });
}

function formatSpan(usec: bigint): string {
  let rest = usec;
  const parts: string[] = [];
  for (const [name, size] of TIME_UNITS) {
    if (rest >= size) parts.push(`${String(rest / size)}${name}`);
    rest %= size;
  }
  return parts.join(' ') || '0';
}
