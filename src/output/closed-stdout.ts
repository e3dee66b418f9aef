const waiting = new Set<() => void>();

/** From now on a closed standard output does not end the program: `end` is called instead, so that what there is can be saved. */
export function onClosedStdout(end: () => void): void {
  waiting.add(end);
}

/** To be called when standard output was closed; false when nothing has to be saved, so that the program may end. */
export function stdoutWasClosed(): boolean {
  for (const end of waiting) end();
  return waiting.size > 0;
}
