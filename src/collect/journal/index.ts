// The journal, as the rest of the program sees it.
export type { JournalEntry } from './entry.ts';
export { isOwnJournal } from './query.ts';
export type { JournalPlace, JournalQuery } from './query.ts';
export { journalAccess, lookAtJournal } from './access.ts';
export { resolveBoot } from './boots.ts';
export { readAhead, readInTurn } from './read-ahead.ts';
export type { AheadReading } from './read-ahead.ts';
export { readJournal } from './read.ts';
export { scanJournal } from './scan.ts';
export type { ScannedEntry } from './scan.ts';
export { followJournal } from './follow.ts';
