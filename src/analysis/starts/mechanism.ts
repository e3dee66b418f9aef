import type { History } from '../../history/history.ts';
import type { Activation, Verdict } from '../../model/claim.ts';

/** A way in which a unit can come to be started. It judges every activation, and returns nothing for most of them. */
export interface Mechanism<Name extends string = string> {
  readonly name: Name;
  /** `others` holds the verdicts of the mechanisms before it in the table: only those that conclude by elimination may use it. */
  readonly judge: (activation: Activation, history: History, others: readonly Verdict[]) => readonly Verdict[];
}

/** Gives a mechanism its type; the name must be the file's. */
export function defineMechanism<const Name extends string>(mechanism: Mechanism<Name>): Mechanism<Name> {
  return mechanism;
}
