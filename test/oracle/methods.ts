import type { BusMessage } from './decode.ts';
import type { TrueJobType } from './truth.ts';

const RESTARTS: readonly TrueJobType[] = ['restart', 'reload-or-start'];
const TRIES: readonly TrueJobType[] = ['try-restart', 'try-reload'];
const ANY = undefined;

/** The methods that lead to bus_unit_queue_job_one() or manager_add_jobs(), and the types of jobs that each can ask for (src/core/dbus-manager.c, dbus-unit.c). */
const OF_MANAGER: Readonly<Record<string, readonly TrueJobType[] | undefined>> = {
  StartUnit: ['start'],
  StartUnitWithFlags: ['start'],
  StartUnitReplace: ['start'],
  StopUnit: ['stop'],
  ReloadUnit: ['reload'],
  RestartUnit: ['restart'],
  TryRestartUnit: ['try-restart'],
  ReloadOrRestartUnit: RESTARTS,
  ReloadOrTryRestartUnit: TRIES,
  EnqueueUnitJob: ANY,
  EnqueueUnitJobMany: ANY,
  EnqueueMarkedJobs: ANY,
  StartTransientUnit: ['start'],
  StartAuxiliaryScope: ['start'],
};

const OF_UNIT: Readonly<Record<string, readonly TrueJobType[] | undefined>> = {
  Start: ['start'],
  Stop: ['stop'],
  Reload: ['reload'],
  Restart: ['restart'],
  TryRestart: ['try-restart'],
  ReloadOrRestart: RESTARTS,
  ReloadOrTryRestart: TRIES,
  EnqueueJob: ANY,
};

const UNIT_PATH = '/org/freedesktop/systemd1/unit/';

/** Whether a call asks for jobs at all. */
export function asksForJobs({ interface: iface, member }: BusMessage): boolean {
  return member in (tableOf(iface) ?? {});
}

/** Whether a call can have led to a job of this type for this unit; `names` are all names of the unit. */
export function canAskFor(call: BusMessage, type: TrueJobType, names: readonly string[]): boolean {
  if (!asksForJobs(call)) return false;
  const types = tableOf(call.interface)?.[call.member];
  if (types !== undefined && !types.includes(type)) return false;
  if (!call.interface.endsWith('.Unit')) return true;
  const label = call.path.startsWith(UNIT_PATH) ? call.path.slice(UNIT_PATH.length) : undefined;
  // An object may be named by an invocation id, too: then the path does not tell the unit.
  return label !== undefined && (/^(?:_3\d|[0-9a-f])[0-9a-f_]{31,}$/.test(label) || names.some((name) => label === escapeLabel(name)));
}

/** Whether a call may lead to several transactions, or one of several anchors. */
export function asksForMany({ member }: BusMessage): boolean {
  return member === 'EnqueueMarkedJobs' || member === 'EnqueueUnitJobMany';
}

function tableOf(iface: string): Readonly<Record<string, readonly TrueJobType[] | undefined>> | undefined {
  if (iface === 'org.freedesktop.systemd1.Manager') return OF_MANAGER;
  return iface === 'org.freedesktop.systemd1.Unit' ? OF_UNIT : undefined;
}

/** bus_label_escape() of src/basic/bus-label.c. */
function escapeLabel(name: string): string {
  const bytes = [...new TextEncoder().encode(name)];
  return bytes
    .map((byte, index) => {
      const char = String.fromCharCode(byte);
      return (index === 0 ? /[A-Za-z]/ : /[A-Za-z0-9]/).test(char) ? char : `_${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
