import { writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { attempt } from '../attempt.ts';

/** A client may be gone within two milliseconds; on a busy machine it takes longer until a process of normal priority runs. */
const NICE = -10;

/** Lets this process run before those of normal priority, where that is allowed and nobody gave it a nice value; gives what undoes it. */
export function raisePriority(): () => void {
  if (getPriority() !== 0 || !setNice(NICE)) return () => undefined;
  return () => void setNice(0);
}

/** Sets the nice value of this process; whether that was allowed. */
export function setNice(value: number): boolean {
  return attempt(() => {
    setPriority(value);
    return true;
  }, false);
}

/**
 * Lets this process, which must lead a session of its own, come before other sessions as far as its nice value lets it come before other processes: where the kernel
 * groups processes by session (sched(7), autogrouping), nice alone counts within a session only.
 */
export function raiseSessionPriority(): void {
  // There may be no autogroups here, or it may not be allowed.
  attempt(() => writeFileSync('/proc/self/autogroup', String(getPriority())), undefined);
}
