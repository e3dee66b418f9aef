const waiting = new Set<() => void>();

/** From now on a lost output ends nothing by itself: `end` is called, and whoever waits still has to save what there is. */
export function onClosedStdout(end: () => void): void {
  waiting.add(end);
}

/** Tells that nobody reads standard output any more; false when nobody has anything to save. */
export function stdoutWasClosed(): boolean {
  for (const end of waiting) end();
  return waiting.size > 0;
}
