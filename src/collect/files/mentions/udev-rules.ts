import { join } from 'node:path';
import type { Disk } from '../../disk/disk.ts';
import { readTextFile } from '../read-file.ts';
import type { UnitSearchOptions } from '../unit-search-path.ts';
import { shown, type Mention } from './mention.ts';

const FOLDERS = ['/etc/udev/rules.d', '/run/udev/rules.d', '/usr/local/lib/udev/rules.d', '/usr/lib/udev/rules.d', '/lib/udev/rules.d'];
const WANTS = { system: /ENV\{SYSTEMD_WANTS\}\s*[+:]?=\s*"([^"]*)"/g, user: /ENV\{SYSTEMD_USER_WANTS\}\s*[+:]?=\s*"([^"]*)"/g } as const;

/** The udev rules that make devices want units (systemd.device(5)); of files of the same name the first one counts, a link to /dev/null takes it away. */
export function udevRules({ scope }: UnitSearchOptions, disk: Disk): readonly Mention[] {
  const seen = new Set<string>();
  return FOLDERS.flatMap((folder) =>
    disk.names(folder).flatMap((name) => {
      if (!name.endsWith('.rules') || seen.has(name)) return [];
      seen.add(name);
      const path = join(folder, name);
      return rulesIn(readTextFile(disk, path)?.text ?? '', disk.shown(path), WANTS[scope]);
    }),
  );
}

function rulesIn(text: string, path: string, wants: RegExp): readonly Mention[] {
  if (!text.includes('WANTS}')) return [];
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*#/.test(line)) return [];
    const words = [...line.matchAll(wants)].flatMap(([, value = '']) => value.split(/\s+/));
    return words.flatMap((word) => {
      const unit = namedBy(word);
      return unit === undefined ? [] : [{ where: 'udev-rule' as const, path, line: index + 1, text: shown(line), unit }];
    });
  });
}

/** A name with udev's substitutions (`$name`, `%k`, udev(7)) is given as the template of the instance that it makes. */
function namedBy(word: string): string | undefined {
  if (!/^[^@$%]+(?:@.*)?\.[a-z]+$/.test(word)) return undefined;
  return /[$%]/.test(word) ? word.replace(/@.*(\.[a-z]+)$/, '@$1') : word;
}
