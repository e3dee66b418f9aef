import type { Properties, WireValue } from '../../model/observation.ts';

/** A value as dbus-next decodes it, as JSON can hold it: 64-bit integers as decimal strings, variants unwrapped, byte arrays as numbers. */
export function toWireValue(value: unknown): WireValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      if (value === null) break;
      if (Array.isArray(value)) return value.map(toWireValue);
      if (value instanceof Uint8Array) return Array.from(value);
      if (isVariant(value)) return toWireValue(value.value);
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toWireValue(inner)]));
    default:
  }
  throw new TypeError(`a D-Bus value cannot be ${value === null ? 'null' : typeof value}`);
}

/** The properties of an `a{sv}` whose names are in `kept`; only these are converted. */
export function keptProperties(dictionary: unknown, kept: ReadonlySet<string>): Properties {
  if (typeof dictionary !== 'object' || dictionary === null) throw new TypeError('properties are not a dictionary');
  const properties: Record<string, WireValue> = {};
  for (const [name, value] of Object.entries(dictionary)) {
    if (kept.has(name)) properties[name] = toWireValue(value);
  }
  return properties;
}

// dbus-next's Variant is a class of its own; a dictionary that happens to have these two keys is a plain object.
function isVariant(value: object): value is { readonly signature: string; readonly value: unknown } {
  return Object.getPrototypeOf(value) !== Object.prototype && 'signature' in value && 'value' in value;
}
