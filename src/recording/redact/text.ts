import { unitOfPath, unitPath } from '../../systemd/bus-path.ts';
import { escapeUnitName, unescapeUnitName, unitTypeOf } from '../../systemd/unit-name.ts';
import type { Marks } from './pseudonyms.ts';

/** Words as they stand in running text, paths, unit names and addresses among them; each is found once, so that long text takes no longer than it must. */
const TOKEN = /[\p{L}\p{N}_.:@\\/%+~$[\]-]+/gu;
const HOME = /^(?:home|Users)$/;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\w)/g;
const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;

/** Replaces what tells people, hosts and networks apart in running text: addresses, homes, URLs, and the names that were met before. Unit names stay. */
export function redactText(text: string, marks: Marks): string {
  return text.replace(TOKEN, (token) => {
    const [, word = '', rest = ''] = /^(.*?)([.,:]*)$/s.exec(token) ?? [];
    return redactToken(word, marks) + rest;
  });
}

/** The name of a unit with the addresses of a connection and the homes in it replaced; it stays a name of the same type and template. */
export function redactUnitName(name: string, marks: Marks): string {
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
export function redactBusPath(path: string, marks: Marks): string {
  const unit = unitOfPath(path);
  if (unit === undefined) return path;
  const changed = redactUnitName(unit, marks);
  return changed === unit ? path : unitPath(changed);
}

function redactToken(token: string, marks: Marks): string {
  if (token.startsWith('/org/freedesktop/')) return redactBusPath(token, marks);
  const url = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/)(.+)$/s.exec(token);
  if (url !== null)
    return /^(?:file|unix)/.test(token)
      ? `${url[1] ?? ''}${redactToken(url[2] ?? '', marks)}`
      : `${url[1] ?? ''}${marks.value(url[2] ?? '')}`;
  if (token.includes('/')) {
    const parts = token.split('/');
    return parts
      .map((part, index) =>
        part !== '' && HOME.test(parts[index - 1] ?? '') && token.startsWith('/') ? marks.user(part) : redactWord(part, marks),
      )
      .join('/');
  }
  return redactWord(token, marks);
}

function redactWord(word: string, marks: Marks): string {
  if (word === '') return '';
  const known = marks.known(word);
  if (known !== undefined) return known;
  if (unitTypeOf(word) !== undefined) return redactUnitName(word, marks);
  if (MAC.test(word)) return marks.address(word);
  if (word.includes(':') && word.length < 80) {
    const [, open = '', address = '', rest = ''] = /^(\[?)([0-9a-f:]+(?:\.\d+){0,3})(.*)$/is.exec(word) ?? [];
    if (isIpv6(address)) return `${open}${marks.address(address)}${rest}`;
  }
  const mail = /^([\w.+-]+)@((?:[\w-]+\.)+[A-Za-z]{2,})$/.exec(word);
  if (mail !== null) return `${marks.user(mail[1] ?? '')}@${marks.host(mail[2] ?? '')}`;
  const labels = /^([\p{L}\p{N}_-]+)\./u.exec(word)?.[1];
  const host = labels === undefined ? undefined : marks.known(labels);
  if (host?.startsWith('host-') === true && /^[\w.-]+$/.test(word)) return host;
  return word.replace(IPV4, (address) => marks.address(address)).replace(/[^.:@+~%[\]\\$-]+/g, (part) => marks.known(part) ?? part);
}

/** Eight groups, or fewer around one `::` (RFC 4291); the last two may be written as IPv4. */
function isIpv6(text: string): boolean {
  const plain = text.replace(/(?<=:)\d{1,3}(?:\.\d{1,3}){3}$/, '0:0');
  const groups = plain.split(':');
  if (groups.some((group) => group.length > 4 || /[^0-9a-f]/i.test(group))) return false;
  const gaps = plain.split('::').length - 1;
  if (plain.includes(':::') || gaps > 1) return false;
  return gaps === 1 ? groups.length <= 9 && groups.length >= 3 : groups.length === 8;
}
