import type { JournalFields } from '../../model/journal-fields.ts';
import { commandRedactor } from './command.ts';
import type { Marks } from './pseudonyms.ts';
import { redactText } from './text.ts';

/** Fields that are ids, counts and words of systemd's own. */
const AS_IS =
  /^(?:MESSAGE_ID|(?:USER_)?INVOCATION_ID|JOB_\w+|N_RESTARTS|UNIT_RESULT|EXIT_\w+|PRIORITY|_PID|_UID|_GID|_BOOT_ID|_TRANSPORT|_AUDIT_(?:ID|TYPE|TYPE_NAME)|__CURSOR|__\w+_TIMESTAMP|\w+_USEC)$/;
/** Names of people as the logs of login, polkit, audit and the like write them. */
const PEOPLE = /((?:\b(?:for|of|by|invalid) user |\bunix-user:|\b(?:acct|user|ruser|logname|USER)=)["']?)([A-Za-z_](?:[\w.-]*[\w-])?)/g;
const HEX_TEXT = /^(?:[0-9A-F]{2})+$/;

/** A journal entry's fields; what programs log of command lines is taken apart as their own lines are written. */
export function redactFields(fields: JournalFields, marks: Marks, isUnit: (name: string) => boolean): JournalFields {
  const isManagers = fields['_COMM'] === 'systemd' || fields['_PID'] === '1';
  const one = (name: string, value: string): string => {
    if (AS_IS.test(name)) return value;
    if (name === '_HOSTNAME') return marks.host(value);
    if (name === '_MACHINE_ID') return marks.machine(value);
    if (name === '_CMDLINE') return commandRedactor(marks, isUnit).script(value);
    return name === 'MESSAGE' && !isManagers ? redactLine(value, marks, isUnit) : redactText(value, marks);
  };
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? one(name, value) : value.map((each) => one(name, each)),
    ]),
  );
}

/** A line of another program. */
function redactLine(line: string, marks: Marks, isUnit: (name: string) => boolean): string {
  const script = (text: string): string => commandRedactor(marks, isUnit).script(text);
  const sudo = /^(\s*)(\S+)( : (?=.*COMMAND=))(.*?)(COMMAND=)(.*)$/s.exec(line);
  if (sudo !== null) {
    const [, indent = '', user = '', colon = '', keys = '', label = '', command = ''] = sudo;
    const told = keys.replace(/(USER=|GROUP=)([^\s;]+)/g, (_, key: string, name: string) => key + marks.user(name));
    return `${indent}${marks.user(user)}${colon}${redactText(told, marks)}${label}${script(command)}`;
  }
  const cron = /^\(([^)]*)\) (CMD|CMDOUT|CMDEND) \((.*)\)$/s.exec(line);
  if (cron !== null) return `(${marks.user(cron[1] ?? '')}) ${cron[2] ?? ''} (${script(cron[3] ?? '')})`;
  const invoked = /^((?:ansible-\S+ )?Invoked with )(.*)$/s.exec(line);
  if (invoked !== null) return `${invoked[1] ?? ''}${moduleArguments(invoked[2] ?? '', marks, script)}`;
  if (/^(?:EXECVE|SYSCALL|USER_\w+|PROCTITLE|CWD|PATH)\b/.test(line)) return auditRecord(line, marks, script);
  return redactText(line, marks)
    .replace(PEOPLE, (_, before: string, name: string) => before + marks.user(name))
    .replace(/(\bcomm=")(.*?)("(?: label=|\)|$))/, (_, before: string, command: string, after: string) => before + script(command) + after)
    .replace(/( \[)([^\]]*)(\] \(owned by )/, (_, before: string, command: string, after: string) => before + script(command) + after);
}

/** Arguments of a module of Ansible: a name, a state and plain words stay, a command line is read as one, all else becomes a mark. */
function moduleArguments(text: string, marks: Marks, script: (text: string) => string): string {
  const raw = /^(_raw_params=)(.*?)( _uses_shell=.*)$/s.exec(text);
  if (raw !== null) return `${raw[1] ?? ''}${script(raw[2] ?? '')}${moduleArguments(raw[3] ?? '', marks, script)}`;
  return text.replace(/(^|\s)(\w+)=(\S+)/g, (whole, before: string, key: string, value: string) =>
    /^(?:name|state|scope)$/.test(key) || /^(?:None|True|False|\d+)$/.test(value) ? whole : `${before}${key}=${marks.value(value)}`,
  );
}

/** A record of the kernel's audit: arguments, in quotes or hexadecimal digits, are read as one command line. */
function auditRecord(line: string, marks: Marks, script: (text: string) => string): string {
  const command = commandRedactor(marks, () => false);
  const quoted = (value: string, change: (text: string) => string): string => {
    if (value.startsWith('"')) return `"${change(value.slice(1, -1))}"`;
    if (!HEX_TEXT.test(value)) return value;
    return Buffer.from(change(Buffer.from(value, 'hex').toString('utf8').replaceAll('\0', ' ')), 'utf8')
      .toString('hex')
      .toUpperCase();
  };
  return line.replace(/(^|[\s'])([a-z0-9_-]+(?:\[\d+\])?)=("[^"]*"|[^\s'"]+)/gi, (whole, before: string, key: string, value: string) => {
    if (/^a\d+$/.test(key) && line.startsWith('EXECVE')) return `${before}${key}=${quoted(value, (text) => command.word(text))}`;
    if (key === 'cmd' || key === 'proctitle') return `${before}${key}=${quoted(value, script)}`;
    if (/^(?:acct|AUID|UID|GID|EUID|SUID|FSUID|EGID|SGID|FSGID|OUID|OGID)$/.test(key)) return `${before}${key}=${quotedUser(value, marks)}`;
    if (key === 'hostname' || key === 'addr')
      return value === '?' ? whole : `${before}${key}=${redactText(marks.known(value) ?? marks.host(value), marks)}`;
    return /^(?:exe|comm|cwd|name)$/.test(key) ? `${before}${key}=${quoted(value, (text) => redactText(text, marks))}` : whole;
  });
}

function quotedUser(value: string, marks: Marks): string {
  return value.startsWith('"') ? `"${marks.user(value.slice(1, -1))}"` : marks.user(value);
}
