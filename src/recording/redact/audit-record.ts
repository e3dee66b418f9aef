import { isIpv4, isIpv6 } from './address.ts';
import { commandRedactor } from './command.ts';
import { redactText, type Reading } from './text.ts';

const FIELD = /(^|[\s'])([a-z0-9_-]{1,64}(?:\[\d{1,4}\])?)=("[^"]*"|[^\s'"]+)/gi;
const HEX_TEXT = /^(?:[0-9A-F]{2})+$/;
const PEOPLE = /^(?:acct|AUID|UID|GID|EUID|SUID|FSUID|EGID|SGID|FSGID|OUID|OGID)$/;
const NUMBERS =
  /^(?:argc|pid|ppid|uid|gid|euid|suid|fsuid|egid|sgid|fsgid|auid|ses|exit|items|item|inode|ouid|ogid|old-auid|old-ses|syscall|a[0-3])$/;

/** A record of the kernel's audit: arguments, in quotes or hexadecimal digits, are read as one command line. */
export function auditRecord(line: string, reading: Reading): string {
  const command = commandRedactor(reading);
  const text = (value: string): string => redactText(value, reading);
  const told: string[] = [];
  let end = 0;
  for (const found of line.matchAll(FIELD)) {
    const [whole, before = '', key = '', value = ''] = found;
    told.push(
      text(line.slice(end, found.index)),
      before,
      /^a\d{1,4}(?:\[\d{1,4}\])?$/.test(key) || PEOPLE.test(key) || NUMBERS.test(key) ? key : text(key),
      '=',
      field(key, value),
    );
    end = found.index + whole.length;
  }
  return told.join('') + text(line.slice(end));

  function field(key: string, value: string): string {
    if (/^a\d+$/.test(key) && line.startsWith('EXECVE')) return quoted(value, (word) => command.word(word));
    if (NUMBERS.test(key) && /^-?[0-9a-f]{1,16}$/.test(value)) return value;
    if (key === 'cmd' || key === 'proctitle') return quoted(value, (script) => commandRedactor(reading).script(script));
    if (PEOPLE.test(key)) return quoted(value, (name) => reading.marks.user(name));
    if ((key === 'hostname' || key === 'addr') && !/^"?(?:\?|\(null\)|\(none\))"?$/.test(value)) return quoted(value, host);
    if (key === 'msg' && value.startsWith('audit(')) return /^audit\(\d{1,12}\.\d{3}:\d{1,10}\):?$/.test(value) ? value : text(value);
    return quoted(value, text);
  }

  function host(name: string): string {
    return isIpv4(name) || isIpv6(name) ? text(name) : (reading.marks.known(name) ?? reading.marks.host(name));
  }
}

/** A text that a process chose stands in quotes, or in hexadecimal digits where it holds anything but plain characters. */
function quoted(value: string, change: (text: string) => string): string {
  if (value.startsWith('"')) return `"${change(value.slice(1, -1))}"`;
  if (value.length < 4 || !HEX_TEXT.test(value)) return change(value);
  return Buffer.from(change(Buffer.from(value, 'hex').toString('utf8').replaceAll('\0', ' ')), 'utf8')
    .toString('hex')
    .toUpperCase();
}
