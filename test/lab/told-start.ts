import type { Strength } from '../../src/model/strength.ts';

/** A start as `-o json` prints it, as far as it is judged. */
export interface ToldStart {
  readonly unit: string;
  readonly at: string;
  readonly invocationId?: string;
  readonly mechanism: string;
  readonly strength: Strength;
  readonly chain: readonly ToldLink[];
}

export interface ToldLink {
  readonly mechanism: string;
  readonly strength: Strength;
  readonly from: {
    readonly kind: string;
    readonly unit?: string;
    readonly comm?: string;
    readonly user?: string;
    readonly loginUser?: string;
  };
  readonly to: string;
}
