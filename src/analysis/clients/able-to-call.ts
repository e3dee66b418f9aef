import type { ClientScan } from '../../model/fact.ts';
import type { ProcessDescription } from '../../model/observation.ts';

/** A client asks within milliseconds of its start, on a busy machine within some seconds; one that has been there for longer waits for something else. */
const LONG_MS = 5_000;

/**
 * Whether a process can have asked for the job of a scan. Only root may use the system manager's private socket (bus_check_peercred() in src/core/dbus.c of systemd), so that the call of any other user is on the
 * bus: where calls are overheard, one that was not seen there was not made. A program that runs as root for another user, as sudo does, asks by a child.
 */
export function canCall(process: ProcessDescription, { overheard, processes }: Seen): boolean {
  if (overheard !== true || isOfRoot(process)) return true;
  if (process.euid !== 0) return false;
  return !hasBeenThere(process) || processes.some(({ parents }) => parents?.some(({ pid }) => pid === process.pid));
}

/** Whether it is proof that such a process was there when the job came: it is none of one that waits, nor of one whose call would be on the bus. */
export function isProof(process: ProcessDescription, { overheard }: Pick<Seen, 'overheard'>): boolean {
  return !hasBeenThere(process) && (overheard === undefined || isOfRoot(process));
}

type Seen = Pick<ClientScan, 'overheard' | 'processes'>;

/** Whether it had been there for so long that it has hardly asked just now. */
export function hasBeenThere({ ageMs = 0 }: ProcessDescription): boolean {
  return ageMs > LONG_MS;
}

/** Whether it runs as root for root; of one whose user is not known that is not excluded. */
function isOfRoot({ uid = 0 }: ProcessDescription): boolean {
  return uid === 0;
}
