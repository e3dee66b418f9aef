import { wasObserved } from '../jobs/activation.ts';
import { defineMechanism } from './mechanism.ts';
import { isRestart } from '../jobs/job-kind.ts';
import { ruledOut, type Verdict } from '../../model/claim.ts';
import { isFirstActivationAfter, unitLogBefore, unitLogBeforeWait } from '../jobs/nearby-logs.ts';
import { firedBefore, triggersOf } from '../jobs/trigger.ts';
import { defined } from '../../defined.ts';

const REQUEST_USEC = 2_000_000n;

/** A process touched an automount point; PID 1 logs which (automount_dispatch_io() in src/core/automount.c). A request leads to one mount, the first after it. */
export const automount = defineMechanism({
  name: 'automount',
  judge: (activation, history) =>
    triggersOf(activation, history, '.automount').map((trigger): Verdict => {
      const from = { kind: 'unit', unit: trigger.name } as const;
      if (isRestart(activation, history)) return ruledOut(from, 'an automount queues a start, and this was a restart');
      const soon = unitLogBefore(trigger, 'automount-request', activation, REQUEST_USEC);
      const logged = soon ?? unitLogBeforeWait(trigger, 'automount-request', activation, REQUEST_USEC, history);
      const request = logged !== undefined && isFirstActivationAfter(activation, logged.at) ? logged : undefined;
      const fired = firedBefore(activation, trigger, history);
      if (request === undefined && fired === undefined) {
        const since = logged === undefined ? '' : ' since the mount before';
        return ruledOut(
          from,
          wasObserved(activation, history) ? `${trigger.name} was not asked for${since}` : `no request was logged${since}`,
        );
      }
      const { pid, comm } = request?.detail ?? {};
      const process = defined({ kind: 'process', pid, comm });
      return defined({
        strength: soon === undefined && fired === undefined ? 'correlated' : 'stated',
        from,
        evidence: [request, fired].filter((fact) => fact !== undefined),
        predecessor: pid === undefined ? undefined : { from: process, to: trigger.name },
      });
    }),
});
