import type { Observation, ObservationPayload } from './observation.ts';

/** What was read from the disk of each unit, by keys: what is kept under them goes with the unit. */
export interface DiskKeys {
  /** Something is kept under this key. */
  add(key: string, payload: ObservationPayload): void;
  /** The keys that are not to be kept any more, as far as this observation tells: of transient units that are gone, and of others that have been gone for longest. */
  gone(observation: Observation): readonly string[];
}

/** Units whose files outlast them: they are on the disk, and a unit may come back. So many are kept of those that are not loaded, more than a disk has of them. */
const KEPT_GONE = 10_000;
/** Whether a file is that of a transient unit: the manager writes it, and removes it with the unit. */
export function isTransientFile(path: string): boolean {
  return /^\/run\/(?:user\/\d+\/)?systemd\/transient\//.test(path);
}

/** No keys yet. */
export function createDiskKeys(keptGone = KEPT_GONE): DiskKeys {
  const lasting = new Map<string, Set<string>>();
  const transient = new Map<string, Set<string>>();
  const away = new Set<string>();

  const take = (from: Map<string, Set<string>>, unit: string): readonly string[] => {
    const keys = [...(from.get(unit) ?? [])];
    from.delete(unit);
    return keys;
  };
  const leave = (unit: string): readonly string[] => {
    const keys = [...take(transient, unit)];
    if (lasting.has(unit)) away.add(unit);
    for (const oldest of away) {
      if (away.size <= keptGone) break;
      away.delete(oldest);
      keys.push(...take(lasting, oldest));
    }
    return keys;
  };

  return {
    add(key, payload) {
      const unit = 'unit' in payload ? payload.unit : undefined;
      if (unit === undefined) return;
      const all = 'path' in payload && isTransientFile(payload.path) ? transient : lasting;
      const keys = all.get(unit) ?? new Set();
      all.set(unit, keys.add(key));
    },
    gone({ payload }) {
      if (payload.kind === 'unit-list') {
        // A manager that reloads tells of no unit that it forgets.
        const listed = new Set(payload.units.map(({ unit }) => unit));
        for (const unit of listed) away.delete(unit);
        return [...transient.keys()].filter((unit) => !listed.has(unit)).flatMap(leave);
      }
      if (payload.kind !== 'signal' || (payload.member !== 'UnitNew' && payload.member !== 'UnitRemoved')) return [];
      const [unit] = payload.body;
      if (typeof unit !== 'string') return [];
      if (payload.member === 'UnitRemoved') return leave(unit);
      away.delete(unit);
      return [];
    },
  };
}
