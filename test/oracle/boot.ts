import type { FoundJob } from './jobs.ts';
import type { FoundTransaction } from './transactions.ts';
import type { TrueTime } from './truth.ts';

/**
 * The transaction of the default target, of which the log has nothing: PID 1 made it before journald ran. It is all jobs that were there before the log's first, if
 * the caller says that nothing else can have made one by then. That is so where every unit but the distribution's own has its default dependencies: those come after
 * sysinit.target, which comes after journald.
 */
export function bootTransaction(
  jobs: readonly FoundJob[],
  transactions: readonly FoundTransaction[],
  target: string,
  at: TrueTime,
): FoundTransaction | undefined {
  const first = Math.min(...transactions.flatMap(({ members }) => members.map(({ job }) => job ?? Number.POSITIVE_INFINITY)));
  const known = new Set(transactions.flatMap(({ members }) => members.map(({ job }) => job)));
  const members = jobs.filter(
    ({ id, types, installed }) => installed === undefined && id < first && !known.has(id) && types[0] !== 'reload',
  );
  if (members.length === 0) return undefined;
  return {
    id: transactions.length,
    at,
    anchor: target,
    anchors: [target],
    type: 'start',
    mode: 'isolate',
    cause: { kind: 'boot', lines: ['(before the log begins)'] },
    outcome: 'enqueued',
    members: members.map(({ id, unit, types: [type = 'start'] }) => ({ job: id, unit, type, how: 'installed', at })),
  };
}
