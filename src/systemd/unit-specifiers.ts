import { expandSpecifiers } from './unit-file-syntax.ts';
import { isTemplate, parseUnitName, unescapeUnitName } from './unit-name.ts';
import { table } from '../table.ts';

/** Specifiers of the system manager that are the same on every host (systemd.unit(5)); %h, %u and their kin are root's whatever User= says. */
const OF_SYSTEM_MANAGER: Readonly<Record<string, string>> = table({
  C: '/var/cache',
  E: '/etc',
  g: 'root',
  G: '0',
  h: '/root',
  L: '/var/log',
  S: '/var/lib',
  t: '/run',
  T: '/tmp',
  u: 'root',
  U: '0',
  V: '/var/tmp',
});

/** Specifiers that have no value in a template. */
const OF_INSTANCE = /[nNiIjJf]/;

/** Expands all specifiers of a value; undefined when one depends on more than the name and the kind of manager. */
export function expandAllSpecifiers(value: string, unit: string, isSystem: boolean): string | undefined {
  const unknown: string[] = [];
  const expanded = value.replace(/%(.)/gs, (whole, letter: string) => {
    if (letter === '%') return whole;
    const own = isTemplate(unit) && OF_INSTANCE.test(letter) ? undefined : letter === 'f' ? fileOf(unit) : expandSpecifiers(whole, unit);
    const meant = own === undefined || own === whole ? (isSystem ? OF_SYSTEM_MANAGER[letter] : undefined) : own;
    if (meant === undefined) unknown.push(whole);
    // The next pass turns %% into %; text from the unit's name must not be read as specifiers then.
    return meant?.replaceAll('%', '%%') ?? whole;
  });
  return unknown.length === 0 ? expanded.replaceAll('%%', '%') : undefined;
}

/** %f: the instance, or the prefix of a unit without one, unescaped as an absolute path. */
function fileOf(unit: string): string | undefined {
  const parts = parseUnitName(unit);
  if (parts === undefined) return undefined;
  const text = unescapeUnitName(parts.instance === undefined || parts.instance === '' ? parts.prefix : parts.instance);
  return text === undefined || text.startsWith('/') ? text : `/${text}`;
}
