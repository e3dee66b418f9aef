import type { RelationSetting } from '../../systemd/relations.ts';
import { isYes, lastSettingLine, type UnitFileText } from '../../systemd/unit-file-syntax.ts';
import type { History } from '../../history/history.ts';
import { dependencyLine } from '../../history/implied-edges.ts';
import { listProperty } from '../../model/properties.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import { filesOf } from './declarations.ts';

/** A dependency of one unit on another, as it is known now. */
export interface Dependency {
  readonly owner: string;
  readonly setting: RelationSetting;
  readonly target: string;
}

/**
 * Whether a dependency that is known now was in effect when a job was queued, `queued` at the latest, whose effect came at `acted`. What the manager did not report after that was not. A link that was made between the two was
 * not there yet. A file that was changed since may have said something else, and a link that was made later still may replace an older one: then it is not known. Links and drop-ins
 * that are younger are most often new.
 */
export function wasInEffect(dependency: Dependency, queued: Instant, acted: Instant, history: History): 'yes' | 'no' | 'unknown' | 'new' {
  const { owner, target } = dependency;
  const absentUntil = history.edges.absentUntil(owner, dependency.setting, target);
  if (absentUntil !== undefined && compareInstants(absentUntil, queued) >= 0) return 'no';
  const files = filesOf(history, owner);
  const links = linksOf(dependency, history);
  const naming = files.filter((file) => isNamedIn(file, dependency, history));
  const isDeclared = links.length + naming.length > 0;
  // What no file declares follows from other settings of the two.
  const sources = isDeclared ? [...links, ...naming] : [...files, ...filesOf(history, target)];
  const late = sources.filter(({ changedUsec }) => changedUsec !== undefined && BigInt(changedUsec) > queued.realtimeUsec);
  if (late.length === 0 || (isDeclared && late.length < sources.length)) return 'yes';
  const isNew = naming.length === 0 && late.every(({ changedUsec }) => BigInt(changedUsec ?? 0) <= acted.realtimeUsec);
  if (isDeclared && isNew) return 'no';
  return isDeclared && naming.every(({ path }) => DROP_IN.test(path)) ? 'new' : 'unknown';
}

const DROP_IN = /\.d\/[^/]+\.conf$/;

function linksOf({ owner, setting, target }: Dependency, { disk, canonical }: History): History['disk']['links'] {
  return disk.links.filter((link) => link.setting === setting && canonical(link.owner) === owner && canonical(link.unit) === target);
}

function isNamedIn(file: UnitFileText, { owner, setting, target }: Dependency, history: History): boolean {
  const names = listProperty(history.unit(target).properties ?? {}, 'Names');
  return dependencyLine([file], owner, setting, target, names) !== undefined;
}

/**
 * Whether a unit that is started together with another waits until that is up, by After= and Before=; without a word in their files a target waits for what it pulls
 * in (target_add_default_dependencies() in src/core/target.c).
 */
export function isOrderedAfter(unit: string, other: string, history: History): boolean {
  const [its, others] = [history.unit(unit).properties, history.unit(other).properties];
  if (its?.['After'] !== undefined) return listProperty(its, 'After').includes(other);
  if (others?.['Before'] !== undefined) return listProperty(others, 'Before').includes(unit);
  const [files, otherFiles] = [filesOf(history, unit), filesOf(history, other)];
  const isNamed = (by: readonly UnitFileText[], owner: string, setting: string, name: string): boolean =>
    dependencyLine(by, owner, setting, name) !== undefined;
  if (isNamed(files, unit, 'After', other) || isNamed(otherFiles, other, 'Before', unit)) return true;
  const isIndependent = [files, otherFiles].some((some) => {
    const line = lastSettingLine(some, 'DefaultDependencies');
    return line !== undefined && !isYes(line);
  });
  return unit.endsWith('.target') && !isIndependent && !isNamed(otherFiles, other, 'After', unit);
}
