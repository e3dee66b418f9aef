// The journal's public functions for the other rooms.
export type { JournalEntry } from './entry.ts';
export { isOwnJournal } from './query.ts';
export type { JournalPlace, JournalQuery } from './query.ts';
export { placeBelow } from './place-below.ts';
export { lookAtJournal } from './access.ts';
export type { JournalLook } from './access.ts';
export { resolveBoot } from './boots.ts';
export { readAhead, readInTurn, readJournal } from './read.ts';
export type { AheadReading } from './read.ts';
export { scanJournal } from './scan.ts';
export type { ScannedEntry } from './scan.ts';
export { followJournal } from './follow.ts';
