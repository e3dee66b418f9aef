// The journal, as the rest of the program sees it.
export type { JournalEntry } from './journal-entry.ts';
export { isOwnJournal } from './journal-query.ts';
export type { JournalPlace, JournalQuery } from './journal-query.ts';
export { journalAccess, lookAtJournal } from './journal-access.ts';
export { resolveBoot } from './journal-boots.ts';
export type { Boot } from './journal-boots.ts';
export { readAhead, readInTurn } from './journal-ahead.ts';
export type { AheadReading } from './journal-ahead.ts';
export { readJournal } from './journal-reader.ts';
export { scanJournal } from './journal-scan.ts';
export type { ScannedEntry } from './journal-scan.ts';
export { followJournal } from './journal-follow.ts';
export type { JournalFollower } from './journal-follow.ts';
export { parseTime } from './timestamp.ts';
