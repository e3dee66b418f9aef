import { KnownError } from '../errors.ts';
import type { History } from '../facts/history.ts';
import { listProperty, textProperty } from '../facts/properties.ts';
import { stopUnits } from '../sources/systemctl.ts';
import type { Live } from './live.ts';
import type { CatchRequest } from './request.ts';

/** A start that cancels the stop is known of within this time. */
const CANCELLED_MS = 1_500;

/**
 * Stops the unit, with `--with-triggers` what triggers it before: in this order nothing can start it between two stops. Gives the units in the order of
 * their stops; ends early when `until` is aborted. Throws KnownError when systemctl fails, unless it was a start that cancelled the stop.
 */
export async function stopForCatch(
  { units, history }: Pick<Live, 'units' | 'history'>,
  { scope, withTriggers }: Pick<CatchRequest, 'scope' | 'withTriggers'>,
  until: AbortSignal,
): Promise<readonly string[]> {
  const names = [...(withTriggers ? units.flatMap((unit) => activeTriggers(unit, history)) : []), ...units];
  try {
    await stopUnits(names, { scope, signal: until });
  } catch (error) {
    if (!(error instanceof KnownError) || !(await aborts(until, CANCELLED_MS))) throw error;
  }
  return names;
}

/** The sockets, timers and paths that trigger a unit and are active. */
function activeTriggers(unit: string, history: History): readonly string[] {
  const named = [...listProperty(history.unit(unit).properties ?? {}, 'TriggeredBy'), ...history.edges.namedBy(unit, 'Triggers')];
  return [...new Set(named)].filter((trigger) => {
    const { states, properties } = history.unit(trigger);
    const state = states.at(-1)?.activeState ?? textProperty(properties ?? {}, 'ActiveState');
    return state !== undefined && state !== 'inactive' && state !== 'failed';
  });
}

async function aborts(signal: AbortSignal, withinMs: number): Promise<boolean> {
  if (signal.aborted) return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), withinMs);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      { once: true },
    );
  });
}
