import type { JournalFields } from '../../model/journal-fields.ts';
import { MESSAGE_ID } from '../../systemd/message-ids.ts';
import { parseUnitName } from '../../systemd/unit-name.ts';
import { auditRecord } from './audit-record.ts';
import { commandRedactor } from './command.ts';
import { redactText, redactUnitName, redactWord, type Reading } from './text.ts';

type Change = (value: string, reading: Reading) => string;

/** Keeps what has this form, and reads all else as text. */
const only =
  (form: RegExp): Change =>
  (value, reading) =>
    form.test(value) ? value : redactText(value, reading);
const id = only(/^[0-9a-f]{32}$/);
const number = only(/^\d{1,20}$/);
const owned: Change = (value, reading) => redactText(value, { ...reading, isOwn: true, hasNames: true });

const MESSAGE_IDS: ReadonlySet<string> = new Set(Object.values(MESSAGE_ID));

/** The fields that stay, by what they hold; an entry loses all others. */
const FIELDS: ReadonlyMap<string, Change> = new Map<string, Change>([
  ...all('INVOCATION_ID USER_INVOCATION_ID _SYSTEMD_INVOCATION_ID _BOOT_ID', id),
  ...all(
    'JOB_ID N_RESTARTS N_PROCESSES EXIT_STATUS CONFIG_LINE PRIORITY _PID _UID _GID _AUDIT_ID _AUDIT_TYPE _AUDIT_SESSION _AUDIT_LOGINUID __REALTIME_TIMESTAMP __MONOTONIC_TIMESTAMP __SEQNUM _SOURCE_REALTIME_TIMESTAMP _SOURCE_MONOTONIC_TIMESTAMP KERNEL_USEC INITRD_USEC USERSPACE_USEC SYSLOG_FACILITY SYSLOG_PID ERRNO',
    number,
  ),
  ...all('JOB_TYPE JOB_RESULT UNIT_RESULT EXIT_CODE _TRANSPORT _AUDIT_TYPE_NAME _SYSTEMD_SESSION', redactWord),
  ...all(
    'UNIT USER_UNIT _SYSTEMD_UNIT _SYSTEMD_USER_UNIT COREDUMP_UNIT OBJECT_SYSTEMD_UNIT _SYSTEMD_SLICE _SYSTEMD_USER_SLICE',
    redactUnitName,
  ),
  ...all('_COMM _EXE EXECUTABLE COMMAND SYSLOG_IDENTIFIER CONFIG_FILE _SYSTEMD_CGROUP MODULE CODE_FUNC CODE_FILE', redactText),
  ['MESSAGE_ID', (value, reading) => (MESSAGE_IDS.has(value) ? value : redactText(value, reading))],
  ['__CURSOR', only(/^s=[0-9a-f]{32};i=[0-9a-f]{1,16};b=[0-9a-f]{32};m=[0-9a-f]{1,16};t=[0-9a-f]{1,16};x=[0-9a-f]{1,16}$/)],
  ['_HOSTNAME', (value, { marks }) => marks.host(value)],
  ['_MACHINE_ID', (value, { marks }) => marks.machine(value)],
  ['_CMDLINE', (value, reading) => commandRedactor(reading).script(value)],
]);

/** Names that blanks part, each with the same change. */
function all(names: string, change: Change): readonly (readonly [string, Change])[] {
  return names.split(' ').map((name) => [name, change]);
}

const UNIT_FIELDS = ['UNIT', 'USER_UNIT', '_SYSTEMD_UNIT', '_SYSTEMD_USER_UNIT'];

/** A journal entry's fields; what programs log of command lines is taken apart as their own lines are written. */
export function redactFields(fields: JournalFields, reading: Reading, noteUnit: (name: string) => unknown): JournalFields {
  const isManagers = fields['_COMM'] === 'systemd' || fields['_PID'] === '1';
  for (const name of UNIT_FIELDS) for (const value of [fields[name]].flat()) if (value !== undefined) noteUnit(value);
  const one = (name: string, value: string): string | undefined => {
    if (name === 'MESSAGE') return isManagers ? owned(value, reading) : redactLine(value, reading, noteUnit);
    return FIELDS.get(name)?.(value, reading);
  };
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name === 'MESSAGE' || FIELDS.has(name))
      .map(([name, value]) => [name, typeof value === 'string' ? (one(name, value) ?? '') : value.map((each) => one(name, each) ?? '')]),
  );
}

/** A line of another program. */
function redactLine(line: string, reading: Reading, noteUnit: (name: string) => unknown): string {
  const { marks } = reading;
  const plain = (text: string): string => redactText(text, reading);
  const script = (text: string): string => commandRedactor(reading).script(text);
  const sudo = /^(\s*)(\S+)( : (?:\(command continued\) )?)(.*)$/s.exec(line);
  if (sudo !== null && /(?: : | ; )[A-Z]+=|\(command continued\)/.test(line)) {
    const [, indent = '', user = '', colon = '', rest = ''] = sudo;
    return `${indent}${marks.user(user)}${colon}${colon.length > 3 ? commandRedactor(reading, false).script(rest) : sudoKeys(rest, reading)}`;
  }
  const cron = /^\(([^)]*)\) ([A-Z]+) \((.*)\)$/s.exec(line);
  if (cron !== null) {
    const [, user = '', word = '', rest = ''] = cron;
    return `(${user === 'CRON' ? user : marks.user(user)}) ${redactWord(word, reading)} (${word.startsWith('CMD') ? script(rest) : plain(rest)})`;
  }
  const ansible = /^((?:ansible-\S+ )?Invoked with )(_raw_params=)(.*?)( _uses_shell=.*)$/s.exec(line);
  if (ansible !== null) return `${plain(ansible[1] ?? '')}${ansible[2] ?? ''}${script(ansible[3] ?? '')}${plain(ansible[4] ?? '')}`;
  if (/^(?:EXECVE|SYSCALL|USER_\w+|PROCTITLE|CWD|PATH|CRED_\w+|SERVICE_\w+)\b/.test(line)) return auditRecord(line, reading);
  const named = /\bunit='([^']{1,255})' requested by /.exec(line)?.[1];
  if (named !== undefined && parseUnitName(named) !== undefined) noteUnit(named);
  return withCommands(line, plain, script);
}

/** What dbus-daemon puts behind `comm=` and polkit into brackets are command lines; the rest is text. */
function withCommands(line: string, plain: (text: string) => string, script: (text: string) => string): string {
  const polkit = /^(Operator of [^[]*\[)(.*)(\] \(owned by .*)$/s.exec(line);
  if (polkit !== null) return `${plain(polkit[1] ?? '')}${script(polkit[2] ?? '')}${plain(polkit[3] ?? '')}`;
  return line
    .split('comm="')
    .map((part, index) => {
      if (index === 0) return plain(part);
      const end = /"(?: label=|\)|$)/.exec(part)?.index ?? part.length;
      return script(part.slice(0, end)) + plain(part.slice(end));
    })
    .join('comm="');
}

/** sudo's own keys, each before its value; the command comes last. */
function sudoKeys(text: string, reading: Reading): string {
  const at = text.search(/(?:^|; )COMMAND=/);
  const start = at === -1 ? text.length : text.indexOf('COMMAND=', at);
  const keys = text.slice(0, start).replace(/(\b(?:USER|GROUP)=)([^\s;]+)/g, (_, key: string, name: string) => `${key}\u0000${name}`);
  const told = keys
    .split(/(\u0000[^\s;]+)/)
    .map((part) => (part.startsWith('\u0000') ? reading.marks.user(part.slice(1)) : redactText(part, reading)))
    .join('');
  const command = text.slice(start);
  return command === '' ? told : `${told}COMMAND=${commandRedactor(reading).script(command.slice('COMMAND='.length))}`;
}
