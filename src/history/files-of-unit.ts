import type { FileRead } from '../model/fact.ts';
import type { History } from './history.ts';
import { listProperty, textProperty } from '../model/properties.ts';
import { templateOf } from '../systemd/unit-name.ts';

/** The files that make up a unit, those of its template among them, in the order in which systemd reads them: the main file, then the drop-ins by name. */
export function filesOfUnit(name: string, history: History): readonly FileRead[] {
  const { files, properties = {} } = history.unit(name);
  const template = templateOf(history.canonical(name));
  const all = [...files, ...(template === undefined ? [] : history.unit(template).files)];
  const dropIns = all.filter(({ path }) => isDropIn(path)).toSorted((a, b) => (baseName(a.path) < baseName(b.path) ? -1 : 1));
  const main = all.find(({ path }) => !isDropIn(path));
  const inOrder = main === undefined ? dropIns : [main, ...dropIns];
  // A drop-in that is gone by now was read before; the manager says which there are.
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
