import { parseUnitName, unescapeUnitName } from './unit-name.ts';
import { table } from '../table.ts';

/** One assignment of a unit file; `line` counts from 1 and is where the assignment begins. */
export interface Assignment {
  readonly section: string;
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** The part of a unit file or drop-in that matters here; files come in the order in which systemd reads them, the fragment first. */
export interface UnitFileText {
  readonly path: string;
  readonly text: string;
}

/** Where a setting is made. */
export interface SettingLine {
  readonly path: string;
  readonly line: number;
  /** As written, specifiers and all. */
  readonly value: string;
}

/** Settings whose empty assignment empties all of their kind (systemd.timer(5), systemd.socket(5), systemd.path(5)). */
const RESET_TOGETHER: readonly (readonly string[])[] = [
  ['OnActiveSec', 'OnBootSec', 'OnStartupSec', 'OnUnitActiveSec', 'OnUnitInactiveSec', 'OnCalendar'],
  [
    'ListenStream',
    'ListenDatagram',
    'ListenSequentialPacket',
    'ListenFIFO',
    'ListenSpecial',
    'ListenNetlink',
    'ListenMessageQueue',
    'ListenUSBFunction',
  ],
  ['PathExists', 'PathExistsGlob', 'PathChanged', 'PathModified', 'DirectoryNotEmpty'],
];

/** Old spellings that systemd still reads (load-fragment-gperf.gperf.in). */
const OLD_NAMES: Readonly<Record<string, string>> = table({
  BindTo: 'BindsTo',
  RequiresOverridable: 'Requires',
  RequisiteOverridable: 'Requisite',
});

/**
 * Reads a unit file as systemd does (systemd.syntax(7)): comments, also between continued lines, a backslash at the end of a line, blanks round `=`.
 * Lines that are neither a section, an assignment nor a comment are ignored.
 */
export function parseUnitFile(text: string): Assignment[] {
  const found: Assignment[] = [];
  let section = '';
  let pending: { readonly parts: string[]; readonly line: number } | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const stripped = raw.trimStart();
    if (stripped.startsWith('#') || stripped.startsWith(';')) continue;
    const joined: { readonly parts: string[]; readonly line: number } = pending ?? { parts: [], line: index + 1 };
    if (endsInBackslash(raw)) {
      joined.parts.push(raw.slice(0, -1), ' ');
      pending = joined;
      continue;
    }
    joined.parts.push(raw);
    pending = undefined;
    section = take(joined.parts.join(''), joined.line, section, found);
  }
  if (pending !== undefined) take(pending.parts.join(''), pending.line, section, found);
  return found;
}

function take(whole: string, line: number, section: string, found: Assignment[]): string {
  const text = whole.trim();
  if (text.startsWith('[') && text.endsWith(']')) return text.slice(1, -1);
  const equals = text.indexOf('=');
  if (equals > 0) {
    const name = text.slice(0, equals).trimEnd();
    found.push({ section, name: OLD_NAMES[name] ?? name, value: text.slice(equals + 1).trimStart(), line });
  }
  return section;
}

/** A backslash that is itself escaped still continues the line for systemd up to 252 and later alike: an odd number of them does. */
function endsInBackslash(text: string): boolean {
  let backslashes = 0;
  while (text.charAt(text.length - 1 - backslashes) === '\\') backslashes++;
  return backslashes % 2 === 1;
}

/** The units that a dependency setting names: divided by blanks; quotes are no quotes there (seen on 247 and 262), and `\x2d` is part of a name. */
export function splitUnitNames(value: string): string[] {
  return value.split(/\s+/).filter((word) => word !== '');
}

/** A template that is named as a dependency stands for its instance: of the owner's instance, or of the owner's prefix (unit.c, resolve_template). */
export function resolveTemplate(name: string, owner: string): string {
  const parts = parseUnitName(name);
  const its = parseUnitName(owner);
  if (parts?.instance !== '' || its === undefined) return name;
  return `${parts.prefix}@${its.instance ?? its.prefix}.${parts.type}`;
}

/** Expands the specifiers that come from the unit's name (systemd.unit(5)): %n %N %p %P %i %I %j %J %%; others are left as they are. */
export function expandSpecifiers(value: string, unit: string): string {
  const parts = parseUnitName(unit);
  if (parts === undefined) return value;
  const { prefix, instance = '', type } = parts;
  const lastPart = prefix.slice(prefix.lastIndexOf('-') + 1);
  const table: Readonly<Record<string, string>> = {
    n: unit,
    N: unit.slice(0, -type.length - 1),
    p: prefix,
    P: unescapeUnitName(prefix) ?? prefix,
    i: instance,
    I: unescapeUnitName(instance) ?? instance,
    j: lastPart,
    J: unescapeUnitName(lastPart) ?? lastPart,
    '%': '%',
  };
  return value.replace(/%([nNpPiIjJ%])/g, (whole, letter: string) => table[letter] ?? whole);
}

/** All lines of a setting that are in force: those before an empty assignment, in the same file or in a drop-in, are not. */
export function settingLines(files: readonly UnitFileText[], setting: string): SettingLine[] {
  const resets = RESET_TOGETHER.find((group) => group.includes(setting)) ?? [setting];
  let found: SettingLine[] = [];
  for (const { path, text } of files) {
    for (const { section, name, value, line } of parseUnitFile(text)) {
      if (section === 'Install' || !resets.includes(name)) continue;
      if (value === '') found = [];
      else if (name === setting) found.push({ path, line, value });
    }
  }
  return found;
}

/** Whether a boolean setting is true, by the words of parse_boolean() in src/basic/parse-util.c; false where it is not set. */
export function isYes(line: SettingLine | undefined): boolean {
  return /^(?:1|yes|y|true|t|on)$/i.test(line?.value ?? '');
}

/** The line that decides a setting such as Restart=: the last one in force. */
export function lastSettingLine(files: readonly UnitFileText[], setting: string): SettingLine | undefined {
  return settingLines(files, setting).at(-1);
}
