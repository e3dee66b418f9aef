import { getPriority, setPriority } from 'node:os';

/** Who has just asked may be gone in two milliseconds; on a busy machine it takes longer until a process of normal priority runs. */
const NICE = -10;

/** Lets this process run before those of normal priority, where that is allowed and nobody gave it a nice value; gives what undoes it. */
export function raisePriority(): () => void {
  if (getPriority() !== 0 || !setNice(NICE)) return () => undefined;
  return () => void setNice(0);
}

function setNice(value: number): boolean {
  try {
    setPriority(value);
    return true;
  } catch {
    return false;
  }
}
