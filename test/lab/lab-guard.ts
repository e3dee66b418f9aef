const takeDowns = new Set<() => void>();

/** Has `takeDown` called, synchronously, when this process ends by itself, by an error or by a signal. */
export function guardLab(takeDown: () => void): void {
  if (takeDowns.size === 0) listen();
  takeDowns.add(takeDown);
}

/** The lab is down; false when it was already. */
export function unguardLab(takeDown: () => void): boolean {
  const was = takeDowns.delete(takeDown);
  if (was && takeDowns.size === 0) forget();
  return was;
}

function takeAllDown(): void {
  for (const takeDown of [...takeDowns]) {
    try {
      takeDown();
    } catch {
      // Said by no one: the process ends; the next lab sweeps what is left.
    }
  }
}

function onSignal(signal: NodeJS.Signals): void {
  takeAllDown();
  process.kill(process.pid, signal);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function listen(): void {
  process.on('exit', takeAllDown);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function forget(): void {
  process.off('exit', takeAllDown);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
