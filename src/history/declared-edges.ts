import type { RelationSetting } from '../systemd/relations.ts';
import { expandSpecifiers, parseUnitFile, resolveTemplate, splitUnitNames } from '../systemd/unit-file-syntax.ts';
import type { FileRead } from '../model/fact.ts';

/** One edge that a unit file declares. */
export interface DeclaredEdge {
  readonly owner: string;
  readonly setting: RelationSetting;
  readonly target: string;
}

const DEPENDENCY_SETTINGS: Readonly<Record<string, RelationSetting>> = {
  Requires: 'Requires',
  Requisite: 'Requisite',
  Wants: 'Wants',
  BindsTo: 'BindsTo',
  PartOf: 'PartOf',
  Conflicts: 'Conflicts',
  Upholds: 'Upholds',
  OnFailure: 'OnFailure',
  OnSuccess: 'OnSuccess',
  PropagatesStopTo: 'PropagatesStopTo',
};

const TRIGGER_SECTIONS: Readonly<Record<string, string>> = { timer: 'Timer', path: 'Path', socket: 'Socket' };

/** What a trigger unit starts unless its file says otherwise: the service of its name, and for an automount the mount (systemd.timer(5) and its kin). */
export function edgesByName(owner: string): readonly DeclaredEdge[] {
  const [, stem, type] = /^(.*)\.(timer|path|socket|automount)$/.exec(owner) ?? [];
  if (stem === undefined || type === undefined) return [];
  return [{ owner, setting: 'Triggers', target: `${stem}.${type === 'automount' ? 'mount' : 'service'}` }];
}

/** The edges that a unit file declares, for what the manager does not tell because it has not loaded the unit. Templates declare none by themselves. */
export function declaredEdges(file: FileRead): readonly DeclaredEdge[] {
  const owner = file.unit;
  if (owner.includes('@.')) return [];
  const assignments = parseUnitFile(file.text);
  const dependencies = assignments.flatMap(({ section, name, value }) => {
    const setting = section === 'Unit' ? DEPENDENCY_SETTINGS[name] : undefined;
    if (setting === undefined) return [];
    return splitUnitNames(value).map((word) => ({ owner, setting, target: resolveTemplate(expandSpecifiers(word, owner), owner) }));
  });
  const type = owner.slice(owner.lastIndexOf('.') + 1);
  const section = TRIGGER_SECTIONS[type];
  if (section === undefined || !assignments.some((one) => one.section === section)) return dependencies;
  const named = assignments.findLast(
    (one) => one.section === section && (one.name === 'Unit' || one.name === 'Service') && one.value !== '',
  )?.value;
  const target = named === undefined ? owner.replace(/\.[a-z]+$/, '.service') : expandSpecifiers(named, owner);
  return [...dependencies, { owner, setting: 'Triggers', target }];
}
