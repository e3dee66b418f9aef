/** The parts of a play, in order; together they are all of its time. */
export const PHASES = [
  'boot',
  'set up',
  'open sessions',
  'story',
  'settle',
  'end sessions',
  'look back',
  'replay',
  'judge',
  'close',
] as const;

export type Phase = (typeof PHASES)[number];

export type PhaseTimes = Readonly<Partial<Record<Phase, number>>>;

/** Tells how many seconds each part of a play takes; it begins with the boot. */
export class PhaseClock {
  readonly #times: Partial<Record<Phase, number>> = {};
  #phase: Phase = 'boot';
  #since = performance.now();

  begin(phase: Phase): void {
    const now = performance.now();
    this.#times[this.#phase] = (this.#times[this.#phase] ?? 0) + (now - this.#since) / 1000;
    this.#phase = phase;
    this.#since = now;
  }

  /** Ends the part that runs. */
  times(): PhaseTimes {
    this.begin(this.#phase);
    return this.#times;
  }
}
