import type { JobQueued } from '../../model/fact.ts';
import type { Activation } from '../../model/claim.ts';

/** Whether another job of the unit was heard to be announced before the activation's own, after what `isAfter` says: then that one took the effect. */
export function hasEarlierJob({ unit, order }: Activation, isAfter: (queued: JobQueued) => boolean): boolean {
  return order !== undefined && unit.jobs.some(({ queued }) => queued?.known === 'heard' && queued.order < order && isAfter(queued));
}
