import type { Instant } from '../../../model/instant.ts';
import type { SignalPayload, WireValue } from '../../../model/observation.ts';
import { unitOfPath } from '../../../systemd/bus-path.ts';
import { createBudget } from '../../budget.ts';

interface Signal {
  readonly payload: SignalPayload;
  readonly at: Instant;
}

/** What of the manager's signals is passed on. */
export interface SignalBudget {
  /** The signals to pass on now, in their order: none, this one, or before it one that was kept back. */
  take(signal: Signal): readonly Signal[];
  /** Signals may have been missed: nothing is known to be a repetition. */
  clear(): void;
}

const KIBI = 1024;
/** What any user can bring about by asking for the properties of units that are not loaded: 2,000 starts at once bring about less. */
const IDLE = { atOnce: 16 * 1024 * KIBI, perMinute: 256 * KIBI };
const MAX_KEPT_BACK = 10_000;

/**
 * Whoever asks about a unit has the manager load it, announce it, repeat the state of all that it names, and forget it: some 7 KiB, as often as somebody likes. Such signals have a budget. When it is spent, repetitions
 * are left out, and a new unit is kept back until something happens to it; if nothing does before it is gone, neither is told.
 */
export function createSignalBudget(onLeftOut: (at: Instant) => void, clock?: () => number): SignalBudget {
  const budget = createBudget(IDLE.atOnce, IDLE.perMinute, clock);
  /** By path and interface: the values that were announced last. */
  const known = new Map<string, Map<string, string>>();
  /** Units that were announced, which is kept back. */
  const keptBack = new Map<string, Signal>();

  const isRepetition = ({ path, member, body }: SignalPayload): boolean => {
    const [iface, changed, invalidated] = body;
    if (member !== 'PropertiesChanged' || unitOfPath(path) === undefined || typeof iface !== 'string' || !isProperties(changed))
      return false;
    const key = `${path} ${iface}`;
    const values = known.get(key) ?? new Map<string, string>();
    known.set(key, values);
    let isSame = Array.isArray(invalidated) && invalidated.length === 0;
    for (const [name, value] of Object.entries(changed)) {
      const text = JSON.stringify(value);
      if (values.get(name) !== text) isSame = false;
      values.set(name, text);
    }
    return isSame;
  };

  /** Something happens to a unit, so it is kept back no longer. */
  const release = (unit: WireValue | undefined): readonly Signal[] => {
    const first = typeof unit === 'string' ? keptBack.get(unit) : undefined;
    if (typeof unit === 'string') keptBack.delete(unit);
    return first === undefined ? [] : [first];
  };

  const forget = (path: WireValue | undefined): void => {
    if (typeof path === 'string') for (const iface of [UNIT_INTERFACE, typeInterface(path)]) known.delete(`${path} ${iface}`);
  };

  return {
    take(signal) {
      const { payload, at } = signal;
      const [first, second, third] = payload.body;
      switch (payload.member) {
        case 'UnitNew':
          if (typeof first !== 'string' || budget.spend(2 * sizeOf(payload))) return [signal];
          keptBack.set(first, signal);
          return keptBack.size > MAX_KEPT_BACK ? release(keptBack.keys().next().value) : [];
        case 'UnitRemoved':
          forget(second);
          if (typeof first !== 'string' || !keptBack.delete(first)) return [signal];
          onLeftOut(at);
          return [];
        case 'JobNew':
          return [...release(third), signal];
        case 'PropertiesChanged':
          if (!isRepetition(payload) || budget.spend(sizeOf(payload))) return [...release(unitOfPath(payload.path)), signal];
          onLeftOut(at);
          return [];
        default:
          return [signal];
      }
    },
    clear: () => known.clear(),
  };
}

const UNIT_INTERFACE = 'org.freedesktop.systemd1.Unit';

/** The interface of a unit's type, from the end of its path: `…/cron_2eservice`. */
function typeInterface(path: string): string {
  const type = /_2e([a-z]+)$/.exec(path)?.[1] ?? '';
  return `org.freedesktop.systemd1.${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

function isProperties(value: WireValue | undefined): value is Readonly<Record<string, WireValue>> {
  return typeof value === 'object' && !Array.isArray(value);
}

/** About the number of bytes that it takes in a recording. */
function sizeOf(payload: SignalPayload): number {
  return 250 + payload.path.length + JSON.stringify(payload.body).length;
}
