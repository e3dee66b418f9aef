import { TIME_UNITS } from '../../systemd/time-span.ts';
import { compareInstants, usecBetween, type Instant } from '../../model/instant.ts';
import { endBefore } from '../../history/run-ends/index.ts';
import { usecProperty, instantProperty, textProperty } from '../../model/properties.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import type { WireValue } from '../../model/observation.ts';
import { ruledOut, type Activation, type Claim, type Verdict } from '../../model/claim.ts';
import type { History } from '../../history/history.ts';
import { wasObserved } from '../jobs/activation.ts';
import { wasActiveAt } from '../jobs/unit-activity.ts';
import { defineMechanism } from './mechanism.ts';
import { clientInLogs } from '../clients/logs.ts';
import { wasEditedSince } from '../restart/edited-since.ts';
import { monotonicTimers, scheduleFit, type Fit } from '../timers/timer-schedule.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { cameUpLater, firedBefore, triggersOf } from '../jobs/trigger.ts';
import { waitedSince } from '../../history/waited-since.ts';
import { defined } from '../../defined.ts';

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
  // What was read before the start does not tell of an elapse since.
  const isRecent = record.describedAt === undefined || compareInstants(record.describedAt, startedAt) >= 0;
  if (last !== undefined && isRecent && isTooOld(last))
    return ruledOut(base.from, `${record.name} last elapsed before that, and not since`);
  if (wasActiveAt(record, startedAt) === false) return ruledOut(base.from, `${record.name} was not active`);
  if (cameUpLater(activation, record)) return ruledOut(base.from, `${record.name} was started after the job was queued`);
  const fit = fitOf(activation, record, history);
  if (fit === 'never') return ruledOut(base.from, `the schedule of ${record.name} has nothing then`);
  const others = triggersOf(activation, history, '.timer').filter((other) => other !== record && wasActiveAt(other, startedAt) !== false);
  if (fit === 'fits' && others.every((other) => fitOf(activation, other, history) === 'never') && !isLogged(activation, history)) {
    return { ...base, strength: 'correlated', evidence, why: `the time fits ${base.setting ?? 'its schedule'}` };
  }
  return { ...base, strength: 'possible', evidence: [], why: `${record.name} triggers the unit` };
}

/** Whether the timer's schedule as it is known now had the start come then; of a timer that was changed since nothing is known. */
function fitOf(activation: Activation, record: UnitRecord, history: History): Fit {
  const at = activation.start?.at ?? activation.at;
  if (wasEditedSince(record.name, at, history)) return 'unknown';
  return scheduleFit(activation, record, waitedSince(activation.unit, at, history));
}

/** Whether a program logged that it asked for the unit. */
function isLogged(activation: Activation, history: History): boolean {
  return clientInLogs(activation, history) !== undefined;
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
