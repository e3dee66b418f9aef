import { SourceError } from '../../errors.ts';
import { createBudget } from '../budget.ts';
import { busCall, type BusConnection } from './connection.ts';
import type { ProcessDescription } from '../../model/observation.ts';
import { createProcessReader, type ProcOptions } from '../proc/process.ts';
import { createRecentProcesses } from '../proc/recent-processes.ts';
import { AGE_MS, ageOf } from '../proc/socket-owner.ts';
import { usersOnce } from '../proc/users.ts';
import { defined } from '../../defined.ts';

/** The processes that own the unique names of a bus. */
export interface BusCallers {
  /** A connection has appeared: its process is read now, because many exit right after their call. */
  greet(name: string): void;
  leave(name: string): void;
  describe(name: string): BusCaller;
}

export interface BusCaller {
  /** The process that owns the name, read from /proc; for one that has ended only the bus's credentials, or undefined. */
  readonly process: Promise<ProcessDescription | undefined>;
  /** The processes that were new when the connection appeared and that can ask a manager for jobs. */
  readonly cameWith: readonly ProcessDescription[];
}

interface KnownCaller extends BusCaller {
  readonly queriedMs: number;
  /** When it was seen to connect. */
  readonly connectedMs: number | undefined;
}

const MAX_KNOWN = 500;
/** Connections whose processes are looked up as they appear: so many at once, and so many a second. Of others the process is looked up when they call. */
const MAX_GREETED = 256;
const GREETED_A_MINUTE = 60 * 50;
/** A caller's process is not read again within this time. */
const FRESH_MS = 100;

/** `ask` is the connection over which the bus is queried. */
export function createBusCallers(ask: BusConnection, options: ProcOptions): BusCallers {
  const known = new Map<string, KnownCaller>();
  const recent = createRecentProcesses(options);
  const describe = createProcessReader(options);
  const userOf = usersOnce(options.passwd);
  const credit = createBudget(MAX_GREETED, GREETED_A_MINUTE);
  recent.look();

  async function owner(name: string, connectedMs: number | undefined): Promise<ProcessDescription | undefined> {
    const credentials = await credentialsOf(ask, name);
    if (credentials === undefined) return undefined;
    const { pid, uid } = credentials;
    const found = [describe(pid), recent.known(pid)].filter((process) => process !== undefined);
    const own = found.filter((process) => isOwner(process, uid, connectedMs));
    return fullest([...own, defined({ pid, uid, user: uid === undefined ? undefined : userOf(String(uid)) })]);
  }

  /** A connection that was passed on outlives its process, whose pid may then be reused. A process that changed its user, as dbus-broker-launch does, is still it. */
  function isOwner(process: ProcessDescription, uid: number | undefined, connectedMs: number | undefined): boolean {
    const ageMs = (ageOf(process.pid, options.procRoot) ?? Infinity) * 1000 + AGE_MS;
    if (connectedMs !== undefined) return ageMs >= performance.now() - connectedMs;
    return uid === undefined || uid === 0 || process.uid === undefined || process.uid === uid;
  }

  function keep(name: string, caller: Omit<KnownCaller, 'queriedMs'>): BusCaller {
    const [oldest] = known.keys();
    if (known.size >= MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    known.set(name, { ...caller, queriedMs: performance.now() });
    return caller;
  }

  return {
    greet(name) {
      if (!credit.spend(1)) return;
      const connectedMs = performance.now();
      keep(name, { process: owner(name, connectedMs), cameWith: recent.look(), connectedMs });
    },
    leave: (name) => void known.delete(name),
    describe(name) {
      const early = known.get(name);
      if (early !== undefined && performance.now() - early.queriedMs <= FRESH_MS) return early;
      return keep(name, {
        process: Promise.all([owner(name, early?.connectedMs), early?.process]).then(fullest),
        cameWith: early?.cameWith ?? [],
        connectedMs: early?.connectedMs,
      });
    },
  };
}

/** The first that has a command line, else a name; a zombie has no command line, an ended process neither. */
function fullest(known: readonly (ProcessDescription | undefined)[]): ProcessDescription | undefined {
  const found = known.filter((process) => process !== undefined);
  return found.find(({ cmdline }) => cmdline !== undefined) ?? found.find(({ comm }) => comm !== undefined) ?? found[0];
}

/**
 * GetConnectionCredentials would tell it in one call, and from dbus-broker 36 on also return a file descriptor, for which that bus
 * disconnects whoever has not agreed to receive any.
 */
async function credentialsOf(ask: BusConnection, sender: string): Promise<{ pid: number; uid?: number } | undefined> {
  const [pid, uid] = await Promise.all(
    ['GetConnectionUnixProcessID', 'GetConnectionUnixUser'].map((member) =>
      ask.call(busCall(member, 's', [sender])).then(
        (reply) => (reply.ok && typeof reply.body[0] === 'number' ? reply.body[0] : undefined),
        (error: unknown) => {
          if (error instanceof SourceError) return undefined;
          throw error;
        },
      ),
    ),
  );
  // A process of another pid namespace has no pid here.
  return pid === undefined || pid <= 0 ? undefined : defined({ pid, uid });
}
