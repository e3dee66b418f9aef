import { isUp, lastActiveState, listProperty } from '../../model/properties.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { KnownError } from '../../errors.ts';
import { endOf } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import { now } from '../../collect/clock.ts';
import { stopUnits } from './systemctl.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import type { Start } from '../../model/timeline.ts';
import type { Live } from '../../session/live/open-live.ts';
import type { CatchRequest } from '../../command-line/commands.ts';
import type { StartLatch } from './start-latch.ts';

/** A start that cancelled the stop is reported within this time; when systemctl says that the job was cancelled, there is one, and it may take longer. */
const CANCELLED_MS = 1_500;
const SURELY_CANCELLED_MS = 6_000;
/** The signals of the stop arrive here at most so much later than at systemctl. */
const LATE_MS = 1_500;
const TICK_MS = 50;

/**
 * Stops the unit, with `--with-triggers` what triggers it before: in this order nothing can start it between two stops. Arms the latch for starts during
 * the stop and after it: a run that the stop ended began before. Gives the units in the order of their stops. Throws KnownError when systemctl
 * fails, unless it was a start that cancelled the stop.
 */
export async function stopUnit(
  { units, history }: Pick<Live, 'units' | 'history'>,
  { scope, withTriggers }: Pick<CatchRequest, 'scope' | 'withTriggers'>,
  latch: StartLatch,
  interrupted: AbortSignal,
): Promise<readonly string[]> {
  const names = [...(withTriggers ? units.flatMap((unit) => activeTriggers(unit, history)) : []), ...units];
  try {
    await stopUnits(names, { scope, signal: interrupted });
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    const patience = /\bcancell?ed\b/.test(error.message) ? SURELY_CANCELLED_MS : CANCELLED_MS;
    if (!(await latch.hasPending(patience))) throw error;
    latch.arm(() => true);
    return names;
  }
  const stoppedAt = now();
  await untilSeenDown(units, history);
  latch.arm((start) => !isOver(start, history, stoppedAt));
  return names;
}

/** Waits until the stop has been signalled; a unit that came up again at once is never seen down, and is not waited for longer than signals take. */
async function untilSeenDown(units: readonly string[], history: History): Promise<void> {
  const deadline = performance.now() + LATE_MS;
  do await pause(TICK_MS);
  while (units.some((unit) => isUnitUp(unit, history)) && performance.now() < deadline);
}

/** Whether the run that a start began was over when the stop was. A run of some ms may have been signalled together with its end: then the unit is down. */
function isOver({ unit, at, invocationId }: Start, history: History, stoppedAt: Instant): boolean {
  if (compareInstants(at, stoppedAt) > 0) return false;
  const record = history.unit(unit);
  const start = record.starts.findLast((one) => one.invocationId === invocationId);
  const end = start === undefined ? undefined : endOf(record, start);
  return end === undefined ? !isUnitUp(unit, history) : compareInstants(end.at, stoppedAt) <= 0;
}

/** The sockets, timers and paths that trigger a unit and are active. */
function activeTriggers(unit: string, history: History): readonly string[] {
  const named = [...listProperty(history.unit(unit).properties ?? {}, 'TriggeredBy'), ...history.edges.namedBy(unit, 'Triggers')];
  return [...new Set(named)].filter((trigger) => isUnitUp(trigger, history));
}

function isUnitUp(unit: string, history: History): boolean {
  return isUp(lastActiveState(history.unit(unit)));
}
