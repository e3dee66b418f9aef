import type { EndMechanismRule } from './mechanism.ts';
import { boundToInactive } from './bound-to-inactive.ts';
import { clientRequest } from './client-request.ts';
import { conflicts } from './conflicts.ts';
import { isolate } from './isolate.ts';
import { managerKill } from './manager-kill.ts';
import { oomKiller, systemdOomd } from './out-of-memory.ts';
import { restart } from './restart.ts';
import { shutdown } from './shutdown.ts';
import { signal } from './signal.ts';
import { stopPropagation } from './stop-propagation.ts';
import { stopWhenUnneeded } from './stop-when-unneeded.ts';

/** Every mechanism of ends, in the order in which they are asked; what concludes by elimination comes last. */
export const END_MECHANISM_RULES: readonly EndMechanismRule[] = [
  shutdown,
  conflicts,
  stopPropagation,
  boundToInactive,
  stopWhenUnneeded,
  isolate,
  managerKill,
  oomKiller,
  systemdOomd,
  clientRequest,
  signal,
  restart,
];
