/** Waits until interrupted, or until `forUsec` has passed when that is given; true when it was the time that ended it. */
export async function untilEnd(interrupted: AbortSignal, forUsec: bigint | undefined): Promise<boolean> {
  if (interrupted.aborted) return false;
  return new Promise<boolean>((resolve) => {
    const keepAlive = setInterval(() => undefined, 1 << 30);
    const timer = forUsec === undefined ? undefined : setTimeout(() => end(true), Number(forUsec / 1000n));
    interrupted.addEventListener('abort', () => end(false), { once: true });
    function end(isTimeOver: boolean): void {
      clearInterval(keepAlive);
      clearTimeout(timer);
      resolve(isTimeOver);
    }
  });
}
