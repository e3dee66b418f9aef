// The journal, as the rest of the program sees it.
export type { JournalEntry } from './journal-entry.ts';
export type { JournalPlace, JournalQuery } from './journal-query.ts';
export { journalAccess } from './journal-access.ts';
export { resolveBoot } from './journal-boots.ts';
export type { Boot } from './journal-boots.ts';
export { readJournal } from './journal-reader.ts';
export { followJournal } from './journal-follow.ts';
export type { JournalFollower } from './journal-follow.ts';
export { parseTime } from './timestamp.ts';
