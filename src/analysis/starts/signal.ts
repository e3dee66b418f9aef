import { UNIT_OF_SIGNAL } from '../../systemd/emergency-actions.ts';
import { defineMechanism } from './mechanism.ts';
import { hostLogsBefore, isFirstActivationAfter } from '../jobs/nearby-logs.ts';
import { defined } from '../../defined.ts';

const SIGNAL_USEC = 1_000_000n;

/** A signal to PID 1 made it start a special unit; it logs the signal and its sender (manager_dispatch_signal_fd() in src/core/manager.c). */
export const signal = defineMechanism({
  name: 'signal',
  judge(activation, history) {
    const line = hostLogsBefore(history, 'signal-received', activation, SIGNAL_USEC).find(({ detail, at }) => {
      const target = UNIT_OF_SIGNAL[detail.signal];
      return target !== undefined && history.canonical(target) === activation.unit.name && isFirstActivationAfter(activation, at);
    });
    if (line === undefined) return [];
    const { pid, comm, signal: name } = line.detail;
    return [
      {
        strength: 'stated',
        from: defined({ kind: 'process', pid, comm, log: line.text }),
        why: `SIG${name} to PID 1`,
        signal: `SIG${name}`,
        evidence: [line],
      },
    ];
  },
});
