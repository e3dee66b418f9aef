import type { Instant } from './instant.ts';
import type { SourceName } from './observation.ts';

/** A span of observation orders in which the bus was heard without a break; no `until`: it still is. */
export interface HeardSpan {
  readonly since: { readonly order: number; readonly at: Instant };
  /** When the manager began to reload, which ends the span: what a unit did that is announced anew is not signalled from then on. */
  reloaded?: { readonly order: number; readonly at: Instant };
  until?: { readonly order: number; readonly at: Instant };
}

export interface GapRecord {
  readonly from: Instant;
  readonly to: Instant;
  readonly source: SourceName;
  readonly text: string;
}
