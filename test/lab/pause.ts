/** Waits without blocking. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Blocks the process: for the clean-up in exit handlers, where nothing asynchronous runs any more. */
export function pauseSync(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Asks `probe` every `everyMs` until it gives something; undefined after `timeoutMs`. */
export async function eventually<T>(timeoutMs: number, probe: () => T | undefined, everyMs = 20): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) return undefined;
    await pause(everyMs);
  }
}
