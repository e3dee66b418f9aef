/** setTimeout() takes no longer delay, and would end at once. */
const MAX_DELAY_MS = 0x7fffffff;

/** Waits until interrupted, or until `forUsec` has passed when that is given; true when it was the time that ended it. */
export async function untilEnd(interrupted: AbortSignal, forUsec: bigint | undefined): Promise<boolean> {
  if (interrupted.aborted) return false;
  return new Promise<boolean>((resolve) => {
    const keepAlive = setInterval(() => undefined, 1 << 30);
    const ends = forUsec === undefined ? undefined : performance.now() + Number(forUsec) / 1000;
    let timer: NodeJS.Timeout | undefined;
    interrupted.addEventListener('abort', () => end(false), { once: true });
    if (ends !== undefined) wait(ends);
    function wait(until: number): void {
      const left = Math.max(0, until - performance.now());
      timer = setTimeout(() => (left > MAX_DELAY_MS ? wait(until) : end(true)), Math.min(left, MAX_DELAY_MS));
    }
    function end(isTimeOver: boolean): void {
      clearInterval(keepAlive);
      clearTimeout(timer);
      resolve(isTimeOver);
    }
  });
}
