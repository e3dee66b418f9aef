import type { Instant } from './instant.ts';
import type { Fact } from './fact.ts';

/** When it happened: PID 1's own timestamp where a state carries one, else when it was seen or logged. */
export function momentOf(fact: Fact): Instant {
  return fact.kind === 'unit-state' ? (fact.stateChange ?? fact.at) : fact.at;
}
