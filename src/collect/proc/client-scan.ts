import { isClientProgram } from '../../systemd/client-commands.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import { parseStat, readCmdline, readProcFile } from './proc-files.ts';
import { createScanReader, type ProcOptions } from './process.ts';
import { AGE_MS, ageOf, pidsByAge } from './socket-owner.ts';

/** The number of processes read in one step, which takes about half a millisecond. */
const SLICE = 64;
/** The largest number of processes that is reported. */
const MAX_FOUND = 256;

/** A search of /proc in steps, so that it delays nothing else. */
interface ClientScan {
  /** Takes the next step, of about a millisecond at most; whether there is more to do. The first looks at the youngest processes. */
  step(): boolean;
  /** The processes found so far that could have just requested a job, including zombies, youngest first. */
  found(): readonly ProcessDescription[];
}

interface ScanOptions extends ProcOptions {
  /** How long ago the latest of the jobs was announced: what was not there then has requested none of them. */
  readonly announcedMsAgo?: () => number;
}

/** Begins a search for the processes that could have requested a job. */
export function beginClientScan(options: ScanOptions = {}): ClientScan {
  const { procRoot = '/proc', announcedMsAgo = () => 0 } = options;
  const describe = createScanReader(options);
  const found: ProcessDescription[] = [];
  // The youngest first: the client is one of them, unless the machine is very busy, and may exit soon.
  const pids = pidsByAge(procRoot);
  let next = 0;

  const look = (pid: number): void => {
    if (pid <= 1 || found.length >= MAX_FOUND) return;
    const folder = `${procRoot}/${String(pid)}`;
    const comm = readProcFile(`${folder}/comm`)?.replace(/\n$/, '');
    if (comm === undefined || !isClientProgram(comm, () => readCmdline(folder))) return;
    const process = describe(pid);
    // A fork of a client that has got another name since is none.
    if (process?.comm === undefined || (process.comm !== comm && !isClientProgram(process.comm, () => process.cmdline))) return;
    if (process.cmdline === undefined && isExecuting(folder)) return;
    if (!cameLater(pid)) found.push(process);
  };

  const cameLater = (pid: number): boolean => {
    const msAgo = announcedMsAgo() - AGE_MS;
    return msAgo > 0 && (ageOf(pid, procRoot) ?? Infinity) * 1000 < msAgo;
  };

  return {
    step() {
      for (const pid of pids.slice(next, next + SLICE)) look(pid);
      next += SLICE;
      return next < pids.length && found.length < MAX_FOUND;
    },
    found: () => found,
  };
}

/** Whether a process is about to run its program, and so has requested nothing yet. */
function isExecuting(folder: string): boolean {
  return parseStat(readProcFile(`${folder}/stat`) ?? '')?.isEnding === false;
}

/** The processes that could have just requested a job, in one step. */
export function scanClients(options: ScanOptions = {}): readonly ProcessDescription[] {
  const scan = beginClientScan(options);
  while (scan.step());
  return scan.found();
}
