import type { TrueTime } from './truth.ts';

/** One object of `journalctl -o json`. */
export type JournalEntry = Readonly<Record<string, unknown>>;

/** A line of the journal, as far as the truth needs it. */
export interface Line {
  readonly at: TrueTime;
  readonly boot: string;
  readonly pid: number;
  readonly message: string;
  readonly messageId?: string;
  readonly unit?: string;
  readonly invocation?: string;
  readonly job?: number;
  readonly jobType?: string;
  readonly isUserUnit: boolean;
  /** From 259, while a transaction is made: its number. */
  readonly transaction?: string;
  readonly isDebug: boolean;
  readonly identifier?: string;
}

/** The fields that are read: `journalctl -o json --output-fields=` may name these, the others are always there. */
export const FIELDS: readonly string[] = [
  ...['_BOOT_ID', '_PID', 'MESSAGE', 'MESSAGE_ID', 'PRIORITY', 'SYSLOG_IDENTIFIER', 'UNIT', 'USER_UNIT'],
  ...['INVOCATION_ID', 'USER_INVOCATION_ID', 'JOB_ID', 'JOB_TYPE', 'TRANSACTION_ID'],
  ...['_SOURCE_REALTIME_TIMESTAMP', '_SOURCE_MONOTONIC_TIMESTAMP'],
];

/** Undefined for an entry that lacks what every entry has. */
export function readEntry(entry: JournalEntry): Line | undefined {
  const text = (field: string): string | undefined => textOf(entry[field]);
  const message = text('MESSAGE');
  const received = Number(text('__REALTIME_TIMESTAMP'));
  const monotonic = Number(text('__MONOTONIC_TIMESTAMP'));
  const boot = text('_BOOT_ID');
  if (message === undefined || boot === undefined || !Number.isSafeInteger(received) || !Number.isSafeInteger(monotonic)) return undefined;
  const realtime = Number(text('_SOURCE_REALTIME_TIMESTAMP') ?? received);
  const userUnit = text('USER_UNIT');
  return {
    at: { realtime, monotonic: Number(text('_SOURCE_MONOTONIC_TIMESTAMP') ?? monotonic - (received - realtime)) },
    boot,
    pid: Number(text('_PID') ?? Number.NaN),
    message,
    isUserUnit: userUnit !== undefined,
    isDebug: text('PRIORITY') === '7',
    ...member('messageId', text('MESSAGE_ID')),
    ...member('unit', text('UNIT') ?? userUnit),
    ...member('invocation', text('INVOCATION_ID') ?? text('USER_INVOCATION_ID')),
    ...member('job', numberOf(text('JOB_ID'))),
    ...member('jobType', text('JOB_TYPE')),
    ...member('transaction', text('TRANSACTION_ID')),
    ...member('identifier', text('SYSLOG_IDENTIFIER')),
  };
}

/** An object with this member, or an empty one: an optional member is not there rather than undefined. */
export function member<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}

/** journalctl writes what is no UTF-8 as bytes, and a field that is given twice as a list. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  if (value.every((byte): byte is number => typeof byte === 'number')) return new TextDecoder().decode(Uint8Array.from(value));
  return textOf(value[0]);
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
