import { RELATIONS } from '../systemd/relations.ts';
import { expandSpecifiers, parseUnitFile, resolveTemplate, splitUnitNames } from '../systemd/unit-file-syntax.ts';
import { suffixOf } from '../systemd/unit-name.ts';
import type { UnitFile } from '../model/fact.ts';
import type { DeclaredEdge } from './edges.ts';
import { impliedEdges } from './implied-edges.ts';
import { table } from '../table.ts';

/** Of the relations only `Triggers` is no setting of the [Unit] section. */
const DEPENDENCY_SETTINGS = RELATIONS.map(({ setting }) => setting).filter((setting) => setting !== 'Triggers');

const TRIGGER_SECTIONS: Readonly<Record<string, string>> = table({ timer: 'Timer', path: 'Path', socket: 'Socket' });

/** What a trigger unit starts unless its file says otherwise: the service of its name, and for an automount the mount (systemd.timer(5) and its kin). */
export function edgesByName(owner: string): readonly DeclaredEdge[] {
  const [, stem, type] = /^(.*)\.(timer|path|socket|automount)$/.exec(owner) ?? [];
  if (stem === undefined || type === undefined) return [];
  return [{ owner, setting: 'Triggers', target: `${stem}.${type === 'automount' ? 'mount' : 'service'}` }];
}

/** The edges that a unit file declares, for units that the manager has not loaded. Templates declare none by themselves. */
export function declaredEdges(file: Pick<UnitFile, 'unit' | 'text'>): readonly DeclaredEdge[] {
  const owner = file.unit;
  if (owner.includes('@.')) return [];
  const assignments = parseUnitFile(file.text);
  const named = assignments.flatMap(({ section, name, value }) => {
    const setting = section === 'Unit' ? DEPENDENCY_SETTINGS.find((one) => one === name) : undefined;
    if (setting === undefined) return [];
    return splitUnitNames(value).map((word) => ({ owner, setting, target: resolveTemplate(expandSpecifiers(word, owner), owner) }));
  });
  const dependencies = [...named, ...impliedEdges(owner, assignments)];
  const section = TRIGGER_SECTIONS[suffixOf(owner)];
  if (section === undefined || !assignments.some((one) => one.section === section)) return dependencies;
  const triggered = assignments.findLast(
    (one) => one.section === section && (one.name === 'Unit' || one.name === 'Service') && one.value !== '',
  )?.value;
  const target = triggered === undefined ? owner.replace(/\.[a-z]+$/, '.service') : expandSpecifiers(triggered, owner);
  return [...dependencies, { owner, setting: 'Triggers', target }];
}
