import { TIME_UNITS } from '../../systemd/time-span.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import { endBefore } from '../../history/run-ends/index.ts';
import { usecProperty, instantProperty, textProperty } from '../../model/properties.ts';
import type { StartRecord, UnitRecord } from '../../model/unit-record.ts';
import type { WireValue } from '../../model/observation.ts';
import { ruledOut, type Activation, type Claim, type Verdict } from '../../model/claim.ts';
import type { History } from '../../history/history.ts';
import { wasObserved } from '../jobs/activation.ts';
import { wasActiveAt } from '../jobs/unit-activity.ts';
import { defineMechanism } from './mechanism.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { cameUpLater, firedBefore, triggersOf } from '../jobs/trigger.ts';
import { waitedSince } from '../../history/waited-since.ts';
import { defined } from '../../defined.ts';

/** Slack beyond AccuracySec= and RandomizedDelaySec= for a manager that is busy. */
const SLACK_USEC = 250_000n;

/** The settings by which a timer elapses, as they would be written: the manager does not report which of several it was. */
export function settingOf(record: UnitRecord): string | undefined {
  const monotonic = monotonicTimers(record).map(({ base, usec }) => `${base}=${formatSpan(usec)}`);
  const property = record.properties?.['TimersCalendar'];
  const calendar = (Array.isArray(property) ? (property as readonly WireValue[]) : []).flatMap((row) => {
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

/** Whether it cannot be told that the start did not come by this timer's schedule: of calendars it is not looked at here. */
function mayFit(activation: Activation, record: UnitRecord): boolean {
  const calendars = record.properties?.['TimersCalendar'];
  return record.properties === undefined || (Array.isArray(calendars) && calendars.length > 0) || fitsSchedule(activation, record);
}

/** The time from the event that a setting counts from to the start, in µs. */
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

/** A timer elapsed (timer_enter_running() in src/core/timer.c): it goes to `running`, stamps LastTriggerUSec and queues a start job. */
export const timer = defineMechanism({
  name: 'timer',
  judge: (activation, history) => triggersOf(activation, history, '.timer').map((record) => judgeTimer(activation, record, history)),
});

const WAS_RESTART = 'a timer queues a start, and this was a restart';

function judgeTimer(activation: Activation, record: UnitRecord, history: History): Verdict {
  const from = { kind: 'unit', unit: record.name } as const;
  const setting = settingOf(record);
  const base = defined({ from, setting });
  if (wasObserved(activation, history)) {
    const fired = firedBefore(activation, record, history);
    if (fired === undefined || activation.job?.queued === undefined) return ruledOut(from, `${record.name} did not elapse then`);
    if (isRestart(activation, history)) return ruledOut(from, WAS_RESTART);
    return { ...base, strength: 'stated', evidence: [fired, activation.job.queued] };
  }
  if (isRestart(activation, history)) return ruledOut(from, WAS_RESTART);
  if (activation.jobReused) return ruledOut(from, 'its job had made an earlier start');
  return judgeSnapshot(activation, record, base, history);
}

/** A job of a timer runs at once unless it waits for a unit that it comes after; this is the most that a start may come after the timer's own timestamp, or the begin of such a wait, to be its. */
const AT_ONCE_USEC = 50_000n;
const SOON_USEC = 10_000_000n;

function judgeSnapshot(activation: Activation, record: UnitRecord, base: Pick<Claim, 'from' | 'setting'>, history: History): Verdict {
  const { start, unit } = activation;
  const evidence = start === undefined ? [] : [start.first];
  const startedAt = start?.at ?? activation.at;
  const end = start === undefined ? undefined : endBefore(unit, start);
  const isTooOld = (elapsed: Instant): boolean => {
    if (usecBetween(elapsed, startedAt) <= SOON_USEC) return false;
    const waited = waitedSince(unit, startedAt, history);
    return waited === undefined || usecBetween(elapsed, waited) > SOON_USEC;
  };
  for (const { elapsed, isFirst } of elapsesOf(record, unit, activation.at.bootId)) {
    const delay = usecBetween(elapsed, startedAt);
    if (delay < 0n || isTooOld(elapsed)) continue;
    if (end !== undefined && compareInstants(end.at, elapsed) > 0) {
      // The timestamp of the first elapse does not rule out later ones.
      if (isFirst) continue;
      return ruledOut(base.from, `when ${record.name} elapsed the unit was still up`);
    }
    return {
      ...base,
      strength: delay <= AT_ONCE_USEC ? 'stated' : 'correlated',
      evidence,
      why: `${record.name} last elapsed ${delay > SOON_USEC ? 'before that, and the start waited for a unit that it comes after' : 'right then'}`,
    };
  }
  const last = instantProperty(record.properties ?? {}, 'LastTriggerUSec', activation.at.bootId);
  if (last !== undefined && isTooOld(last)) return ruledOut(base.from, `${record.name} last elapsed before that, and not since`);
  if (wasActiveAt(record, startedAt) === false) return ruledOut(base.from, `${record.name} was not active`);
  if (cameUpLater(activation, record)) return ruledOut(base.from, `${record.name} was started after the job was queued`);
  const others = triggersOf(activation, history, '.timer').filter((other) => other !== record && wasActiveAt(other, startedAt) !== false);
  if (fitsSchedule(activation, record) && !others.some((other) => mayFit(activation, other))) {
    return { ...base, strength: 'correlated', evidence, why: `the time fits ${base.setting ?? 'its schedule'}` };
  }
  return { ...base, strength: 'possible', evidence: [], why: `${record.name} triggers the unit` };
}

/** When the timer is known to have elapsed: its own last stamp, and the one that the unit keeps of the first (sticky, so only its time counts). */
function elapsesOf(
  record: UnitRecord,
  unit: UnitRecord,
  bootId: string | undefined,
): readonly { readonly elapsed: Instant; readonly isFirst: boolean }[] {
  const boot = bootId === undefined ? {} : { bootId };
  const last = instantProperty(record.properties ?? {}, 'LastTriggerUSec', bootId);
  const details = unit.properties?.['ActivationDetails'];
  const pairs = Array.isArray(details) ? details.filter((pair): pair is readonly string[] => Array.isArray(pair)) : [];
  const detail = Object.fromEntries(pairs.map(([key, value]) => [String(key), String(value)]));
  const realtimeUsec =
    textProperty(detail, 'trigger_unit') === record.name ? usecProperty(detail, 'trigger_timer_realtime_usec') : undefined;
  const monotonicUsec = usecProperty(detail, 'trigger_timer_monotonic_usec');
  const first = realtimeUsec === undefined ? [] : [{ realtimeUsec, ...boot, ...defined({ monotonicUsec }) }];
  const isSame = last !== undefined && first[0] !== undefined && compareInstants(last, first[0]) === 0;
  return [
    ...(last === undefined ? [] : [{ elapsed: last, isFirst: false }]),
    ...(isSame ? [] : first.map((elapsed) => ({ elapsed, isFirst: true }))),
  ];
}
