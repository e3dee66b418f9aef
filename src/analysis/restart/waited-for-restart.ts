import { endOf } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import { compareInstants, follows, type Instant } from '../../model/instant.ts';
import { linesOf, type StartRecord, type UnitRecord } from '../../model/unit-record.ts';
import { restartAnswer } from './restart-answer.ts';

/**
 * Looking back: when a service last went to wait for its automatic restart, by at most `usec` before a moment: by the line with which that restart came, or, where something else came first, by what Restart= makes of
 * the end. Each time it comes up without a job then (service_enter_dead() in src/core/service.c).
 */
export function waitedForRestartBefore(moment: Instant, record: UnitRecord, usec: bigint, history: History): Instant | undefined {
  if (!record.name.endsWith('.service')) return undefined;
  return record.starts
    .map((start, index) => waitAfter(start, record.starts[index + 1], { moment, usec }, record, history))
    .findLast((at) => at !== undefined);
}

function waitAfter(
  start: StartRecord,
  next: StartRecord | undefined,
  { moment, usec }: { readonly moment: Instant; readonly usec: bigint },
  record: UnitRecord,
  history: History,
): Instant | undefined {
  const isOver = next !== undefined && !follows(moment, next.at, usec) && compareInstants(next.at, moment) < 0;
  const end = isOver || compareInstants(start.at, moment) > 0 ? undefined : endOf(record, start);
  if (end === undefined || end.how === 'stopped' || !follows(moment, end.at, usec)) return undefined;
  const isScheduled = linesOf(record, 'restart-scheduled').some(
    ({ at }) => compareInstants(at, end.at) >= 0 && (next === undefined || compareInstants(at, next.at) <= 0),
  );
  return isScheduled || restartAnswer(end, start, record, history)?.acts === true ? end.at : undefined;
}
