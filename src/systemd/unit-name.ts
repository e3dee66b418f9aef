/** The types of units, as the suffixes of their names say. */
const UNIT_TYPES = ['service', 'socket', 'target', 'device', 'mount', 'automount', 'swap', 'timer', 'path', 'slice', 'scope'] as const;

type UnitType = (typeof UNIT_TYPES)[number];

/** The unit name made of what a person typed. `escaped`: characters had to be written as `\xHH`, of which systemctl warns. */
type CompletedUnitName =
  { readonly ok: true; readonly name: string; readonly escaped: boolean } | { readonly ok: false; readonly reason: string };

/** A unit name taken apart: `foo@bar.service` is prefix `foo`, instance `bar`; a template has the empty instance. */
interface UnitNameParts {
  readonly prefix: string;
  readonly instance?: string;
  readonly type: UnitType;
}

const NAME_MAX = 255;
const VALID_CHARS = /^[A-Za-z0-9:_.\\@-]*$/;

/** What stands behind the last dot of a name, be it a type or not. */
export function suffixOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** The type by the suffix of a name; undefined for an unknown suffix. */
export function unitTypeOf(name: string): UnitType | undefined {
  const suffix = suffixOf(name);
  return name.includes('.') ? UNIT_TYPES.find((type) => type === suffix) : undefined;
}

/** Takes a valid name apart; undefined when systemd would not take it as one (unit_name_is_valid(), basic/unit-name.c). */
export function parseUnitName(name: string): UnitNameParts | undefined {
  const type = unitTypeOf(name);
  if (type === undefined || name.length > NAME_MAX) return undefined;
  const stem = name.slice(0, name.lastIndexOf('.'));
  const at = stem.indexOf('@');
  if (stem === '' || at === 0 || !VALID_CHARS.test(stem)) return undefined;
  return at === -1 ? { prefix: stem, type } : { prefix: stem.slice(0, at), instance: stem.slice(at + 1), type };
}

/** Whether the name is that of a template, e.g. `foo@.service`: it has instances, and never runs itself. */
export function isTemplate(name: string): boolean {
  return parseUnitName(name)?.instance === '';
}

/** The template of an instance, e.g. `foo@.service` of `foo@bar.service`; undefined for all other names. */
export function templateOf(name: string): string | undefined {
  const parts = parseUnitName(name);
  return parts?.instance ? `${parts.prefix}@.${parts.type}` : undefined;
}

/** The instance of a template that has the same instance name as `unit`: `bar@a.service` of `bar@.service` for `foo@a.service`. */
export function asInstanceOf(template: string, unit: string): string {
  return template.replace('@.', `@${parseUnitName(unit)?.instance ?? ''}.`);
}

/**
 * The unit that systemctl would mean by `text`: `.service` is added to a bare name, `/dev/…` and `/sys/…` are devices, other absolute paths are
 * mounts, and what a name cannot hold is escaped. Patterns are refused. (unit_name_mangle_with_suffix(), basic/unit-name.c)
 */
export function completeUnitName(text: string): CompletedUnitName {
  if (text === '') return { ok: false, reason: 'a unit name cannot be empty' };
  if (parseUnitName(text) !== undefined) return { ok: true, name: text, escaped: false };
  if (/[*?[]/.test(text)) return { ok: false, reason: `"${text}" is a pattern; name the units one by one` };
  if (text.startsWith('/')) return completePath(text);
  const escaped = text.replaceAll('/', '-').replace(/[^A-Za-z0-9:_.\\@-]/gu, escapeBytes);
  const name = unitTypeOf(escaped) === undefined ? `${escaped}.service` : escaped;
  return checked(text, name, escaped !== text);
}

/** Writes text so that it can be a part of a unit name: `/` becomes `-`, all else that is special `\xHH` (systemd-escape). */
export function escapeUnitName(text: string): string {
  return text
    .replace(/[^A-Za-z0-9:_./]/gu, escapeBytes)
    .replace(/^\./, escapeBytes)
    .replaceAll('/', '-');
}

/** Undoes escapeUnitName(); undefined when an escape is broken (systemd-escape --unescape). */
export function unescapeUnitName(escaped: string): string | undefined {
  const bytes: number[] = [];
  for (let i = 0; i < escaped.length; i += 1) {
    const char = escaped.charAt(i);
    if (char !== '\\') {
      bytes.push(...new TextEncoder().encode(char === '-' ? '/' : char));
      continue;
    }
    const hex = /^\\x([0-9a-fA-F]{2})/.exec(escaped.slice(i, i + 4))?.[1];
    if (hex === undefined || hex === '00') return undefined;
    bytes.push(Number.parseInt(hex, 16));
    i += 3;
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

/** Writes an absolute path as part of a unit name: `/mnt/x` is `mnt-x`, `/` is `-` (systemd-escape --path); undefined for a path with `..`. */
export function escapePath(path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return undefined;
  return parts.length === 0 ? '-' : escapeUnitName(parts.join('/'));
}

/** Undoes escapePath(). */
export function unescapePath(escaped: string): string | undefined {
  return escaped === '-' ? '/' : unescapeUnitName(escaped)?.replace(/^/, '/');
}

function completePath(path: string): CompletedUnitName {
  const escaped = escapePath(path);
  if (escaped === undefined) return { ok: false, reason: `"${path}" goes up with ".."; write the path without it` };
  return checked(path, `${escaped}.${/^\/+(dev|sys)\/+[^/]/.test(path) ? 'device' : 'mount'}`, false);
}

function checked(text: string, name: string, escaped: boolean): CompletedUnitName {
  if (name.length > NAME_MAX) return { ok: false, reason: `"${text}" is longer than the ${NAME_MAX} characters that a unit name can have` };
  if (parseUnitName(name) === undefined) return { ok: false, reason: `"${text}" is not a unit name` };
  return { ok: true, name, escaped };
}

function escapeBytes(char: string): string {
  return Array.from(new TextEncoder().encode(char), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Whether `unit` is the requested unit, or an instance of the requested template. */
export function isOf(unit: string, requested: string): boolean {
  return unit === requested || (isTemplate(requested) && instancePattern(requested).test(unit));
}

function instancePattern(template: string): RegExp {
  const [prefix = '', type = ''] = template.split(/(?<=@)(?=\.[a-z]+$)/);
  return new RegExp(`^${prefix.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}.+\\${type}$`, 's');
}
