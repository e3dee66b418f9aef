import { SourceError } from '../../errors.ts';
import { unitPath } from '../../systemd/bus-path.ts';
import type { Instant } from '../../model/instant.ts';
import { KEPT_PROPERTIES, KEPT_MANAGER_PROPERTIES } from '../../systemd/kept-properties.ts';
import { unitTypeOf } from '../../systemd/unit-name.ts';
import type { BusCall, BusReply } from './connection.ts';
import { MANAGER_INTERFACE, MANAGER_NAME, MANAGER_PATH, PROPERTIES_INTERFACE } from './manager-signals.ts';
import type { JobListPayload, Properties, UnitListPayload } from '../../model/observation.ts';
import { keptProperties } from './wire-value.ts';

export type UnitRow = UnitListPayload['units'][number];
export type JobRow = JobListPayload['jobs'][number];

/** Makes one call; rejects with a SourceError when there is no reply. */
type CallBus = (call: BusCall) => Promise<BusReply>;

/** The manager refused the call; other calls may still succeed. */
export class RefusedCallError extends SourceError {}

const NO_SUCH_UNIT: ReadonlySet<string> = new Set([
  'org.freedesktop.systemd1.NoSuchUnit',
  'org.freedesktop.systemd1.LoadFailed',
  'org.freedesktop.DBus.Error.UnknownObject',
  'org.freedesktop.DBus.Error.FileNotFound',
  'org.freedesktop.DBus.Error.InvalidArgs',
]);

/** Calls Subscribe; returns the time from which on no signal is missed. */
export async function subscribe(call: CallBus): Promise<Instant> {
  const reply = await call(managerCall('Subscribe'));
  if (!reply.ok && reply.error !== 'org.freedesktop.systemd1.AlreadySubscribed') throw refused('Subscribe', reply);
  return reply.at;
}

/** ListJobs. */
export async function listJobs(call: CallBus): Promise<readonly JobRow[]> {
  return rows(await bodyOf(call, managerCall('ListJobs'))).map(([id, unit, type, state]) => ({
    id: Number(id),
    unit: String(unit),
    type: String(type),
    state: String(state),
  }));
}

/** ListUnits: all units in memory. */
export async function listUnits(call: CallBus): Promise<readonly UnitRow[]> {
  return rows(await bodyOf(call, managerCall('ListUnits'))).map(([unit, , loadState, activeState, subState]) => ({
    unit: String(unit),
    loadState: String(loadState),
    activeState: String(activeState),
    subState: String(subState),
  }));
}

/** The Manager's properties, trimmed. */
export async function managerProperties(call: CallBus): Promise<Properties> {
  const [properties] = await bodyOf(call, getAll(MANAGER_PATH, MANAGER_INTERFACE));
  return keptProperties(properties, KEPT_MANAGER_PROPERTIES);
}

/**
 * The properties of a loaded unit and of its type, merged and trimmed; undefined when it is not loaded.
 * Asks GetUnit first: reading the properties of an unloaded unit would load it, and so make events.
 */
export async function unitProperties(call: CallBus, unit: string): Promise<Properties | undefined> {
  const found = await call({ ...managerCall('GetUnit'), signature: 's', body: [unit] });
  if (!found.ok && NO_SUCH_UNIT.has(found.error)) return undefined;
  if (!found.ok) throw refused('GetUnit', found);
  const path = typeof found.body[0] === 'string' ? found.body[0] : unitPath(unit);
  const type = unitTypeOf(unit);
  const interfaces = ['Unit', ...(type === undefined ? [] : [type.charAt(0).toUpperCase() + type.slice(1)])];
  const replies = await Promise.all(interfaces.map((name) => call(getAll(path, `${MANAGER_NAME}.${name}`))));
  const merged: Record<string, Properties[string]> = {};
  for (const reply of replies) {
    if (!reply.ok && NO_SUCH_UNIT.has(reply.error)) return undefined;
    if (!reply.ok) throw refused('GetAll', reply);
    Object.assign(merged, keptProperties(reply.body[0], KEPT_PROPERTIES));
  }
  return merged;
}

function managerCall(member: string): BusCall {
  return { destination: MANAGER_NAME, path: MANAGER_PATH, interface: MANAGER_INTERFACE, member };
}

function getAll(path: string, iface: string): BusCall {
  return { destination: MANAGER_NAME, path, interface: PROPERTIES_INTERFACE, member: 'GetAll', signature: 's', body: [iface] };
}

async function bodyOf(call: CallBus, request: BusCall): Promise<readonly unknown[]> {
  const reply = await call(request);
  if (!reply.ok) throw refused(request.member, reply);
  return reply.body;
}

function rows(body: readonly unknown[]): readonly (readonly unknown[])[] {
  return Array.isArray(body[0]) ? body[0].filter((row): row is unknown[] => Array.isArray(row)) : [];
}

function refused(member: string, { error, text }: { readonly error: string; readonly text: string }): RefusedCallError {
  const denied = /AccessDenied|AuthFailed|InteractiveAuthorizationRequired/.test(error);
  return new RefusedCallError(
    `the manager refused ${member} (${text})`,
    denied ? 'run it as root, or as the user whose manager it is' : undefined,
  );
}
