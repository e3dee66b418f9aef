import { asJobId } from '../systemd/jobs/job-id.ts';
import { isTime, type Instant } from './instant.ts';
import type { Properties, WireValue } from './observation.ts';
import type { UnitRecord } from './unit-record.ts';
import { defined } from '../defined.ts';

/** A string property; absent, empty or of another type gives undefined. */
export function textProperty(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A list of strings; anything else gives an empty list. */
export function listProperty(properties: Properties, name: string): readonly string[] {
  const value = properties[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A number of any width; 64-bit counts come as decimal strings. */
export function countProperty(properties: Properties, name: string): bigint | undefined {
  return asCount(properties[name]);
}

/** A count of µs as systemd stores times: 0 and 2^64-1 mean "never". */
export function usecProperty(properties: Properties, name: string): bigint | undefined {
  const value = asCount(properties[name]);
  return value === undefined || value === 0n || value === 18446744073709551615n ? undefined : value;
}

/** The pair `NAME` (CLOCK_REALTIME) and `NAMEMonotonic` as one instant. */
export function instantProperty(properties: Properties, name: string, bootId: string | undefined): Instant | undefined {
  const realtimeUsec = usecProperty(properties, name);
  if (realtimeUsec === undefined || !isTime(realtimeUsec)) return undefined;
  const monotonicUsec = usecProperty(properties, `${name}Monotonic`);
  return defined({ realtimeUsec, monotonicUsec, bootId });
}

/** The InvocationID property, `ay` on the bus, as 32 hex digits. */
export function invocationIdProperty(properties: Properties): string | undefined {
  const value = properties['InvocationID'];
  if (typeof value === 'string') return /^[0-9a-f]{32}$/.test(value) ? value : undefined;
  if (!Array.isArray(value) || value.length !== 16) return undefined;
  const bytes = value.filter((byte): byte is number => Number.isInteger(byte) && byte >= 0 && byte <= 0xff);
  return bytes.length === 16 ? bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('') : undefined;
}

/** The Job property `(uo)`: the id of the unit's queued job. */
export function jobIdProperty(properties: Properties): number | undefined {
  const value = properties['Job'];
  const id = Array.isArray(value) ? (value as readonly WireValue[])[0] : undefined;
  return asJobId(id);
}

/** A value as a whole number; undefined for what is none, or has more digits than 64 bits need. */
export function asCount(value: WireValue | undefined): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  return undefined;
}

/** Whether an ActiveState is that of a unit that is down (UNIT_IS_INACTIVE_OR_FAILED() in src/core/unit.h). */
export function isDown(activeState: string | undefined): boolean {
  return activeState === 'inactive' || activeState === 'failed';
}

/** Whether an ActiveState is known and is not that of a unit that is down; a unit that is deactivating is still up. */
export function isUp(activeState: string | undefined): boolean {
  return activeState !== undefined && !isDown(activeState);
}

/** The last known ActiveState: from a signal, else from the unit's properties. */
export function lastActiveState({ states, properties = {} }: Pick<UnitRecord, 'states' | 'properties'>): string | undefined {
  return states.at(-1)?.activeState ?? textProperty(properties, 'ActiveState');
}

/** The last known SubState, likewise. */
export function lastSubState({ states, properties = {} }: Pick<UnitRecord, 'states' | 'properties'>): string | undefined {
  return states.at(-1)?.subState ?? textProperty(properties, 'SubState');
}
