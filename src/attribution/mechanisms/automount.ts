import { wasHeard } from '../activation.ts';
import { defineMechanism } from '../define-mechanism.ts';
import { unitLogBefore } from '../near-log.ts';
import { firedBefore, triggersOf } from '../trigger.ts';

const REQUEST_USEC = 2_000_000n;

/** A process touched an automount point; PID 1 logs which (automount_dispatch_io() in src/core/automount.c). */
export const automount = defineMechanism({
  name: 'automount',
  judge: (activation, history) =>
    triggersOf(activation, history, '.automount').map((trigger) => {
      const from = { kind: 'unit', unit: trigger.name } as const;
      const request = unitLogBefore(trigger, 'automount-request', activation, REQUEST_USEC);
      const fired = firedBefore(activation, trigger);
      if (request === undefined && fired === undefined) {
        const why = wasHeard(activation, history) ? `${trigger.name} was not asked for` : 'no request was logged';
        return { ruledOut: true, from, why } as const;
      }
      const { pid, comm } = request?.detail ?? {};
      const process = { kind: 'process', ...(pid === undefined ? {} : { pid }), ...(comm === undefined ? {} : { comm }) } as const;
      return {
        strength: 'stated',
        from,
        evidence: [request, fired].filter((fact) => fact !== undefined),
        ...(pid === undefined ? {} : { before: { from: process, to: trigger.name } }),
      } as const;
    }),
});
