import { RELATIONS, type RelationSetting } from '../systemd/relations.ts';
import type { Properties } from '../model/observation.ts';
import type { Instant } from '../model/instant.ts';
import { listProperty } from '../model/properties.ts';

/** Which unit names which in which setting, from the manager and the unit files. */
export interface Edges {
  /** Replaces the dependencies of a unit with those that the manager reports now. */
  describe(unit: string, properties: Properties, at: Instant): void;
  /** When the manager last reported of `owner` that it did not name `target` in that setting, where it did later. */
  absentUntil(owner: string, setting: RelationSetting, target: string): Instant | undefined;
  /** Adds an edge that a file or link on disk declares. */
  declare(owner: string, setting: RelationSetting, target: string): void;
  /** Drops the dependencies of a unit that the manager reported; those declared in files stay. */
  forget(unit: string): void;
  /** Drops those that its files declared, which are gone, too. */
  undeclare(unit: string): void;
  /** The units that name `target` in these settings, one setting after the other. */
  namedBy(target: string, ...settings: readonly RelationSetting[]): readonly string[];
  /** The units that `owner` names in these settings. */
  targetsOf(owner: string, ...settings: readonly RelationSetting[]): readonly string[];
}

/** An empty graph. */
export function createEdges(): Edges {
  const forward = new Map<string, ReadonlySet<string>>();
  const reverse = new Map<string, Set<string>>();
  const mirrored = new Map<string, readonly string[]>();
  const declared = new Map<string, Set<string>>();
  const reported = new Map<string, Instant>();
  const absent = new Map<string, Instant>();
  const key = (unit: string, setting: RelationSetting): string => `${setting} ${unit}`;

  /** What a unit names by one source; what the other one names, too, stays. */
  const withdraw = (
    unit: string,
    setting: RelationSetting,
    from: Map<string, ReadonlySet<string>>,
    other: ReadonlyMap<string, ReadonlySet<string>>,
  ): void => {
    const its = key(unit, setting);
    for (const target of from.get(its) ?? []) {
      const owners = reverse.get(key(target, setting));
      if (other.get(its)?.has(target) !== true) owners?.delete(unit);
      if (owners?.size === 0) reverse.delete(key(target, setting));
    }
    from.delete(its);
  };

  return {
    describe(unit, properties, at) {
      const before = reported.get(unit);
      reported.set(unit, at);
      for (const relation of RELATIONS) {
        const { setting } = relation;
        const listed = properties[setting] === undefined ? undefined : unitsOf(properties, setting);
        // A unit's properties are read again and again, and are mostly the same.
        if (listed !== undefined && !isSame(listed, forward.get(key(unit, setting)))) {
          const targets = new Set(listed);
          const known = forward.get(key(unit, setting));
          if (known !== undefined && before !== undefined)
            for (const target of targets) if (!known.has(target)) absent.set(`${key(unit, setting)} ${target}`, before);
          for (const target of [...(forward.get(key(unit, setting)) ?? []), ...(declared.get(key(unit, setting)) ?? [])]) {
            if (!targets.has(target)) reverse.get(key(target, setting))?.delete(unit);
          }
          forward.set(key(unit, setting), targets);
          for (const target of targets) addTo(reverse, key(target, setting), unit);
        }
        if (properties[relation.reverse] !== undefined) mirrored.set(key(unit, setting), unitsOf(properties, relation.reverse));
      }
    },
    declare(owner, setting, target) {
      addTo(declared, key(owner, setting), target);
      if (!forward.has(key(owner, setting))) addTo(reverse, key(target, setting), owner);
    },
    forget(unit) {
      for (const { setting } of RELATIONS) {
        const its = key(unit, setting);
        for (const target of forward.get(its) ?? []) absent.delete(`${its} ${target}`);
        withdraw(unit, setting, forward, declared);
        mirrored.delete(its);
      }
      reported.delete(unit);
    },
    undeclare(unit) {
      for (const { setting } of RELATIONS) withdraw(unit, setting, declared, forward);
    },
    absentUntil: (owner, setting, target) => absent.get(`${key(owner, setting)} ${target}`),
    namedBy: (target, ...settings) =>
      settings
        .map((setting) => key(target, setting))
        .flatMap((its) => [...new Set([...(mirrored.get(its) ?? []), ...(reverse.get(its) ?? [])])]),
    targetsOf: (owner, ...settings) =>
      settings.map((setting) => key(owner, setting)).flatMap((its) => [...(forward.get(its) ?? declared.get(its) ?? [])]),
  };
}

/** Whether a list and a set have the same members in the same order. */
function isSame(list: readonly string[], set: ReadonlySet<string> | undefined): boolean {
  if (set?.size !== list.length) return false;
  let index = 0;
  for (const member of set) if (member !== list[index++]) return false;
  return true;
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

/** One edge that a unit file declares. */
export interface DeclaredEdge {
  readonly owner: string;
  readonly setting: RelationSetting;
  readonly target: string;
}

/** The units that a property lists; an empty name is none. */
function unitsOf(properties: Properties, name: string): readonly string[] {
  return listProperty(properties, name).filter((unit) => unit !== '');
}
