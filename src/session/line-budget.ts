import { dropOldest } from '../history/retention.ts';
import { createBudget, type Budget } from '../collect/budget.ts';
import type { ObservationStream } from '../collect/observation-stream.ts';
import { decodeJournalEntry } from '../history/decode/journal-entry.ts';
import { compareInstants, type Instant } from '../model/instant.ts';
import { field, type JournalFields } from '../model/journal-fields.ts';
import type { JournalEntryPayload } from '../model/observation.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';

const KIBI = 1024;
/** The lines of one user that tell who asked for something: at once, and per minute. A line of sudo takes some 1 KiB. */
const TELLING = { atOnce: 1024 * KIBI, perMinute: 64 * KIBI };
/** Those of all users together. */
const OF_ALL = { atOnce: 4096 * KIBI, perMinute: 128 * KIBI };
/** Lines of users that tell nothing, but look so in the journal's index. */
const OTHERS = { atOnce: 256 * KIBI, perMinute: 8 * KIBI };
/** The beginning of a field of a user's line. */
const LONGEST_FIELD = 8 * KIBI;
/** Users that are counted one by one. */
const MAX_USERS = 1000;
const TOLD_AFTER_MS = 60_000;

interface LeftOut {
  readonly users: Set<string>;
  from: Instant;
  to: Instant;
  count: number;
}

/**
 * Lets the lines of root, of the kernel and of the own user pass, and of each other user so many bytes, by the clock of the journal: whoever has a login can write lines that look like those that are followed. What
 * is left out is told once a minute, with its count.
 */
export function limitingWriters(stream: ObservationStream, scope: ManagerScope, ownUid = process.getuid?.()): ObservationStream {
  const trusted = new Set(['0', String(ownUid)]);
  const budgets = new Map<string, Budget>();
  let nowMs = 0;
  const clock = (): number => nowMs;
  let ofAll: Budget | undefined;
  let others: Budget | undefined;
  let leftOut: LeftOut | undefined;

  const budgetOf = (uid: string): Budget => {
    const known = budgets.get(uid) ?? createBudget(TELLING.atOnce, TELLING.perMinute, clock);
    budgets.set(uid, known);
    dropOldest(budgets, MAX_USERS);
    return known;
  };

  const mayPass = (payload: JournalEntryPayload, at: Instant, uid: string): boolean => {
    nowMs = Number(at.realtimeUsec / 1000n);
    const bytes = sizeOf(payload.fields);
    if (decodeJournalEntry({ sequence: 0, at, payload }, scope).length === 0)
      return (others ??= createBudget(OTHERS.atOnce, OTHERS.perMinute, clock)).spend(bytes);
    ofAll ??= createBudget(OF_ALL.atOnce, OF_ALL.perMinute, clock);
    return ofAll.left() >= bytes && budgetOf(uid).spend(bytes) && ofAll.spend(bytes);
  };

  const tell = (): void => {
    if (leftOut === undefined) return;
    const { users, from, to, count } = leftOut;
    leftOut = undefined;
    const who = users.size > 3 ? `of ${String(users.size)} users` : `of uid ${[...users].join(', ')}`;
    const text = `${String(count)} ${count === 1 ? 'line' : 'lines'} ${who} are not kept: one user's lines may take no more of a recording`;
    stream.emit({ source: 'journal', kind: 'gap', from, to, text });
  };

  const leave = (at: Instant, uid: string): void => {
    leftOut ??= { users: new Set(), from: at, to: at, count: 0 };
    if (compareInstants(at, leftOut.from) < 0) leftOut.from = at;
    if (compareInstants(at, leftOut.to) > 0) leftOut.to = at;
    if (leftOut.users.size < MAX_USERS) leftOut.users.add(uid);
    leftOut.count += 1;
  };

  return {
    emit(payload, at) {
      if (leftOut !== undefined && (payload.kind === 'session-end' || isLongAfter(at, leftOut))) tell();
      const uid = payload.kind === 'entry' && at !== undefined ? writerOf(payload, trusted) : undefined;
      if (uid === undefined || payload.kind !== 'entry' || at === undefined) return stream.emit(payload, at);
      const cut = withoutLongFields(payload);
      if (mayPass(cut, at, uid)) return stream.emit(cut, at);
      leave(at, uid);
      return { sequence: 0, at, payload: cut };
    },
  };
}

function isLongAfter(at: Instant | undefined, { from }: LeftOut): boolean {
  return at !== undefined && Math.abs(Number((at.realtimeUsec - from.realtimeUsec) / 1000n)) > TOLD_AFTER_MS;
}

/** The user that wrote it, where that one is not trusted. `_UID` comes with the message; what the kernel tells has none. */
function writerOf({ fields }: JournalEntryPayload, trusted: ReadonlySet<string>): string | undefined {
  const uid = field(fields, '_UID');
  if (uid === undefined) return field(fields, '_TRANSPORT') === 'kernel' ? undefined : 'unknown';
  return trusted.has(uid) ? undefined : uid;
}

function sizeOf(fields: JournalFields): number {
  return Object.entries(fields).reduce((sum, [name, value]) => sum + name.length + lengthOf(value) + 6, 200);
}

function lengthOf(value: string | readonly string[]): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : value.reduce((sum, one) => sum + Buffer.byteLength(one) + 3, 0);
}

function withoutLongFields(payload: JournalEntryPayload): JournalEntryPayload {
  const long = Object.entries(payload.fields).filter(([, value]) => lengthOf(value) > LONGEST_FIELD);
  if (long.length === 0) return payload;
  return { ...payload, fields: { ...payload.fields, ...Object.fromEntries(long.map(([name, value]) => [name, beginningOf(value)])) } };
}

function beginningOf(value: string | readonly string[]): string {
  const [text = ''] = typeof value === 'string' ? [value] : value;
  return `${text.slice(0, LONGEST_FIELD / 4)}… [cut: ${String(LONGEST_FIELD / 4)} of ${String(lengthOf(value))} bytes]`;
}
