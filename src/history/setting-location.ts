import { findDependencyLine, type UnitFileText } from '../systemd/unit-file-syntax.ts';
import type { History } from './history.ts';
import { listProperty } from '../model/properties.ts';

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
  const names = listProperty(history.unit(target).properties ?? {}, 'Names');
  const line = findDependencyLine(files, owner, setting, target, names);
  if (line !== undefined) return [{ path: line.path, line: line.line }];
  return history.disk.links
    .filter((link) => link.owner === owner && link.setting === setting && history.canonical(link.unit) === target)
    .map(({ path }) => ({ path }));
}
