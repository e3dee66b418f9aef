import { lastActiveState, textProperty } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';
import { declarationsOf } from '../jobs/declarations.ts';
import type { Starter } from './index.ts';
import { defined } from '../../defined.ts';

/** The last active state of a unit that the manager reported. */
export function activeStateOf(unit: string, history: History): string | undefined {
  return lastActiveState(history.unit(unit));
}

/** Whether the manager was queried; then a unit that it did not report is not loaded. */
export function wasManagerQueried(history: History): boolean {
  return history.statuses.get('system-bus')?.status === 'ok';
}

/** `masked`, `not-found` or the like of a unit that cannot run; undefined for one that can, and where nothing is known. */
export function unusable(unit: string, history: History): string | undefined {
  const { properties, files } = history.unit(unit);
  const loadState = textProperty(properties ?? {}, 'LoadState');
  if (loadState !== undefined) return loadState === 'loaded' ? undefined : loadState;
  // A mask is a unit file without text.
  return files[0]?.text === '' && !files[0].path.includes('.d/') ? 'masked' : undefined;
}

/** In words: the active state, or that the manager has not loaded it; undefined where the manager was not queried. */
export function stateWords(unit: string, history: History): string | undefined {
  return unusable(unit, history) ?? activeStateOf(unit, history) ?? (wasManagerQueried(history) ? 'not loaded' : undefined);
}

/** A unit that starts another by a setting, in its own file or in that of the other, with the state that it is in unless `told` holds something else. */
export function unitStarter(
  owner: string,
  unit: string,
  setting: string | undefined,
  told: Pick<Starter, 'mechanism' | 'armed' | 'detail' | 'nextAt'> & Partial<Pick<Starter, 'remedy'>>,
  history: History,
): Starter {
  const from = { kind: 'unit', unit: owner } as const;
  const declaredIn = declarationsOf(history, from, unit, setting);
  return defined({ from, detail: stateWords(owner, history), declaredIn, remedy: [], ...told });
}

/** The command that stops a unit of this manager. */
export function stopCommand(unit: string, history: History): string {
  return `systemctl ${history.host()?.manager === 'user' ? '--user ' : ''}stop ${unit}`;
}
