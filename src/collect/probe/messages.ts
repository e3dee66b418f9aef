import type { Instant } from '../../model/instant.ts';
import type { ObservationPayload } from '../../model/observation.ts';
import type { ProbeOptions, ProbeRequest } from './probe.ts';

/** Messages of the program to its probe. */
export type ToProbe =
  | { readonly kind: 'begin'; readonly options: ProbeOptions }
  | { readonly kind: 'request'; readonly request: ProbeRequest }
  | { readonly kind: 'job'; readonly jobId: number; readonly unit: string }
  | { readonly kind: 'close' };

/** Messages of the probe to the program: `ready` or `refused` first. */
export type FromProbe =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'seen'; readonly payload: ObservationPayload; readonly at: Instant };
