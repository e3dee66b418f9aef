import { signalName } from '../../systemd/signal-names.ts';
import { isJobLog, momentOf } from '../../model/fact.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';
import { isNearGap } from '../jobs/coverage.ts';
import { defineEndMechanism } from './mechanism.ts';
import { runLog } from './run-logs.ts';
import type { Ending } from './ending.ts';
import { deadlySignal, signalSent, killerInLogs } from './signal-sender.ts';

/** Signals that a process usually causes itself: a fault, abort(), a broken pipe, its own timer or limit. */
const OWN: ReadonlySet<string | undefined> = new Set([
  ...['SEGV', 'ABRT', 'ILL', 'FPE', 'BUS', 'TRAP', 'SYS', 'PIPE', 'ALRM', 'VTALRM', 'PROF', 'IO', 'XCPU', 'XFSZ', 'STKFLT', 'EMT'],
]);

/** A process other than systemd sent it a signal. This follows from systemd having logged none; a log line may name the sender. */
export const signal = defineEndMechanism({
  name: 'signal',
  judge(ending, history, others) {
    const { end, stop } = ending;
    const name = deadlySignal(ending);
    if (end === undefined || stop !== undefined || others.length > 0 || name === undefined) return [];
    const isNumber = /^\d+$/.test(name);
    if (OWN.has(isNumber ? signalName(Number(name)) : name)) return [];
    const sent = signalSent(ending);
    if (!['killed', 'exited', 'dumped'].includes(end.how) || sent?.isOld === false) return [];
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
        strength: isStarting(ending) ? 'possible' : logged === undefined || isNearGap(end, history) ? 'correlated' : 'stated',
        from: { kind: 'unknown' },
        why: isStarting(ending)
          ? `killed by ${what} while it was starting; a job may have stopped it`
          : `killed by ${what}, and systemd sent none`,
        evidence: end.evidence,
      },
    ];
  },
});

/**
 * Whether its start was still under way, and is not known to have failed of it: a stop or a restart logs no "Stopping" then, and one that is replaced at once logs nothing at all
 * (job_emit_start_message() in src/core/job.c).
 */
function isStarting({ unit, run, end }: Ending): boolean {
  if (run?.job === undefined || end === undefined) return false;
  const { logs, removed } = run.job;
  if (removed?.result === 'failed' || logs.some(({ phase }) => phase === 'start-failed')) return false;
  const isWithin = (at: Instant): boolean => compareInstants(at, run.at) >= 0 && compareInstants(at, end.at) <= 0;
  return (
    !unit.logs.some((log) => isJobLog(log, 'started') && isWithin(log.at)) &&
    !unit.states.some((state) => state.signalled && state.activeState === 'active' && isWithin(momentOf(state)))
  );
}
