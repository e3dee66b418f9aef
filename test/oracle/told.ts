import type { Strength } from '../../src/model/strength.ts';
import type { ToldLink, ToldStart } from '../lab/told-start.ts';
import type { ToldEnd } from '../lab/told-timeline.ts';

/** What was told of one start, or of one end. */
export interface Told {
  readonly unit: string;
  /** In µs since 1970. */
  readonly at: number;
  readonly mechanism: string;
  readonly strength: Strength;
  readonly chain: readonly ToldLink[];
  readonly invocation?: string;
  /** Of an end. */
  readonly end?: ToldEnd;
}

/** What was told of starts. */
export function toldStarts(starts: readonly ToldStart[]): Told[] {
  return starts.map(({ unit, at, mechanism, strength, chain, invocationId }) => ({
    ...{ unit, at: microseconds(at), mechanism, strength, chain },
    ...(invocationId === undefined ? {} : { invocation: invocationId }),
  }));
}

/** What was told of ends; that a start was refused ended no run. What ExecCondition= skips has run until then: it has an invocation. */
export function toldEnds(ends: readonly ToldEnd[]): Told[] {
  return ends
    .filter(({ how }) => how !== 'start-limit-hit')
    .map((end) => {
      const { unit, at, strength = 'unexplained', chain = [] } = end;
      return { unit, at: microseconds(at), mechanism: chain.at(-1)?.mechanism ?? 'unexplained', strength, chain, end };
    });
}

/** Of `2026-11-30T07:10:01.260762Z`; a Date knows no microseconds. */
function microseconds(at: string): number {
  const fraction = /\.(\d+)Z$/.exec(at)?.[1] ?? '';
  return Date.parse(at.replace(/\.\d+Z$/, 'Z')) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
