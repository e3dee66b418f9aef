import { SourceError } from '../errors.ts';
import type { BusConnection } from './bus-connection.ts';
import type { ProcessDescription } from './observation.ts';
import { describeProcess, type ProcOptions } from './proc.ts';
import { toWireValue } from './wire-value.ts';

const BUS_NAME = 'org.freedesktop.DBus';

/** Who owns the unique names of a bus. */
export interface BusCallers {
  /** A connection has appeared: it is looked at now, as many are gone right after their call. */
  greet(name: string): void;
  leave(name: string): void;
  /** The process that owns a unique name, as /proc tells of it; of one that has ended only what the bus knew is left. */
  describe(name: string): Promise<ProcessDescription | undefined>;
}

const MOST_KNOWN = 500;

/** Asks the bus over `ask`. */
export function createBusCallers(ask: BusConnection, options: ProcOptions): BusCallers {
  const greeted = new Map<string, Promise<ProcessDescription | undefined>>();
  return {
    greet(name) {
      const [oldest] = greeted.keys();
      if (greeted.size >= MOST_KNOWN && oldest !== undefined) greeted.delete(oldest);
      greeted.set(name, describeOwner(ask, name, options));
    },
    leave: (name) => void greeted.delete(name),
    async describe(name) {
      const early = greeted.get(name);
      const fresh = await describeOwner(ask, name, options);
      return fresh?.cmdline === undefined ? fuller(await early, fresh) : fresh;
    },
  };
}

/** A zombie has lost its command line, and what is gone all but its pid. */
function fuller(early: ProcessDescription | undefined, fresh: ProcessDescription | undefined): ProcessDescription | undefined {
  return early?.cmdline === undefined && fresh?.comm !== undefined ? fresh : (early ?? fresh);
}

async function describeOwner(ask: BusConnection, name: string, options: ProcOptions): Promise<ProcessDescription | undefined> {
  const credentials = await credentialsOf(ask, name);
  if (credentials === undefined) return undefined;
  const { pid, uid } = credentials;
  const process = describeProcess(pid, options);
  // A connection that was handed on outlives its process, whose number may then be another's.
  const isItself = process !== undefined && (uid === undefined || process.uid === undefined || process.uid === uid);
  return isItself ? process : { pid, ...(uid === undefined ? {} : { uid }) };
}

async function credentialsOf(ask: BusConnection, sender: string): Promise<{ pid: number; uid?: number } | undefined> {
  const request = { destination: BUS_NAME, path: '/org/freedesktop/DBus', interface: BUS_NAME, member: 'GetConnectionCredentials' };
  const reply = await ask.call({ ...request, signature: 's', body: [sender] }).catch((error: unknown) => {
    if (error instanceof SourceError) return undefined;
    throw error;
  });
  if (reply?.ok !== true) return undefined;
  const credentials = toWireValue(reply.body[0]);
  if (typeof credentials !== 'object' || Array.isArray(credentials)) return undefined;
  const { ProcessID: pid, UnixUserID: uid } = credentials as Readonly<Record<string, unknown>>;
  // A process of another pid namespace has no number here.
  if (typeof pid !== 'number' || pid <= 0) return undefined;
  return { pid, ...(typeof uid === 'number' ? { uid } : {}) };
}
