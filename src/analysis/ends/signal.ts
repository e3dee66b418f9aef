import { signalName } from '../../systemd/signal-names.ts';
import { isNearGap } from '../jobs/coverage.ts';
import { defineEndMechanism } from './mechanism.ts';
import { runLog } from './run-logs.ts';
import { deadlySignal, signalSent, killerInLogs } from './signal-sender.ts';

/** Signals that a process usually causes itself: a fault, abort(), a broken pipe, its own timer or limit. */
const OWN: ReadonlySet<string | undefined> = new Set([
  ...['SEGV', 'ABRT', 'ILL', 'FPE', 'BUS', 'TRAP', 'SYS', 'PIPE', 'ALRM', 'VTALRM', 'PROF', 'IO', 'XCPU', 'XFSZ', 'STKFLT', 'EMT'],
]);

/** A process other than systemd sent it a signal. This follows from systemd having logged none; a log line may name the sender. */
export const signal = defineEndMechanism({
  name: 'signal',
  judge(ending, history, others) {
    const { end, stop, run } = ending;
    const name = deadlySignal(ending);
    if (end === undefined || stop !== undefined || others.length > 0 || name === undefined) return [];
    const isNumber = /^\d+$/.test(name);
    if (OWN.has(isNumber ? signalName(Number(name)) : name)) return [];
    const sent = signalSent(ending);
    if (!['killed', 'exited', 'dumped'].includes(end.how) || sent?.isOld === false) return [];
    // A restart that came while the start was still running goes on under the same job.
    const isUnderway =
      run?.job?.queued !== undefined && (run.job.removed === undefined || run.job.logs.some(({ phase }) => phase === 'stopping'));
    if (isUnderway) return [];
    const logged = runLog(ending, 'process-exit') ?? runLog(ending, 'succeeded');
    const killer = killerInLogs(ending, history);
    const what = isNumber ? `signal ${name}` : `SIG${name}`;
    if (killer !== undefined) {
      const { description, line } = killer;
      return [
        {
          strength: 'correlated',
          from: { kind: 'client', ...description },
          why: `killed by ${what}; the command was logged right before`,
          evidence: [line, ...end.evidence],
        },
      ];
    }
    // systemd sent one long ago, and the process may have taken that long to die of it.
    if (sent !== undefined) return [];
    return [
      {
        // systemd logs the signals that it sends, and this line comes after them.
        strength: logged === undefined || isNearGap(end, history) ? 'correlated' : 'stated',
        from: { kind: 'unknown' },
        why: `killed by ${what}, and systemd sent none`,
        evidence: end.evidence,
      },
    ];
  },
});
