import { UsageError } from '../../errors.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';

/** A query of the journal; keep it narrow, because journalctl is the slow part. */
export interface JournalQuery {
  /** A disjunction of conjunctions of `FIELD=value`: [['UNIT=x.service', '_PID=1'], ['_COMM=sudo']]. None: every entry. */
  readonly matches: readonly (readonly string[])[];
  /** Both ends are inclusive and count µs of the wall clock, of journald's own clock: some ms after the entry's. */
  readonly since?: bigint;
  readonly until?: bigint;
  /** A boot id of 32 hex digits; `resolveBoot` makes one of what a person types. */
  readonly boot?: string;
  /** Newest first. */
  readonly reverse?: boolean;
  /** The number of newest entries to read, whether reversed or not. */
  readonly lines?: number;
  /** Only these fields; the timestamps are always included. */
  readonly fields?: readonly string[];
}

/** Where the journal lies; without `directory`, `files` and `root` it is this machine's own. */
export interface JournalPlace {
  readonly scope: ManagerScope;
  readonly directory?: string;
  /** Paths or globs of journal files, read as one journal; none of them counts as not given. */
  readonly files?: readonly string[];
  readonly root?: string;
}

/**
 * The options that name the place. `--user` is never given: the default opens every file that may be read, the user's own among them, and a user
 * manager's entries are in the system's file when its user is root or the journal is volatile (journalctl(1); seen on 247 and 252).
 */
export function placeArguments(place: JournalPlace): string[] {
  const files = (place.files ?? []).map((file) => `--file=${file}`);
  const given = [
    ...(place.directory === undefined ? [] : [[`--directory=${place.directory}`]]),
    ...(files.length === 0 ? [] : [files]),
    ...(place.root === undefined ? [] : [[`--root=${place.root}`]]),
  ];
  if (given.length > 1) {
    const named = given.map(([first]) => first).join(' and ');
    throw new UsageError(`the journal can be read from one place only, and ${named} are two; give one of them`);
  }
  return given.flat();
}

/** Whether it is the journal that this machine writes now. */
export function isOwnJournal(place: JournalPlace): boolean {
  return placeArguments(place).length === 0;
}

/** `@seconds.micros`, which every journalctl since 247 reads to the µs. */
function timestampArgument(usec: bigint): string {
  const bounded = usec < 0n ? 0n : usec;
  return `@${bounded / 1_000_000n}.${(bounded % 1_000_000n).toString().padStart(6, '0')}`;
}

/** The options and matches of a query. A boot becomes a match in each conjunction, which 247 to 262 understand alike. Throws UsageError. */
export function queryArguments(query: JournalQuery): string[] {
  const found: string[] = [];
  if (query.since !== undefined) found.push(`--since=${timestampArgument(query.since)}`);
  if (query.until !== undefined) found.push(`--until=${timestampArgument(query.until)}`);
  if (query.fields !== undefined) found.push(`--output-fields=${[...new Set([...query.fields, '_SOURCE_REALTIME_TIMESTAMP'])].join(',')}`);
  return [...found, ...matchArguments(query)];
}

function matchArguments(query: JournalQuery): string[] {
  const boot = query.boot === undefined ? [] : [`_BOOT_ID=${checkedBootId(query.boot)}`];
  const conjunctions = query.matches.length === 0 ? [[]] : query.matches;
  return conjunctions.flatMap((conjunction, index) => {
    const matches = [...conjunction, ...boot];
    for (const match of matches) {
      if (!/^[A-Z0-9_]+=/.test(match)) {
        throw new UsageError(`"${match}" is no journal match; write FIELD=value, e.g. UNIT=cron.service`);
      }
    }
    return index === 0 ? matches : ['+', ...matches];
  });
}

function checkedBootId(text: string): string {
  const id = text.replaceAll('-', '').toLowerCase();
  if (/^[0-9a-f]{32}$/.test(id)) return id;
  throw new UsageError(`"${text}" is no boot id; journalctl --list-boots shows those that the journal holds`);
}
