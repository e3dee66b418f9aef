import { KEPT_PROPERTIES, KEPT_MANAGER_PROPERTIES } from '../../systemd/kept-properties.ts';
import type { BusSignal } from './connection.ts';
import type { SignalPayload, WireValue } from '../../model/observation.ts';
import { keptProperties, toWireValue } from './wire-value.ts';
import { isRecord } from '../../model/instant.ts';

export const MANAGER_NAME = 'org.freedesktop.systemd1';
export const MANAGER_PATH = '/org/freedesktop/systemd1';
export const MANAGER_INTERFACE = 'org.freedesktop.systemd1.Manager';
export const PROPERTIES_INTERFACE = 'org.freedesktop.DBus.Properties';

/** The match rules for all that signalPayload() keeps; `sender` is checked again on arrival, because anyone may send a signal to us alone. */
export const MANAGER_MATCH_RULES: readonly string[] = [
  `type='signal',sender='${MANAGER_NAME}',path='${MANAGER_PATH}',interface='${MANAGER_INTERFACE}'`,
  `type='signal',sender='${MANAGER_NAME}',path_namespace='${MANAGER_PATH}',interface='${PROPERTIES_INTERFACE}',member='PropertiesChanged'`,
];

const KEPT_MEMBERS: ReadonlySet<string> = new Set(['JobNew', 'JobRemoved', 'UnitNew', 'UnitRemoved', 'Reloading', 'StartupFinished']);
const UNINTERESTING: ReadonlySet<string> = new Set();

/**
 * The signal as an observation, or undefined for a signal that is not recorded: other members of the Manager, and
 * PropertiesChanged without any of the kept properties. All properties of a job are kept.
 */
export function signalPayload(signal: Omit<BusSignal, 'at'>): SignalPayload | undefined {
  const body = signal.interface === PROPERTIES_INTERFACE ? changedProperties(signal) : managerSignal(signal);
  const { path, interface: iface, member } = signal;
  return body && { source: 'system-bus', kind: 'signal', path, interface: iface, member, body };
}

function managerSignal({ path, interface: iface, member, body }: Omit<BusSignal, 'at'>): readonly WireValue[] | undefined {
  return path === MANAGER_PATH && iface === MANAGER_INTERFACE && KEPT_MEMBERS.has(member) ? body.map(toWireValue) : undefined;
}

function changedProperties({ path, member, body }: Omit<BusSignal, 'at'>): readonly WireValue[] | undefined {
  const [iface, changed, invalidated] = body;
  if (member !== 'PropertiesChanged' || typeof iface !== 'string' || !isRecord(changed) || !Array.isArray(invalidated)) return undefined;
  const kept = keptOf(path, changed, invalidated);
  const properties = keptProperties(changed, kept);
  const names = invalidated.filter((name): name is string => typeof name === 'string' && kept.has(name));
  return Object.keys(properties).length + names.length === 0 ? undefined : [iface, properties, names];
}

function keptOf(path: string, changed: unknown, invalidated: readonly unknown[]): ReadonlySet<string> {
  if (path.startsWith(`${MANAGER_PATH}/unit/`)) return KEPT_PROPERTIES;
  if (path === MANAGER_PATH) return KEPT_MANAGER_PROPERTIES;
  if (!path.startsWith(`${MANAGER_PATH}/job/`)) return UNINTERESTING;
  return new Set([...Object.keys(changed ?? {}), ...invalidated.map(String)]);
}
