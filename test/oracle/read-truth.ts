import { bootTransaction } from './boot.ts';
import { decode } from './decode.ts';
import { readEntry, type JournalEntry, type Line } from './entry.ts';
import { findGaps } from './gaps.ts';
import { Graph, type Snapshot } from './graph.ts';
import type { FoundJob } from './jobs.ts';
import { readRuns, type FoundStart } from './runs.ts';
import { parentsOf } from './steps.ts';
import { readTransactions, type FoundTransaction, type Said } from './transactions.ts';
import type { TrueEnd, TrueGap, TrueJob, TrueMember, TrueRequest, TrueStart, TrueTransaction, Truth } from './truth.ts';

export interface ReadOptions {
  /** systemd's version, as 252. */
  readonly version: number;
  /** The manager's pid. Default 1; that of a user's manager for its truth. */
  readonly pid?: number;
  /** The boot. Default that of the last entry. */
  readonly boot?: string;
  /** The default target, when the log begins with the boot and nothing but the boot can have made a job before journald ran (`bootTransaction`). */
  readonly defaultTarget?: string;
}

/**
 * Reads what one manager's debug log says of one boot into the truth of every start and every end. `entries` are those of the journal in its order, of all programs
 * or of the manager and journald at least (journald tells there when it dropped lines). The log is trusted only where nothing of it is missing.
 */
export function readTruth(
  entries: readonly JournalEntry[],
  snapshots: readonly Snapshot[],
  { version, pid = 1, boot: wanted, defaultTarget }: ReadOptions,
): Truth {
  const lines = entries.flatMap((entry) => readEntry(entry) ?? []);
  const boot = wanted ?? lines.at(-1)?.boot ?? '';
  const ofBoot = lines.filter((line) => line.boot === boot);
  const decoded = ofBoot
    .filter((line) => line.pid === pid)
    // What was said of a job with its unit's description is no line to be decoded: a description may be anything.
    .map((line) => ({ line, told: line.jobType === undefined ? decode(line.message) : undefined }));
  const gaps = findGaps(ofBoot, decoded, pid);
  const log: (Said & { readonly line: Line })[] = decoded.map(({ line, told }) => ({
    at: line.at,
    text: line.message,
    told,
    line,
    isAfterGap: gaps.isAfterGap(line),
    ...(line.transaction === undefined ? {} : { transaction: line.transaction }),
  }));
  const graph = new Graph(
    snapshots,
    log.filter(({ told }) => told?.kind === 'reloading').map(({ at }) => at.realtime),
  );
  const found = readTransactions(log, graph);
  const runs = readRuns(log);
  const [first] = log;
  const firstGap = Math.min(...[...gaps.all, ...runs.breaks].map(({ from }) => from.realtime));
  const jobsBeforeGap = runs.jobs.filter(({ finished }) => finished !== undefined && finished.realtime < firstGap);
  const booted =
    defaultTarget === undefined || first === undefined ? undefined : bootTransaction(jobsBeforeGap, found, defaultTarget, first.at);
  const transactions = [...found, ...(booted === undefined ? [] : [booted])].map((one) => withParents(one, graph, version));
  const jobs = runs.jobs.map((job) => trueJob(job, transactions));
  const allGaps: readonly TrueGap[] = [...gaps.all, ...runs.breaks].toSorted((a, b) => a.to.realtime - b.to.realtime);
  const requestsOf = (job: FoundJob | undefined, until: number): readonly TrueRequest[] =>
    job === undefined ? [] : (jobs[runs.jobs.indexOf(job)]?.requests ?? []).filter(({ at }) => at.realtime <= until);
  /** RestartMode=direct runs a job again that has started the unit already: then it is for what came since. */
  const startRequests = (start: FoundStart): readonly TrueRequest[] => {
    const all = requestsOf(start.job, start.at.realtime);
    const earlier = runs.starts.findLast(({ job, at }) => job !== undefined && job === start.job && at.realtime < start.at.realtime);
    const since = earlier === undefined ? [] : all.filter(({ at }) => at.realtime > earlier.at.realtime);
    return since.length > 0 ? since : all;
  };
  return {
    manager: { boot, pid, scope: decoded.some(({ line }) => line.isUserUnit) ? 'user' : 'system' },
    transactions,
    jobs,
    starts: runs.starts.map((start): TrueStart => {
      const { unit, at, invocation, job, unknown } = start;
      const requests = startRequests(start);
      const gap = allGaps.find(({ from, to }) => to.realtime >= (job?.installed ?? at).realtime && from.realtime <= at.realtime);
      const reason =
        unknown ??
        (job !== undefined && requests.length === 0 ? 'its job was there before the log begins' : undefined) ??
        (gap === undefined ? undefined : `lines are missing: ${gap.why}`);
      return {
        unit,
        at,
        invocation,
        how: job !== undefined ? 'job' : reason === undefined ? 'no-job' : 'unknown',
        ...(job === undefined ? {} : { job: job.id }),
        requests,
        ...(reason === undefined ? {} : { unknown: reason }),
      };
    }),
    ends: runs.ends.map(({ unit, began, at, invocation, into, result, how, job }): TrueEnd => {
      const gap = allGaps.find(({ from, to }) => to.realtime >= (job?.installed ?? began).realtime && from.realtime <= began.realtime);
      const requests = requestsOf(job, began.realtime);
      const reason =
        gap === undefined ? (how.kind === 'job' && requests.length === 0 ? 'its job was there before the log begins' : undefined) : gap.why;
      return {
        unit,
        began,
        at,
        ...(invocation === undefined ? {} : { invocation }),
        into,
        ...(result === undefined ? {} : { result }),
        how: reason === undefined ? how : { kind: 'unknown', reason },
        ...(job === undefined ? {} : { job: job.id }),
        requests,
      };
    }),
    gaps: allGaps,
  };
}

function withParents(found: FoundTransaction, graph: Graph, version: number): TrueTransaction {
  const { anchors, mode, at } = found;
  const steps = { anchors, mode, at: at.realtime, version, members: found.members };
  return {
    ...found,
    members: found.members.map((member): TrueMember => {
      const { job, unit, type, how } = member;
      // The first is tried before all else; what is tried after it may have been brought by those before, and is asked for all the same.
      const parents = anchors[0] === unit ? [] : parentsOf(member, steps, graph);
      const isLost = parents.length === 0 && !anchors.includes(unit);
      const unknown = isLost ? 'no setting that is known leads to it' : undefined;
      return { job, unit, type, how, parents, ...(unknown === undefined ? {} : { unknown }) };
    }),
  };
}

function trueJob(job: FoundJob, transactions: readonly TrueTransaction[]): TrueJob {
  const { id, unit, types, installed, finished, result } = job;
  const requests = transactions.flatMap((transaction) =>
    transaction.members
      .filter((member) => member.job === id && member.unit === unit)
      .map(({ type, how, parents }): TrueRequest => ({
        transaction: transaction.id,
        at: transaction.at,
        type,
        how,
        isAnchor: transaction.anchors.includes(unit),
        parents,
      })),
  );
  return {
    id,
    unit,
    types,
    ...(installed === undefined ? {} : { installed }),
    requests,
    ...(finished === undefined ? {} : { finished }),
    ...(result === undefined ? {} : { result }),
  };
}
