import { spawn } from 'node:child_process';
import { beginClientScan } from '../../src/collect/proc/client-scan.ts';

/** The best of several scans of /proc for clients, in ms. */
export interface ScanCost {
  readonly wholeMs: number;
  /** The longest time in which nothing else is read. */
  readonly stepMs: number;
}

/** What a scan costs on this machine with so many processes more on it. */
export function clientScanCost(processes: number, rounds: number): ScanCost {
  const sleepers = Array.from({ length: processes }, () => spawn('sleep', ['600'], { stdio: 'ignore' }));
  try {
    let best: ScanCost = { wholeMs: Number.POSITIVE_INFINITY, stepMs: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round += 1) {
      const cost = scanOnce();
      best = { wholeMs: Math.min(best.wholeMs, cost.wholeMs), stepMs: Math.min(best.stepMs, cost.stepMs) };
    }
    return best;
  } finally {
    for (const sleeper of sleepers) sleeper.kill('SIGKILL');
  }
}

function scanOnce(): ScanCost {
  let [wholeMs, stepMs] = [0, 0];
  let before = performance.now();
  const scan = beginClientScan();
  for (let isMore = true; isMore;) {
    isMore = scan.step();
    const now = performance.now();
    wholeMs += now - before;
    stepMs = Math.max(stepMs, now - before);
    before = now;
  }
  return { wholeMs, stepMs };
}
