import { decodeJournalEntry } from '../../history/decode/journal-entry.ts';
import { scanJournal, type ScannedEntry } from '../../collect/journal/index.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { MESSAGE_ID } from '../../systemd/message-ids.ts';
import { createStartCounter, type CountedLine, type CountedRow } from '../../timeline/overview/count-starts.ts';
import { rangeOf, type PastWindow } from './gather.ts';
import { managerMatch, STARTUP_FIELDS } from './journal-matches.ts';
import type { Startup } from './spans.ts';

/** How far a reading has come. */
export interface ReadingProgress {
  entries: number;
  /** µs of the wall clock; of the entry read last. */
  at: number;
}

/** All starts and startups of the window. */
export interface JournalCount {
  readonly rows: readonly CountedRow[];
  readonly startups: readonly Startup[];
}

const OF_UNITS = [MESSAGE_ID.unitStarting, MESSAGE_ID.unitStarted, MESSAGE_ID.unitRestartScheduled, MESSAGE_ID.unitFailureResult];
const IDS: Readonly<Record<ManagerScope, readonly string[]>> = {
  system: [...OF_UNITS, MESSAGE_ID.startupFinished],
  user: [...OF_UNITS, MESSAGE_ID.userStartupFinished],
};

/** Maximum number of startups that are kept. */
const MAX_STARTUPS = 100;

/** Reads only the lines of the manager that begin a run or report a failed one, and of those only the fields that counting needs. */
function countingQuery(window: PastWindow): Parameters<typeof scanJournal>[0] {
  const { scope } = window;
  return {
    ...rangeOf(window),
    matches: [[...managerMatch(scope), ...IDS[scope].map((id) => `MESSAGE_ID=${id}`)]],
    fields: [scope === 'system' ? 'UNIT' : 'USER_UNIT', scope === 'system' ? 'INVOCATION_ID' : 'USER_INVOCATION_ID', ...FIELDS],
  };
}

const FIELDS = [
  'MESSAGE_ID',
  'UNIT_RESULT',
  'MESSAGE',
  '_BOOT_ID',
  '__REALTIME_TIMESTAMP',
  '_SOURCE_REALTIME_TIMESTAMP',
  ...STARTUP_FIELDS,
] as const;
const UNIT = 0;
const INVOCATION = 1;
const placeOf = (name: (typeof FIELDS)[number]): number => 2 + FIELDS.indexOf(name);
const [ID, RESULT, MESSAGE, BOOT] = [placeOf('MESSAGE_ID'), placeOf('UNIT_RESULT'), placeOf('MESSAGE'), placeOf('_BOOT_ID')];
const [RECEIVED, SENT] = [placeOf('__REALTIME_TIMESTAMP'), placeOf('_SOURCE_REALTIME_TIMESTAMP')];
const PHASES = STARTUP_FIELDS.map(placeOf);

/** Counts what started and failed, unit by unit, in one reading of the journal. Throws SourceError when it cannot be read. */
export async function countJournalStarts(window: PastWindow, progress: ReadingProgress): Promise<JournalCount> {
  const counter = createStartCounter();
  const startups: Startup[] = [];
  await scanJournal(countingQuery(window), window.place, (entry) => {
    const sent = entry.count(SENT);
    const at = Number.isNaN(sent) ? entry.count(RECEIVED) : sent;
    progress.entries += 1;
    progress.at = at;
    const line = Number.isNaN(at) ? undefined : lineOf(entry, at, window.scope);
    if (line === undefined) return;
    counter.take(line);
    if (line.kind !== 'startup-finished' || startups.length >= MAX_STARTUPS) return;
    startups.push({ finished: { realtimeUsec: BigInt(at), bootId: line.bootId }, took: BigInt(line.took) });
  });
  return { rows: counter.rows(), startups };
}

function lineOf(entry: ScannedEntry, at: number, scope: ManagerScope): CountedLine | undefined {
  const id = entry.text(ID);
  if (id === MESSAGE_ID.startupFinished || id === MESSAGE_ID.userStartupFinished) {
    const took = PHASES.map((field) => entry.count(field)).filter((phase) => !Number.isNaN(phase));
    if (took.length === 0) return undefined;
    return { kind: 'startup-finished', at, took: took.reduce((sum, phase) => sum + phase, 0), bootId: entry.text(BOOT) ?? '' };
  }
  const unit = entry.text(UNIT);
  if (unit === undefined || unit === '') return undefined;
  const invocationId = entry.text(INVOCATION);
  if (id === MESSAGE_ID.unitFailureResult) return { kind: 'failed', unit, at, invocationId, result: entry.text(RESULT) ?? 'unknown' };
  if (id === MESSAGE_ID.unitRestartScheduled) {
    const isForClient = entry.text(MESSAGE)?.includes('immediately on client request') === true;
    return isForClient ? undefined : { kind: 'restart-scheduled', unit, at };
  }
  if (invocationId === undefined) return undefined;
  const isSkip = (): boolean => id === MESSAGE_ID.unitStarted && saysSkipped(entry.text(MESSAGE) ?? '', unit, scope);
  return { kind: 'start', unit, at, invocationId, bootId: entry.text(BOOT) ?? '', isSkip };
}

/** Whether a line with the MESSAGE_ID of a start says that a condition was not met. */
function saysSkipped(text: string, unit: string, scope: ManagerScope): boolean {
  if (!text.includes('skipped')) return false;
  const own: Readonly<Record<string, string>> = scope === 'system' ? { UNIT: unit, _PID: '1' } : { USER_UNIT: unit, _COMM: 'systemd' };
  const fields = { ...own, MESSAGE: text, MESSAGE_ID: MESSAGE_ID.unitStarted };
  const facts = decodeJournalEntry({ at: { realtimeUsec: 0n }, sequence: 0, payload: { source: 'journal', kind: 'entry', fields } }, scope);
  return facts.some((fact) => fact.kind === 'job-logged' && fact.phase === 'skipped');
}
