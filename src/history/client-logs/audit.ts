import { field } from '../../model/journal-fields.ts';
import { defineClientLog, type Told, isOfDistribution } from './client-log.ts';
import { BINARIES_THAT_NAME } from '../../systemd/client-commands.ts';
import { defined } from '../../defined.ts';

/** The keys of an audit record with their values as they stand, in quotes or in hexadecimal digits; of a user space message, those inside msg='…'. */
function auditFields(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, key = '', value = ''] of text.matchAll(/(?:^|\s|')([a-z0-9_-]+(?:\[\d+\])?)=("[^"]*"|[^\s'"]+)/gi)) {
    if (!found.has(key)) found.set(key, value);
  }
  return found;
}

/** A string as the kernel writes those that a process chose: in quotes, or in upper-case hexadecimal digits when it holds anything else than plain characters. */
function auditText(value: string | undefined): string | undefined {
  if (value === undefined || value === '(null)' || value === '(none)' || value === '?') return undefined;
  if (value.startsWith('"')) return value.slice(1, -1);
  if (!/^(?:[0-9A-F]{2})+$/.test(value)) return value;
  const bytes = Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** A number; -1 as the kernel writes it for "unset" is none. */
function auditNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) && value !== '4294967295' ? Number(value) : undefined;
}

/** What asks the manager by name, as audit's records have it; the many other records are not read. */
const EXECVE = BINARIES_THAT_NAME.flatMap((name) => ['', '/usr/bin/', '/bin/'].map((folder) => `_AUDIT_FIELD_A0="${folder}${name}"`));

/**
 * Records of the kernel's audit that journald took: EXECVE (the arguments), SYSCALL (who: pid, ppid, login uid, terminal, file) and sudo's USER_CMD.
 * Only journald sets _TRANSPORT=. One execve has a record of each kind under one _AUDIT_ID.
 */
export const audit = defineClientLog({
  program: 'audit',
  label: 'a command that audit recorded',
  matches: [
    ['_AUDIT_TYPE_NAME=USER_CMD'],
    ['_AUDIT_TYPE_NAME=SYSCALL', ...BINARIES_THAT_NAME.map((name) => `_COMM=${name}`)],
    ['_AUDIT_TYPE_NAME=EXECVE', ...EXECVE],
  ],
  wrote: ({ fields }) => field(fields, '_TRANSPORT') === 'audit',
  read({ fields, text }) {
    const record = auditFields(text);
    switch (field(fields, '_AUDIT_TYPE_NAME') ?? text.slice(0, text.indexOf(' '))) {
      case 'EXECVE':
        return ofExecve(record, field(fields, '_AUDIT_ID'));
      case 'SYSCALL':
        return ofSyscall(record, field(fields, '_AUDIT_ID'));
      case 'USER_CMD':
        return ofUserCommand(record);
      default:
        return undefined;
    }
  },
});

type Record = ReadonlyMap<string, string>;

function ofExecve(record: Record, auditId: string | undefined): Told | undefined {
  const count = auditNumber(record.get('argc')) ?? 0;
  const words = Array.from({ length: Math.min(count, MAX_WORDS) }, (_, index) => auditText(record.get(`a${String(index)}`)));
  const known = words.filter((word) => word !== undefined);
  return auditId === undefined || known.length === 0 ? undefined : { auditId, command: known.join(' ') };
}

const MAX_WORDS = 200;

function ofSyscall(record: Record, auditId: string | undefined): Told | undefined {
  const exe = auditText(record.get('exe'));
  if (auditId === undefined || record.get('success') !== 'yes' || exe === undefined || !isOfDistribution(exe)) return undefined;
  return { auditId, ...processOf(record), ...defined({ ppid: auditNumber(record.get('ppid')) }) };
}

function ofUserCommand(record: Record): Told | undefined {
  const command = auditText(record.get('cmd'));
  if (command === undefined || record.get('res') !== 'success' || auditText(record.get('exe'))?.endsWith('/sudo') !== true)
    return undefined;
  return { command, ...processOf(record), comm: 'sudo', ...defined({ tty: auditText(record.get('terminal')) }) };
}

function processOf(record: Record): Told {
  return defined({
    pid: auditNumber(record.get('pid')),
    uid: auditNumber(record.get('uid')),
    loginUid: auditNumber(record.get('auid')),
    comm: auditText(record.get('comm')),
    tty: auditText(record.get('tty')),
    session: auditNumber(record.get('ses'))?.toString(),
  });
}
