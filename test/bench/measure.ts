/** A row of the benchmark. */
export interface Measure {
  readonly what: string;
  readonly value: number;
  /** Left out where a number is shown and nothing was promised. */
  readonly bound?: number;
  readonly unit: 'ms' | 'MB';
  readonly against: string;
}
