import { checkAccount } from '../../collect/files/checks/account-check.ts';
import { checkPath, checkUnitName } from '../../collect/files/checks/path-check.ts';
import { readUnitFiles, type UnitFileIndex } from '../../collect/files/unit-files.ts';
import type { UnitSearchOptions } from '../../collect/files/unit-search-path.ts';
import { hostNeeds, type HostNeed } from '../../systemd/host-need.ts';
import { interpretersOf } from '../../systemd/interpreter.ts';
import { unitNeeds } from '../../systemd/unit-need.ts';
import type { ObservationSink } from './changed-only.ts';

/**
 * Checks what the settings of units name on the host, each thing once: paths, accounts, interpreters of scripts, other units. It runs nothing, and goes by the
 * unit files on disk: what a session keeps of them may be redacted.
 */
export function checkUnits(units: Iterable<string>, places: UnitSearchOptions, index: UnitFileIndex, sink: ObservationSink): void {
  const { scope } = places;
  const { disk } = index;
  const seen = new Set<string>();
  const once = (key: string, check: () => void): void => {
    if (seen.has(key)) return;
    seen.add(key);
    check();
  };
  const path = (name: string, wanted?: 'directory'): string | undefined => {
    const found = checkPath(name, wanted ?? 'file', disk);
    sink.emit(found);
    return found.interpreter;
  };
  const look = ({ kind, name, root: inner }: HostNeed): void => {
    if (kind === 'user' || kind === 'group') sink.emit(checkAccount(kind, name, disk));
    else if (kind !== 'program') path(name, kind === 'working-directory' ? 'directory' : undefined);
    else {
      const line = path(name);
      for (const interpreter of line === undefined ? [] : interpretersOf(line)) {
        const below = interpreter.startsWith('/') ? `${inner}${interpreter}` : interpreter;
        once(`path ${below}`, () => path(below));
      }
    }
  };
  for (const unit of new Set([...units].map((name) => index.primaryName(name)))) {
    const files = readUnitFiles(unit, { ...places, index });
    for (const need of hostNeeds(files, unit, scope === 'system')) {
      once(`${need.kind === 'user' || need.kind === 'group' ? need.kind : 'path'} ${need.name}`, () => look(need));
    }
    for (const { name } of unitNeeds(files, unit)) once(`unit ${name}`, () => sink.emit(checkUnitName(name, index)));
  }
  if (disk.isExhausted())
    sink.emit({
      source: 'unit-files',
      kind: 'source-status',
      status: 'degraded',
      detail: `there is more below ${disk.shown('/')} than is read`,
    });
}
