import { unitOfPath, unitPath } from '../../systemd/bus-path.ts';
import { escapeUnitName, parseUnitName, unescapeUnitName } from '../../systemd/unit-name.ts';
import { isIpv4, isIpv6, isMac, isMarkAddress } from './address.ts';
import { isCommonUser, isMark, type Marks } from './pseudonyms.ts';
import { isOwnWord, isPlace, isProgramName } from './vocabulary.ts';

/** How a text is read: what is known of it beyond the words that stay everywhere. */
export interface Reading {
  readonly marks: Marks;
  /** Whether a name, whole or without `.service`, is that of a unit. */
  readonly isUnit: (name: string) => boolean;
  /** Whether the path is that of a mount point or a device whose unit is known: it stands in the unit's name. */
  readonly isUnitsPath: (path: string) => boolean;
  /** systemd or this program wrote it: its numbers and times stay. */
  readonly isOwn: boolean;
  /** It names units: a word that has the form of such a name stays, known or not. */
  readonly hasNames: boolean;
}

/** What stands between blanks, quotes, brackets and the signs that join what belongs to nobody; each is found once, so that long text takes no longer than it must. */
const CHUNK = /[^\s"'`()<>{}[\]=,;|&!?*#^$]+/gu;
/** What stands before a word that is none's value. */
const BOUND = /[\s'"`(|!]/;
/** Signs within such a chunk. */
const INNER = /[:@+~%\\/]/;
/** As addresses and fingerprints are written. */
const GROUPS = /^[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){3,}$/i;
/** Mount points lie no deeper. */
const MAX_DEPTH = 16;
const HOME = /^(?:home|Users)$/;
const SCHEME =
  /^(?:https?|ftps?|sftp|ssh|file|unix|tcp|udp|tls|ws|wss|amqps?|mongodb|mysql|postgres(?:ql)?|rediss?|smb|nfs|ldaps?|man|s3|git):\/\//;
const EXTENSION =
  /\.(?:conf|service|sh|py|pl|rb|js|mjs|jar|rules|d|log|pid|sock|socket|txt|json|ya?ml|toml|ini|cfg|so|service\.d|wants|requires|upholds)$/;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\w)/g;
const TIME =
  /^(?:\d{1,7}(?:\.\d{1,6})?(?:us|ms|s|sec|min|h|d|w|B|K|M|G|T|%)?|\d{4}-\d\d-\d\d|\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?|0x[0-9a-f]{1,4})$/;
/** Words before a number that say what it is. */
const COUNTED = /^(?:proc|user|pid|ppid|uid|gid|euid|egid|auid|ses|session|argc|port|status|signal|code|exit|exit_code|line|job)$/i;
/** Words before the name of a user. */
const NAMED = /^(?:user|unix-user|acct|ruser|logname)$/i;
const TERMINAL = /^(?:pts\/\d{1,4}|tty(?:S|USB|AMA)?\d{1,3}|c\d{1,4})$/;

/** As what anybody wrote is read. */
export function strictly(reading: Reading): Reading {
  return reading.isOwn || reading.hasNames ? { ...reading, isOwn: false, hasNames: false } : reading;
}

/** Keeps what is known in running text, and replaces every other word by its mark: names, addresses, numbers, whatever it is. */
export function redactText(text: string, reading: Reading): string {
  let previous = '';
  let end = 0;
  return text.replace(CHUNK, (chunk, offset: number) => {
    const isNear = offset - end <= 3;
    end = offset + chunk.length;
    const isWord = offset === 0 || BOUND.test(text.charAt(offset - 1));
    const told = redactChunk(chunk, isNear ? previous : '', isWord ? reading : strictly(reading));
    previous = chunk;
    return told;
  });
}

/** The name of a unit with the addresses of a connection and the homes in it replaced; it stays a name of the same type and template. What is none is text. */
export function redactUnitName(name: string, reading: Reading): string {
  if (parseUnitName(name) === undefined) {
    const isShort = reading.isUnit(name) && parseUnitName(`${name}.service`) !== undefined;
    return isShort ? redactUnitName(`${name}.service`, reading).slice(0, -'.service'.length) : redactText(name, reading);
  }
  const { marks } = reading;
  let changed = name.replace(IPV4, (address) => marks.address(address));
  const [, before = '', local = '', localPort = '', remote = '', remotePort = '', type = ''] =
    /^(.*@\d+(?:-\d+)?-)(.*:.*):(\d+)-(.*:.*):(\d+)(\.[a-z]+)$/.exec(changed) ?? [];
  if (type !== '') changed = `${before}${marks.address(local)}:${localPort}-${marks.address(remote)}:${remotePort}${type}`;
  if (!/^(?:home|var-home)-/.test(changed)) return changed;
  return changed.replace(/^((?:var-)?home-)([^-]+?)(?=-|\.[a-z]+$)/, (_, head: string, escaped: string) => {
    return head + escapeUnitName(marks.user(unescapeUnitName(escaped) ?? escaped)).replaceAll('-', '\\x2d');
  });
}

/** An object path of the bus; that of a unit holds the unit's name. */
export function redactBusPath(path: string, reading: Reading): string {
  const unit = unitOfPath(path);
  if (unit === undefined || parseUnitName(unit) === undefined) return redactPath(path, reading);
  const changed = redactUnitName(unit, reading);
  return changed === unit ? path : unitPath(changed);
}

/** A word that must be a word of systemd's, an id, a number or a place in a list; what is none is replaced. */
export function redactWord(word: string, reading: Reading): string {
  return word === '' || /^:\d{1,6}\.\d{1,9}$/.test(word) ? word : redactCore(word, '', { ...reading, isOwn: true });
}

/** The signs around a chunk stand for nobody; its core does. */
function redactChunk(chunk: string, previous: string, reading: Reading): string {
  if (/^:\d{1,3}\.\d{1,6}$/.test(chunk)) return chunk;
  let end = chunk.length;
  while (end > 0 && '.:…+-~%@\\'.includes(chunk.charAt(end - 1))) end -= 1;
  const whole = chunk.slice(0, end);
  if (whole === '') return chunk;
  const rest = chunk.slice(end);
  if (isIpv6(whole)) return reading.marks.address(whole) + rest;
  if (whole.startsWith('-.') && parseUnitName(whole) !== undefined) return chunk;
  const lead = /^[-+:.@~%\\]*/.exec(whole)?.[0] ?? '';
  return lead + redactCore(whole.slice(lead.length), previous, reading) + rest;
}

function redactCore(core: string, previous: string, reading: Reading): string {
  const kept = keptOrKnown(core, previous, reading);
  if (kept !== undefined) return kept;
  if (SCHEME.test(core)) return redactUrl(core, reading);
  if (core.startsWith('/org/freedesktop/systemd1/unit/')) return redactBusPath(core, reading);
  if (core.includes('/')) return redactPath(core, reading);
  return INNER.test(core) ? redactParts(core, reading) : reading.marks.value(core);
}

/** What stays as it is, and what has a mark of a kind of its own; undefined for all else. */
function keptOrKnown(core: string, previous: string, reading: Reading): string | undefined {
  const { marks } = reading;
  if (core === '' || isMark(core) || TERMINAL.test(core)) return core;
  if (/^\d+$/.test(core) && (core.length <= 3 || (core.length <= 10 && COUNTED.test(previous)))) return core;
  if (isOwnWord(core)) return core;
  if (NAMED.test(previous) && /^[A-Za-z_][\w.-]*$/.test(core)) return marks.user(core);
  const known = marks.known(core);
  if (known !== undefined) return known;
  if (isIpv4(core) || isMac(core) || isIpv6(core)) return isMarkAddress(core) ? core : marks.address(core);
  if (reading.isOwn && TIME.test(core)) return core;
  const isName = parseUnitName(core) !== undefined;
  if ((isName && reading.hasNames) || reading.isUnit(core)) return redactUnitName(core, reading);
  return isProgramName(core) || isCommonUser(core) ? core : undefined;
}

function redactUrl(core: string, reading: Reading): string {
  const scheme = core.slice(0, core.indexOf('://') + 3);
  const rest = core.slice(scheme.length);
  return scheme + (/^(?:file|unix)/.test(scheme) ? redactPath(rest, reading) : reading.marks.value(rest));
}

/** A path part by part, so that its places stay and what looks like it under another stays like it. */
function redactPath(path: string, reading: Reading): string {
  const isAbsolute = path.startsWith('/');
  const strict = strictly(reading);
  const parts = path.split('/');
  const ofUnit = isAbsolute ? unitsPath(parts, reading) : 0;
  return parts
    .map((part, index) => {
      if (part === '' || part === '.' || part === '..') return part;
      if (isAbsolute && HOME.test(parts[index - 1] ?? '')) return reading.marks.user(part);
      if (index < ofUnit) return part;
      return redactPart(part, isAbsolute ? (parts[index - 1] ?? '') : undefined, strict);
    })
    .join('/');
}

/** How many parts of the path stand in the name of a unit. */
function unitsPath(parts: readonly string[], { isUnitsPath }: Reading): number {
  for (let count = Math.min(parts.length, MAX_DEPTH); count > 1; count -= 1) if (isUnitsPath(parts.slice(0, count).join('/'))) return count;
  return 0;
}

/** A part of a path behind `folder`; without one the path is none of this host's. */
function redactPart(part: string, folder: string | undefined, reading: Reading): string {
  const isAbsolute = folder !== undefined;
  if (isAbsolute && isPlace(part)) return part;
  const kept = keptOrKnown(part, /^\d+$/.test(part) ? (folder ?? '') : '', reading);
  if (kept !== undefined) return kept;
  const extension = isAbsolute ? EXTENSION.exec(part)?.[0] : undefined;
  if (extension === undefined) return INNER.test(part) ? redactParts(part, reading) : reading.marks.value(part);
  // What is read of a folder is read in the order of its names.
  const number = /^\d{1,3}-/.exec(part)?.[0] ?? '';
  const name = part.slice(number.length, part.length - extension.length);
  return number + (name === '' ? '' : redactPart(name, undefined, reading)) + extension;
}

/** What is joined by signs within a chunk, each by itself. */
function redactParts(core: string, reading: Reading): string {
  if (GROUPS.test(core)) return reading.marks.value(core);
  const strict = strictly(reading);
  let previous = '';
  return core
    .split(/([:@+~%\\/])/)
    .map((part, index) => {
      if (index % 2 === 1 || part === '') return part;
      const isNumber = reading.isOwn && /^\d{1,7}$/.test(part);
      const told = isNumber ? part : (keptOrKnown(part, previous, strict) ?? reading.marks.value(part));
      previous = part;
      return told;
    })
    .join('');
}
