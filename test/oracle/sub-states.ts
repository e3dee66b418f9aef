/** What a low-level state means, whatever the type of unit (the state translation tables in src/core/service.c, mount.c, …). */
export type StateClass = 'up' | 'going-down' | 'down' | 'failed' | 'auto-restart' | 'other';

/** The class of a state of a unit, as the manager's "Changed A -> B" names it. */
export function stateClass(state: string): StateClass {
  if (state === 'failed' || state.startsWith('failed-')) return 'failed';
  if (state === 'dead' || state.startsWith('dead-')) return 'down';
  if (state.startsWith('auto-restart')) return 'auto-restart';
  if (/^(stop|final|unmounting|deactivating)/.test(state)) return 'going-down';
  if (/^(condition|start|mounting|activating|running|exited|active|mounted|plugged|tentative|waiting|listening|elapsed)/.test(state))
    return 'up';
  if (/^(reload|remounting|refresh|abandoned|deferred)/.test(state)) return 'up';
  return 'other';
}
