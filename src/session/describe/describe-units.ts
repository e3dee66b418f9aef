import { busNamesOf } from '../../history/bus-names.ts';
import { declaredEdges } from '../../history/declared-edges.ts';
import type { History } from '../../history/history.ts';
import type { MentionPayload, UnitFilePayload } from '../../model/observation.ts';
import { findMentions, type MentionDepth } from '../../collect/files/mentions/index.ts';
import { declaredAliases, findAliases } from '../../collect/files/unit-aliases.ts';
import { findDependencyLinks, indexUnitFiles, readUnitFiles } from '../../collect/files/unit-files.ts';
import type { UnitSearchOptions } from '../../collect/files/unit-search-path.ts';
import { OTHER_RELATIONS, PULL_IN_RELATIONS, RESTART_RELATIONS } from '../../systemd/relations.ts';
import { ACTION_OF_TARGET } from '../../systemd/emergency-actions.ts';
import { actionsFor } from '../../analysis/suspects/emergency.ts';
import { unitsOf } from '../../history/instances.ts';
import { parseUnitName, templateOf } from '../../systemd/unit-name.ts';
import { checkUnits } from './check-units.ts';
import type { ManagerQueries } from './manager-access.ts';
import type { ObservationSink } from './changed-only.ts';
import type { Session } from '../session.ts';

/** The parts of a session that describing needs. */
export type Describing = Pick<Session, 'history' | 'ok'> & { readonly stream: ObservationSink };

/** Maximum number of units that are described: a unit that half of the host needs would describe them all. */
const MAX_UNITS = 400;

/**
 * Asks the manager and the disk about units and about everything that can start them, transitively upwards. Units that are not loaded are not asked about,
 * because asking would load them; for those the files must do.
 */
export async function describeUpwards(
  units: readonly string[],
  session: Describing,
  bus: Pick<ManagerQueries, 'unitProperties'> | undefined,
  places: UnitSearchOptions | undefined,
  depth: MentionDepth = 'bus-names',
): Promise<ReadonlySet<string>> {
  const { history } = session;
  const disk = places === undefined ? undefined : openDisk(places, session, depth);
  const seen = new Set<string>();
  const climb = async (from: readonly string[]): Promise<void> => {
    for (let next = from; next.length > 0 && seen.size < MAX_UNITS;) {
      const fresh = [...new Set(next)].filter((unit) => !seen.has(unit));
      for (const unit of fresh) seen.add(unit);
      await Promise.all(fresh.map(async (unit) => bus?.unitProperties(unit)));
      for (const unit of fresh) for (const name of [unit, ...namesakesOf(unit)]) disk?.read(name);
      next = fresh.flatMap((unit) => startersOf(history.canonical(unit), history)).filter((unit) => !seen.has(unit));
    }
  };
  await climb(units);
  const mentioning = disk?.readMentions(
    units,
    [...seen].some((unit) => ACTION_OF_TARGET[unit] !== undefined),
  );
  // A unit whose command starts or stops one of them has triggers, too.
  const theirs = (mentioning ?? []).flatMap((unit) => [unit, ...namesakesOf(unit)]);
  await Promise.all(theirs.map(async (unit) => bus?.unitProperties(unit)));
  for (const unit of theirs) disk?.read(unit);
  // Those files name more units that can start them, and these have triggers of their own.
  await climb([...seen].flatMap((unit) => startersOf(history.canonical(unit), history)));
  // A unit that runs a script that starts one of them can start it, too, and has starters of its own.
  for (let owners = disk?.readElsewhere(seen) ?? []; owners.length > 0; owners = disk?.readElsewhere(seen) ?? []) await climb(owners);
  // Whether dbus-daemon is there, which logs for whom it has a service started.
  if (bus !== undefined && [...seen].some((unit) => busNamesOf(unit, history).length > 0)) await bus.unitProperties('dbus.service');
  // The unit that a socket triggers matters for the socket; and units that are PartOf= a unit, and the like, go down with it.
  const behind = units
    .map(history.canonical)
    .flatMap((unit) => [
      ...history.edges.targetsOf(unit, 'Triggers'),
      ...history.edges.namedBy(unit, 'PartOf'),
      ...history.edges.namedBy(unit, 'Requisite'),
      ...history.edges.targetsOf(unit, 'PropagatesStopTo'),
    ]);
  await Promise.all(behind.filter((unit) => !seen.has(unit)).map(async (unit) => bus?.unitProperties(unit)));
  for (const unit of behind) disk?.read(unit);
  disk?.check([...units, ...behind]);
  return seen;
}

/** Adds all unit files and links on disk, and the properties of loaded units; a unit that is not loaded is not asked for, because that would load it. */
export async function describeAllUnits(
  { stream, ok }: Describing,
  manager: ManagerQueries,
  places: UnitSearchOptions,
): Promise<ReadonlySet<string>> {
  const options = { ...places, index: indexUnitFiles(places) };
  for (const alias of findAliases(options.index)) stream.emit(alias);
  for (const link of findDependencyLinks(options)) stream.emit(link);
  const loaded = ((await manager.units()) ?? []).map(({ unit }) => unit);
  const names = new Set([...options.index.names(), ...loaded]);
  for (const unit of names) for (const file of readUnitFiles(unit, options)) stream.emit(file);
  for (const mention of findMentions(places, options.index, 'bus-names')) stream.emit(mention);
  ok('unit-files');
  await Promise.all(loaded.map(async (unit) => manager.unitProperties(unit)));
  checkUnits(names, places, options.index, stream);
  return names;
}

/** The units that can make `unit` start, one hop away. */
export function startersOf(unit: string, history: History): readonly string[] {
  const socket = /^([^@]+)@\d+-.*\.service$/.exec(unit)?.[1];
  return [
    ...(socket === undefined ? [] : [`${socket}.socket`]),
    // A template runs as its instances only.
    ...unitsOf(unit, history).filter((other) => other !== unit),
    ...PULL_IN_RELATIONS.flatMap(({ setting }) => history.edges.namedBy(unit, setting)),
    ...actionsFor(unit, history).flatMap(({ from }) => (from.kind === 'unit' ? [from.unit] : [])),
    ...OTHER_RELATIONS.filter(({ setting }) => setting !== 'Conflicts').flatMap(({ setting }) => history.edges.namedBy(unit, setting)),
    ...RESTART_RELATIONS.filter(({ setting }) => setting !== 'Requisite').flatMap(({ setting }) => history.edges.targetsOf(unit, setting)),
  ].filter((other) => !other.endsWith('.slice'));
}

const EMERGENCY_SETTING = /^(FailureAction|SuccessAction|StartLimitAction)=/m;

/** The trigger units that mean a service by its name alone, without naming it (systemd.timer(5), systemd.socket(5), systemd.path(5)). */
function namesakesOf(unit: string): readonly string[] {
  const stem = /^(.*)\.service$/.exec(unit)?.[1];
  if (stem !== undefined) return ['timer', 'socket', 'path'].map((type) => `${stem}.${type}`);
  return unit.endsWith('.mount') ? [unit.replace(/mount$/, 'automount')] : [];
}

/** How a file can name a unit: an instance also by its template, with an instance that systemd fills in. */
function writtenAs(unit: string): readonly string[] {
  const parts = parseUnitName(unit);
  if (parts === undefined) return [];
  return parts.instance === undefined ? [unit] : [unit, `${parts.prefix}@`];
}

interface Disk {
  read(unit: string): void;
  /** Files of other units that name one of these, and the names of those: a unit that is not loaded now may have pulled it in then. With `emergency`, also those that act on shutdown targets. */
  readMentions(units: readonly string[], emergency: boolean): readonly string[];
  /** The lines outside of the unit files that name one of these, each once; gives the units that run them. */
  readElsewhere(units: ReadonlySet<string>): readonly string[];
  /** Looks for what the settings of these name on the host. */
  check(units: readonly string[]): void;
}

function openDisk(places: UnitSearchOptions, { stream, ok, history }: Describing, depth: MentionDepth): Disk {
  const options = { ...places, index: indexUnitFiles(places) };
  const read = new Set<string>();
  let elsewhere: Set<MentionPayload> | undefined;
  const emit = (unit: string): void => {
    if (read.has(unit)) return;
    read.add(unit);
    for (const file of readUnitFiles(unit, options)) {
      stream.emit(file);
      for (const alias of declaredAliases(file, options.index)) stream.emit(alias);
    }
  };
  for (const alias of findAliases(options.index)) stream.emit(alias);
  for (const link of findDependencyLinks(options)) stream.emit(link);
  ok('unit-files');
  /** A file also names a unit by an alias, by specifiers, and by a path below a mount. */
  const declaresOneOf = (file: UnitFilePayload, wanted: ReadonlySet<string>): boolean =>
    declaredEdges(file).some(({ target }) => wanted.has(history.canonical(target)));
  return {
    read: emit,
    readMentions(units, emergency) {
      const names = units.flatMap(writtenAs);
      const wanted = new Set(units.map(history.canonical));
      const mentioning: string[] = [];
      for (const unit of options.index.names()) {
        if (read.has(unit)) continue;
        const files = readUnitFiles(unit, options);
        const isMention = files.some((file) => names.some((name) => file.text.includes(name)) || declaresOneOf(file, wanted));
        if (!isMention && !(emergency && files.some(({ text }) => EMERGENCY_SETTING.test(text)))) continue;
        read.add(unit);
        for (const file of files) stream.emit(file);
        if (isMention) mentioning.push(unit);
      }
      return mentioning;
    },
    readElsewhere(units) {
      const names = new Set([...units].flatMap((unit) => [history.canonical(unit), templateOf(unit) ?? []].flat()));
      elsewhere ??= new Set(findMentions(places, options.index, depth));
      const own = [...elsewhere].filter(({ unit }) => names.has(unit));
      for (const mention of own) {
        elsewhere.delete(mention);
        stream.emit(mention);
      }
      return own.flatMap(({ owner }) => owner ?? []);
    },
    check: (units) => {
      checkUnits(units, places, options.index, stream);
    },
  };
}
