import type { Instant } from '../../model/instant.ts';
import type { ObservationPayload } from '../../model/observation.ts';
import type { LookoutOptions, LookoutOrders } from './probe.ts';

/** What the program tells its lookout. */
export type ToLookout =
  | { readonly kind: 'begin'; readonly options: LookoutOptions }
  | { readonly kind: 'order'; readonly orders: LookoutOrders }
  | { readonly kind: 'job'; readonly jobId: number; readonly unit: string }
  | { readonly kind: 'close' };

/** What the lookout tells the program: `ready` or `refused` first. */
export type FromLookout =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'seen'; readonly payload: ObservationPayload; readonly at: Instant };
