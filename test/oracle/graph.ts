/**
 * Who names whom, and when: what the manager itself told of its units' dependencies at given moments. A story's runner takes a snapshot after its
 * first daemon-reload, after each later one, and where units come up that were made meanwhile (transient ones, instances of a template).
 */
export interface Snapshot {
  /** When it was taken, µs since 1970. */
  readonly at: number;
  readonly units: ReadonlyMap<string, GraphUnit>;
}

export interface GraphUnit {
  readonly id: string;
  readonly names: readonly string[];
  /** By property, as Wants or ConsistsOf. */
  readonly dependencies: ReadonlyMap<DependencyProperty, ReadonlySet<string>>;
  readonly ignoresIsolate: boolean;
}

export const DEPENDENCY_PROPERTIES = [
  ...['Requires', 'Requisite', 'Wants', 'BindsTo', 'Upholds', 'PartOf', 'Conflicts', 'ConflictedBy'],
  ...['PropagatesStopTo', 'PropagatesReloadTo', 'OnFailure', 'OnSuccess', 'Triggers', 'After'],
] as const satisfies readonly DependencyProperty[];

export type DependencyProperty =
  | 'Requires'
  | 'Requisite'
  | 'Wants'
  | 'BindsTo'
  | 'Upholds'
  | 'PartOf'
  | 'Conflicts'
  | 'ConflictedBy'
  | 'PropagatesStopTo'
  | 'PropagatesReloadTo'
  | 'OnFailure'
  | 'OnSuccess'
  | 'Triggers'
  | 'After';

/**
 * The command that tells a snapshot. `*` means what is loaded; units that are not (after a daemon-reload nothing that is down need be) are loaded by
 * naming them, so a story names all of its own; how a manager ends is named here.
 */
export function snapshotCommand(units: readonly string[]): readonly string[] {
  const ways = ['exit', 'halt', 'kexec', 'poweroff', 'reboot', 'soft-reboot'];
  const special = [...ways, 'ctrl-alt-del', 'default', 'emergency', 'rescue', 'shutdown'].map((name) => `${name}.target`);
  special.push(...ways.map((name) => `systemd-${name}.service`));
  return [
    'systemctl',
    'show',
    '--all',
    '-p',
    ['Id', 'Names', 'IgnoreOnIsolate', ...DEPENDENCY_PROPERTIES].join(','),
    ...special,
    ...units,
    '*',
  ];
}

/** Reads what `snapshotCommand` printed. */
export function readSnapshot(text: string, at: number): Snapshot {
  const units = new Map<string, GraphUnit>();
  for (const block of text.split(/\n\n+/)) {
    const properties = new Map(
      block.split('\n').flatMap((line) => {
        const equals = line.indexOf('=');
        return equals < 0 ? [] : [[line.slice(0, equals), line.slice(equals + 1)] as const];
      }),
    );
    const id = properties.get('Id');
    if (id === undefined || id === '') continue;
    const words = (name: string): readonly string[] => (properties.get(name) ?? '').split(' ').filter((word) => word !== '');
    units.set(id, {
      id,
      names: words('Names'),
      dependencies: new Map(DEPENDENCY_PROPERTIES.map((name) => [name, new Set(words(name))])),
      ignoresIsolate: properties.get('IgnoreOnIsolate') === 'yes',
    });
  }
  return { at, units };
}

/** The dependencies at the moments of a log. */
export class Graph {
  /** Snapshots by configuration: each "Reloading" begins another one. */
  readonly #generations: readonly (readonly Snapshot[])[];
  readonly #reloads: readonly number[];

  constructor(snapshots: readonly Snapshot[], reloads: readonly number[]) {
    this.#reloads = reloads.toSorted((a, b) => a - b);
    const generations: Snapshot[][] = Array.from({ length: reloads.length + 1 }, () => []);
    for (const snapshot of snapshots) generations[this.#generation(snapshot.at)]?.push(snapshot);
    this.#generations = generations;
  }

  /** What is known of a unit's dependencies at this moment; undefined when no snapshot of that configuration, nor an earlier one, has the unit. */
  unit(id: string, at: number): readonly GraphUnit[] | undefined {
    for (let index = this.#generation(at); index >= 0; index -= 1) {
      const found = this.#generations[index]?.flatMap(({ units }) => units.get(id) ?? []) ?? [];
      if (found.length > 0) return found;
    }
    return undefined;
  }

  knows(id: string, at: number): boolean {
    return this.unit(id, at) !== undefined;
  }

  /** Whether a unit has the other in this property. */
  has(id: string, property: DependencyProperty, other: string, at: number): boolean {
    return this.unit(id, at)?.some(({ dependencies }) => dependencies.get(property)?.has(other) === true) === true;
  }

  /** The primary name of a unit that may be given by an alias. */
  idOf(name: string, at: number): string {
    for (let index = this.#generation(at); index >= 0; index -= 1)
      for (const { units } of this.#generations[index] ?? []) {
        if (units.has(name)) return name;
        for (const { id, names } of units.values()) if (names.includes(name)) return id;
      }
    return name;
  }

  /** All units that are known of this configuration. */
  ids(at: number): ReadonlySet<string> {
    return new Set(
      this.#generations.slice(0, this.#generation(at) + 1).flatMap((snapshots) => snapshots.flatMap(({ units }) => [...units.keys()])),
    );
  }

  #generation(at: number): number {
    let count = 0;
    for (const reload of this.#reloads) if (reload <= at) count += 1;
    return count;
  }
}
