import type { PayloadOf, ProcessDescription } from '../../model/observation.ts';
import { createBudget } from '../budget.ts';
import { bytesOf, cutCommand } from './cut-command.ts';

const KIBI = 1024;
/** What is told in full of the processes of one scan; of the others the beginning of their commands. */
const FULL_BYTES = 64 * KIBI;
const BRIEF_BYTES = 256;
const MOST_BRIEF = 256;
/** What is larger than usual shares these; when they are spent, a scan is told in so much. */
const LARGE = { atOnce: 4096 * KIBI, perMinute: 64 * KIBI };
const LITTLE = { full: 4 * KIBI, brief: 16 };
/** A scan, and a process with its parents, of a host where nobody fills them are smaller, and are told as they are. */
const USUAL_BYTES = 16 * KIBI;
const USUAL_OF_ONE = 4 * KIBI;
/** Calls of users that made no job. */
const CALLS = { atOnce: 1024 * KIBI, perMinute: 64 * KIBI };
const COST_OF_CALL = 300;

type Scanned = Pick<PayloadOf<'client-scan'>, 'processes' | 'leftOut'>;

/**
 * What is told of processes, in a bounded number of bytes: whoever has a login decides how many there are, with what arguments and parents, how often one calls or connects.
 */
export interface ToldProcesses {
  /** Those that one scan found. */
  scan(found: readonly ProcessDescription[]): Scanned;
  /** One that is named with other things, be it in full or only the beginning of its command. */
  one(process: ProcessDescription): ProcessDescription;
  /** Whether a call is told that made no job, as far as is known: anyone may make them. */
  mayTellCall(process: ProcessDescription | undefined): boolean;
}

/** A budget for all that one session tells of processes. */
export function createToldProcesses(clock?: () => number): ToldProcesses {
  const budget = createBudget(LARGE.atOnce, LARGE.perMinute, clock);
  const calls = createBudget(CALLS.atOnce, CALLS.perMinute, clock);
  return {
    scan(found) {
      if (sizeOf(found) <= USUAL_BYTES) return { processes: found };
      // Root's processes need not be overheard on the bus, so nothing else may tell of them.
      const first = [...found].sort((a, b) => Number(isOfRoot(b)) - Number(isOfRoot(a)));
      const whole = within(first, FULL_BYTES, MOST_BRIEF);
      return budget.spend(sizeOf(whole.processes)) ? whole : within(first, LITTLE.full, LITTLE.brief);
    },
    one(process) {
      const size = sizeOf([process]);
      return size <= USUAL_OF_ONE || budget.spend(size) ? process : briefly(process, new Set());
    },
    mayTellCall: (process) =>
      (process?.uid === 0 && isOfRoot(process)) || calls.spend(COST_OF_CALL + (process === undefined ? 0 : sizeOf([process]))),
  };
}

function within(found: readonly ProcessDescription[], fullBytes: number, mostBrief: number): Scanned {
  const chains = new Set<number>();
  const processes: ProcessDescription[] = [];
  let bytes = 0;
  let brief = 0;
  let leftOut = 0;
  for (const process of found) {
    const shared = sharingParents(process, chains);
    const size = sizeOf([shared]);
    if (bytes + size <= fullBytes) {
      bytes += size;
      processes.push(shared);
      for (const { pid } of shared.parents ?? []) chains.add(pid);
    } else if (brief < mostBrief) {
      brief += 1;
      processes.push(briefly(process, chains));
    } else leftOut += 1;
  }
  return leftOut === 0 ? { processes } : { processes, leftOut };
}

/** Parents that another process of the scan has, too, are told with that one. */
function sharingParents(process: ProcessDescription, told: ReadonlySet<number>): ProcessDescription {
  const { parents, ...rest } = process;
  const from = parents?.findIndex(({ pid }) => told.has(pid)) ?? -1;
  if (parents === undefined || from < 0) return process;
  const own = parents.slice(0, from);
  const parentsFrom = parents[from]?.pid ?? 0;
  return own.length === 0 ? { ...rest, parentsFrom } : { ...rest, parents: own, parentsFrom };
}

function briefly(process: ProcessDescription, told: ReadonlySet<number>): ProcessDescription {
  const { parents, parentsFrom, ...rest } = sharingParents(process, told);
  const brief = rest.cmdline === undefined ? rest : { ...rest, cmdline: cutCommand(rest.cmdline, BRIEF_BYTES) };
  // Without its own parents it is not told whose those behind them are.
  return parents !== undefined || parentsFrom === undefined ? brief : { ...brief, parentsFrom };
}

function isOfRoot({ uid = 0, euid = uid }: ProcessDescription): boolean {
  return uid === 0 || euid === 0;
}

/** About the number of bytes that processes take in a recording. */
function sizeOf(processes: readonly ProcessDescription[]): number {
  const one = ({ comm = '', cmdline = [], unit = '' }: Pick<ProcessDescription, 'comm' | 'cmdline' | 'unit'>): number =>
    60 + comm.length + unit.length + bytesOf(cmdline) + 2 * cmdline.length;
  return processes.reduce(
    (sum, process) => sum + 100 + one(process) + (process.parents ?? []).reduce((all, parent) => all + one(parent), 0),
    0,
  );
}
