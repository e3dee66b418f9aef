import { join } from 'node:path';
import { expandSpecifiers, parseUnitFile } from '../../../systemd/unit-file-syntax.ts';
import { readTextFile } from '../read-file.ts';
import { readUnitFiles, type UnitFileIndex } from '../unit-files.ts';
import type { UnitSearchOptions } from '../unit-search-path.ts';
import { shown, startLines, type Mention } from './mention.ts';
import { startCommandsOf } from '../../../systemd/client-commands.ts';

/** Folders of scripts that a unit runs without naming them. */
const HOOKS: readonly (readonly [folder: string, owner: string])[] = [
  ['/etc/logrotate.d', 'logrotate.service'],
  ['/etc/NetworkManager/dispatcher.d', 'NetworkManager-dispatcher.service'],
  ['/etc/network/if-up.d', 'networking.service'],
  ['/usr/lib/systemd/system-sleep', 'systemd-suspend.service'],
];
const MAX_SCRIPTS = 500;
/** Units name the scripts. */
const NAMED = { isNamed: true };
const EXEC = /^Exec(?:Condition|StartPre|Start|StartPost|Reload|Stop|StopPost)$/;

/** The lines of other units' commands, and of the scripts that these run, that ask to start units. */
export function scriptMentions(places: UnitSearchOptions, index: UnitFileIndex): readonly Mention[] {
  const { scope } = places;
  const { disk } = index;
  const read = new Set<string>();
  const found: Mention[] = [];
  const scan = (path: string, owner: string, where: Mention['where'] = 'script'): void => {
    const key = `${owner} ${path}`;
    if (read.has(key) || read.size >= MAX_SCRIPTS) return;
    read.add(key);
    found.push(...startLines(readTextFile(disk, path, NAMED)?.text ?? '', scope, where, disk.shown(path), owner));
  };
  for (const owner of index.names()) {
    if (!/\.(?:service|socket|mount|swap)$/.test(owner)) continue;
    for (const { path, text } of readUnitFiles(owner, { ...places, index })) {
      for (const { name, value, line } of parseUnitFile(text)) {
        if (!EXEC.test(name)) continue;
        const command = expandSpecifiers(value, owner);
        const units = startCommandsOf(command.replace(/^[-@:+!|]+/, ''))
          .filter(({ manager }) => manager === scope)
          .flatMap((one) => one.units);
        found.push(...units.map((unit) => ({ where: 'script' as const, path, line, text: shown(`${name}=${value}`), unit, owner })));
        for (const script of scriptsIn(command)) scan(script, owner);
      }
    }
  }
  if (scope === 'user') return found;
  for (const [folder, owner] of HOOKS) for (const name of disk.names(folder)) scan(join(folder, name), owner);
  for (const name of disk.names('/etc/init.d')) {
    const owner = `${name}.service`;
    if (index.find(owner) !== undefined) scan(join('/etc/init.d', name), owner, 'sysv');
  }
  return found;
}

/** The program, and the absolute paths among its first arguments: an interpreter's script. */
function scriptsIn(command: string): readonly string[] {
  const [program = '', ...others] = command.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
  return [program.replace(/^[-@:+!|]+/, ''), ...others.slice(0, 3)].filter(
    (word) => /^\/[\w./@+-]+$/.test(word) && !/^\/(?:dev|proc|sys|run)\//.test(word),
  );
}
