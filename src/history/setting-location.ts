import { type UnitFileText, lastSettingLine } from '../systemd/unit-file-syntax.ts';
import type { History } from './history.ts';
import { dependencyLine } from './implied-edges.ts';
import { listProperty, textProperty } from '../model/properties.ts';
import type { UnitFile } from '../model/fact.ts';
import { templateOf } from '../systemd/unit-name.ts';
import { namesOf, type UnitRecord } from '../model/unit-record.ts';

/** A place in a unit file; a link has no line. */
export interface Place {
  readonly path: string;
  readonly line?: number;
}

/** The line of these files of `owner`, or the link, that makes `target` a dependency of it by `setting`, such as `Wants`. */
export function whereNamed(
  files: readonly UnitFileText[],
  owner: string,
  setting: string,
  target: string,
  history: History,
): readonly Place[] {
  const names = namesOf(history.unit(target));
  const line = dependencyLine(files, owner, setting, target, names);
  if (line !== undefined) return [{ path: line.path, line: line.line }];
  return history.disk.links
    .filter((link) => link.owner === owner && link.setting === setting && history.canonical(link.unit) === target)
    .map(({ path }) => ({ path }));
}

/** The files that make up a unit, those of its template among them, in the order in which systemd reads them: the main file, then the drop-ins by name. */
export function filesOfUnit(name: string, history: History): readonly UnitFile[] {
  const { files, properties = {} } = history.unit(name);
  const template = templateOf(history.canonical(name));
  const all = [...files, ...(template === undefined ? [] : history.unit(template).files)];
  const dropIns = all.filter(({ path }) => isDropIn(path)).toSorted((a, b) => (baseName(a.path) < baseName(b.path) ? -1 : 1));
  const main = all.find(({ path }) => !isDropIn(path));
  const inOrder = main === undefined ? dropIns : [main, ...dropIns];
  // A drop-in that was read may have been removed since; the manager lists the current ones.
  if (textProperty(properties, 'FragmentPath') !== main?.path || properties['NeedDaemonReload'] === true) return inOrder;
  const known = new Set(listProperty(properties, 'DropInPaths'));
  return inOrder.filter((file) => file === main || known.has(file.path));
}

function isDropIn(path: string): boolean {
  return /\.d\/[^/]+\.conf$/.test(path);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The lines that decide these settings of a unit, in this order, be it in its template; none for defaults. */
export function whereSet({ name }: UnitRecord, history: History, ...settings: readonly string[]): readonly Place[] {
  const files = filesOfUnit(name, history);
  return settings.flatMap((setting) => lastSettingLine(files, setting) ?? []).map(({ path, line }) => ({ path, line }));
}

/** The value of a setting as its unit files have it. */
export function valueSet({ name }: UnitRecord, history: History, setting: string): string | undefined {
  return lastSettingLine(filesOfUnit(name, history), setting)?.value;
}
