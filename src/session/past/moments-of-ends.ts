import { endBefore, endOf, type End } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import type { StartRecord } from '../../model/unit-record.ts';
import { compareInstants, type Instant } from '../../model/instant.ts';

/** When the runs that these starts began, or ended before them, began to go down; of those that ended by themselves, nothing around it tells more. */
export function momentsOfEnds(starts: readonly StartRecord[], history: History): readonly { readonly at: Instant }[] {
  return starts.flatMap((start) => {
    const record = history.unit(start.unit);
    const before = record.starts[0] === start ? endBefore(record, start) : undefined;
    return [before, endOf(record, start)].flatMap((end) => (end !== undefined && wasBroughtDown(end) ? [{ at: beginOf(end) }] : []));
  });
}

function wasBroughtDown({ how, exitCode }: End): boolean {
  return how !== 'start-limit-hit' && how !== 'skipped' && (how !== 'exited' || exitCode === 'killed');
}

function beginOf({ at, evidence }: End): Instant {
  return evidence.reduce((first, fact) => (compareInstants(fact.at, first) < 0 ? fact.at : first), at);
}
