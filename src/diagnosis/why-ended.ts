import type { ChainLink } from '../attribution/attribute-start.ts';
import type { Cause } from '../attribution/cause.ts';
import type { Strength } from '../attribution/strength.ts';
import type { End } from '../facts/ends.ts';
import type { Fact } from '../facts/fact.ts';
import type { History } from '../facts/history.ts';
import type { StartRecord, UnitRecord } from '../facts/unit-record.ts';
import type { EndMechanism } from './end-mechanism.ts';

/** What brought a unit down, through every hop; an end by itself has no culprit. */
export interface Culprit {
  readonly by: Cause;
  /** The weakest link's. */
  readonly strength: Strength;
  /** From the root to the unit. */
  readonly chain: readonly (EndChainLink | ChainLink)[];
}

/** One hop on the way to an end. */
export interface EndChainLink {
  readonly mechanism: EndMechanism;
  readonly strength: Strength;
  readonly from: Cause;
  readonly to: string;
  readonly claim?: { readonly setting?: string; readonly why?: string; readonly evidence: readonly Fact[] };
}

/** Who or what brought the unit down; undefined when it ended by itself, or when nothing tells. */
export function whyEnded(_end: End, _run: StartRecord | undefined, _unit: UnitRecord, _history: History): Culprit | undefined {
  return undefined;
}
