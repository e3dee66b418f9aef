import type { TimedOutOperation, UnitLogEvent } from '../../model/log-event.ts';

/** How systemd says that something took too long, by unit type (service_dispatch_timer(), mount_dispatch_timer() … in src/core), v247 to v262. */
const TIMEOUTS: readonly { readonly text: RegExp; readonly operation: TimedOutOperation; readonly state?: string }[] = [
  { text: /^(condition|start-pre|start|start-post) operation timed out\./, operation: 'start' },
  { text: /^\w+ reached runtime time limit\./, operation: 'run' },
  { text: /^(?:Reload operation|Remounting) timed out\./, operation: 'reload', state: 'reload' },
  { text: /^Stopping timed out\./, operation: 'stop', state: 'stop' },
  { text: /^State '([a-z-]+)' timed out\./, operation: 'stop' },
  { text: /^(?:Unmounting|Deactivating|Deactivation process) timed out\./, operation: 'stop' },
  { text: /^(?:Mounting|Starting|Activating|Activation process|Swap process|Mount process) timed out\./, operation: 'start' },
  { text: /^Cleaning timed out\./, operation: 'clean' },
];

/** The operation that a line says took too long. */
export function decodeTimeout(body: string): UnitLogEvent | undefined {
  for (const { text, operation, state } of TIMEOUTS) {
    const match = text.exec(body);
    if (match === null) continue;
    const named = match[1] ?? state;
    return { event: 'timed-out', operation, ...(named === undefined ? {} : { state: named }), text: body };
  }
  return undefined;
}
