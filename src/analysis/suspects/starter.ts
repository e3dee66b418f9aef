import type { Suspect } from '../../model/timeline.ts';

/** What can make one unit start, one hop away: a suspect, but for its way to the unit asked for. */
export type Starter = Omit<Suspect, 'via' | 'to' | 'host'>;
