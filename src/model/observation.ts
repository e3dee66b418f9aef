import type { Instant } from './instant.ts';
import type { DiskPayload } from './disk-observation.ts';

export type * from './disk-observation.ts';

/** A decoded D-Bus value that JSON can hold: 64-bit integers are decimal strings, variants are unwrapped, byte arrays are arrays of numbers. */
export type WireValue = string | number | boolean | readonly WireValue[] | { readonly [key: string]: WireValue };

/** Properties by their D-Bus name, e.g. `ActiveState`. */
export type Properties = Readonly<Record<string, WireValue>>;

export type SourceName = 'system-bus' | 'journal' | 'unit-files' | 'proc' | 'host';

/** Which manager's story is told; the manager's own D-Bus is the system bus or the user's bus. */
export type ManagerScope = 'system' | 'user';

/** A raw signal of org.freedesktop.systemd1, as it came: JobNew, JobRemoved, UnitNew, UnitRemoved, Reloading, StartupFinished, PropertiesChanged. */
export interface SignalPayload {
  readonly source: 'system-bus';
  readonly kind: 'signal';
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  /** PropertiesChanged bodies are trimmed to the properties of KEPT_PROPERTIES; all else is complete. */
  readonly body: readonly WireValue[];
}

/** The reply of GetAll on one loaded unit: its Unit interface and that of its type, merged, trimmed to KEPT_PROPERTIES. */
export interface UnitPropertiesPayload {
  readonly source: 'system-bus';
  readonly kind: 'unit-properties';
  readonly unit: string;
  readonly properties: Properties;
}

/** The manager's own properties: Version, Features, Virtualization, UserspaceTimestamp…, FinishTimestamp…, UnitPath. */
export interface ManagerPropertiesPayload {
  readonly source: 'system-bus';
  readonly kind: 'manager-properties';
  readonly properties: Properties;
}

/** The reply of ListJobs: what was queued before the first signal could be seen. */
export interface JobListPayload {
  readonly source: 'system-bus';
  readonly kind: 'job-list';
  readonly jobs: readonly { readonly id: number; readonly unit: string; readonly type: string; readonly state: string }[];
}

/** The reply of ListUnits, trimmed. */
export interface UnitListPayload {
  readonly source: 'system-bus';
  readonly kind: 'unit-list';
  readonly units: readonly { readonly unit: string; readonly loadState: string; readonly activeState: string; readonly subState: string }[];
}

/** One journal entry; a field that occurs twice holds both values; bytes that are no UTF-8 become U+FFFD. */
export interface JournalEntryPayload {
  readonly source: 'journal';
  readonly kind: 'entry';
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
}

/** A process as /proc tells of it; what could not be read is left out. */
export interface ProcessDescription {
  readonly pid: number;
  readonly ppid?: number;
  readonly uid?: number;
  readonly user?: string;
  readonly comm?: string;
  readonly cmdline?: readonly string[];
  /** The unit of its cgroup, in the manager's own terms, e.g. `cron.service` or `session-3.scope`. */
  readonly unit?: string;
  readonly session?: string;
  readonly tty?: string;
  /** comm, pid of each parent, nearest first, up to and without PID 1. */
  readonly parents?: readonly {
    readonly pid: number;
    readonly comm?: string;
    readonly cmdline?: readonly string[];
    readonly unit?: string;
  }[];
}

/** The processes that could have asked for a job (systemctl, busctl …), seen in one scan of /proc right after a JobNew. */
export interface ClientScanPayload {
  readonly source: 'proc';
  readonly kind: 'client-scan';
  /** Ids of the jobs whose JobNew led to the scan. */
  readonly jobs: readonly number[];
  readonly processes: readonly ProcessDescription[];
  /** Present when they were found not by their names but by their connection to the manager's private socket. */
  readonly connected?: true;
}

/** A program that asks for jobs was executed, as the kernel's tracing told (`--trace-exec`), and the process as /proc told of it right then. */
export interface ClientExecPayload {
  readonly source: 'proc';
  readonly kind: 'client-exec';
  /** The path that was executed, e.g. `/usr/bin/systemctl`. */
  readonly program: string;
  /** Left out when the process was gone before it could be looked at. */
  readonly process?: ProcessDescription;
}

/**
 * A method call on the manager that asks for jobs, seen by a monitor of the bus, with the process that owns the sender's name. What a client asks over
 * the manager's private socket, as root's systemctl does, is not on the bus.
 */
export interface ClientCallPayload {
  readonly source: 'system-bus';
  readonly kind: 'client-call';
  /** The unique name of the caller, e.g. `:1.42`. */
  readonly sender: string;
  /** e.g. `StartUnit`, or `Start` for a call on a unit's own object. */
  readonly member: string;
  /** The unit named by the first argument or by the object's path. */
  readonly unit?: string;
  /** The job that the call made: it was announced right before the manager's reply, which names it. */
  readonly job?: number;
  /** The job that the reply names when it was there before the call: someone else made it. */
  readonly joined?: number;
  readonly process?: ProcessDescription;
}

/** One end of a connection or a waiting datagram at a socket unit's address: who is there. */
export interface PeerDescription {
  readonly protocol: 'tcp' | 'udp' | 'unix';
  /** The listening address that was asked for, as ListenStream= and the like write it, e.g. `127.0.0.1:7777` or `/run/widget.sock`. */
  readonly listen: string;
  /** The peer's IP address. */
  readonly address?: string;
  readonly port?: number;
  /** The peer's own path; most unix clients have none. */
  readonly path?: string;
  /** The process at the other end, when it is on this machine and could be found. */
  readonly process?: ProcessDescription;
  /** Its connection was accepted before it could be looked at: it may not be the one that waited. */
  readonly accepted?: true;
}

/** Who stood at the addresses of a socket unit right after the JobNew of the unit that it starts. */
export interface PeerScanPayload {
  readonly source: 'proc';
  readonly kind: 'peer-scan';
  readonly jobs: readonly number[];
  /** The socket unit. */
  readonly socket: string;
  readonly peers: readonly PeerDescription[];
  /** Other connections to its addresses that had been accepted or just closed: one of them may have knocked. */
  readonly served?: number;
}

/** How often a unit started in the window that was asked for, counted in the journal; at least so often when counting was cut short. */
export interface StartCountPayload {
  readonly source: 'journal';
  readonly kind: 'start-count';
  readonly unit: string;
  readonly starts: number;
  readonly atLeast: boolean;
}

/** The session ended in order; its `at` is the end of what was asked for. A recording without it was cut off. */
export interface SessionEndPayload {
  readonly source: 'host';
  readonly kind: 'session-end';
}

/** The host and manager that the observations after it belong to. */
export interface HostPayload {
  readonly source: 'host';
  readonly kind: 'host';
  readonly hostname?: string;
  readonly machineId?: string;
  /** e.g. `252 (252.39-1~deb12u2)`; starts with the number. */
  readonly systemdVersion?: string;
  readonly manager: ManagerScope;
}

/** How well a source could be read; the last one of a source counts. `remedy` is a command or a sentence that would mend it. */
export interface SourceStatusPayload {
  readonly source: SourceName;
  readonly kind: 'source-status';
  readonly status: 'ok' | 'degraded' | 'missing';
  readonly detail?: string;
  readonly remedy?: string;
}

/** From now on the bus is heard without a break, until a gap of source `system-bus` or the end: what is not seen did not happen. */
export interface ListeningPayload {
  readonly source: 'system-bus';
  readonly kind: 'listening';
}

/** A time in which `source` could not be heard: a lost bus, a manager that re-executed, journald restarted. */
export interface GapPayload {
  readonly source: SourceName;
  readonly kind: 'gap';
  readonly from: Instant;
  readonly to: Instant;
  readonly text: string;
}

export type ObservationPayload =
  | SignalPayload
  | UnitPropertiesPayload
  | ManagerPropertiesPayload
  | JobListPayload
  | UnitListPayload
  | JournalEntryPayload
  | DiskPayload
  | ClientScanPayload
  | ClientExecPayload
  | ClientCallPayload
  | PeerScanPayload
  | StartCountPayload
  | SessionEndPayload
  | HostPayload
  | SourceStatusPayload
  | ListeningPayload
  | GapPayload;

/**
 * One raw thing that was seen. `sequence` counts up over all sources of a session in the order of arrival.
 * `at` is when it was seen; for a journal entry, when it was logged (_SOURCE_REALTIME_TIMESTAMP where there is one).
 */
export interface Observation {
  readonly sequence: number;
  readonly at: Instant;
  readonly payload: ObservationPayload;
}
