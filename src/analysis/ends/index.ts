import type { EndMechanism } from '../../model/mechanism.ts';
import type { EndMechanismRule } from './mechanism.ts';
import { automountIdle } from './automount-idle.ts';
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

/** The rule of every mechanism of ends, in the order of evaluation; what concludes by elimination comes last. A mechanism without a rule does not compile. */
const RULES: { readonly [Name in EndMechanism]: EndMechanismRule<Name> } = {
  shutdown,
  conflicts,
  'stop-propagation': stopPropagation,
  'bound-to-inactive': boundToInactive,
  'stop-when-unneeded': stopWhenUnneeded,
  isolate,
  'manager-kill': managerKill,
  'oom-killer': oomKiller,
  'systemd-oomd': systemdOomd,
  'automount-idle': automountIdle,
  'client-request': clientRequest,
  signal,
  restart,
};

export const END_MECHANISM_RULES: readonly EndMechanismRule[] = Object.values(RULES);
