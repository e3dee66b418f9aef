import { SourceError } from '../errors.ts';
import type { BusConnection } from './bus-connection.ts';
import type { ProcessDescription } from './observation.ts';
import { describeProcess, type ProcOptions } from './proc.ts';
import { toWireValue } from './wire-value.ts';

const BUS_NAME = 'org.freedesktop.DBus';

/** The process that owns a unique name, asked from the bus and read in /proc; of one that has ended only what the bus knows is left. */
export async function describeCaller(ask: BusConnection, sender: string, options: ProcOptions): Promise<ProcessDescription | undefined> {
  const credentials = await credentialsOf(ask, sender);
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
