import { type Instant, isRecord } from './instant.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';

// What is read from the host's disk: unit files, what their settings name, and the lines elsewhere that name units.

/** One unit file or drop-in, whole. `unit` is the unit that it declares (for a template: the template's name). */
export interface UnitFilePayload {
  readonly source: 'unit-files';
  readonly kind: 'unit-file';
  readonly unit: string;
  readonly path: string;
  readonly text: string;
}

/** A link in a .wants, .requires or .upholds folder: `owner` pulls in `unit`. */
export interface DependencyLinkPayload {
  readonly source: 'unit-files';
  readonly kind: 'dependency-link';
  readonly owner: string;
  readonly setting: 'Wants' | 'Requires' | 'Upholds';
  readonly unit: string;
  readonly path: string;
}

/** What a path that a unit's settings name is on this host. */
export interface PathCheckPayload {
  readonly source: 'unit-files';
  readonly kind: 'path-check';
  /**
   * As the unit's settings give it, without the root that `--root` names: an absolute path, of which the last part may be a pattern; the bare name of a program,
   * which is looked up as systemd does; or the name of a unit, which is looked for in the folders of unit files.
   */
  readonly path: string;
  readonly found: 'file' | 'directory' | 'other' | 'missing' | 'unreadable';
  /** Of a file: whether any execute bit is set. */
  readonly executable?: boolean;
  /** Of a file that begins with `#!`: that line without `#!`, e.g. `/usr/bin/env python3`. */
  readonly interpreter?: string;
  /** Of what is missing: names in the nearest folder that there is which look like it, whole paths, the likest first. */
  readonly near?: readonly string[];
}

/** Whether a user or group that a unit's settings name is known to this host's databases. */
export interface AccountCheckPayload {
  readonly source: 'unit-files';
  readonly kind: 'account-check';
  readonly database: 'user' | 'group';
  readonly name: string;
  readonly exists: boolean;
  /** Names that look like it. */
  readonly near?: readonly string[];
  /** Of a missing one: databases of nsswitch.conf that were not asked and may have it, e.g. `ldap`. */
  readonly unasked?: readonly string[];
}

/** Where a file of a unit comes from. */
export interface FileOriginPayload {
  readonly source: 'unit-files';
  readonly kind: 'file-origin';
  readonly path: string;
  /** µs of the wall clock, decimal: when its content (of a link: the link itself) last changed. */
  readonly modifiedUsec?: string;
  /** The package that owns it, e.g. `nginx-common`. */
  readonly package?: string;
}

/** A line outside of the unit files that names a unit which it can start: a D-Bus service file, a udev rule, a cron table, a script. */
export interface MentionPayload {
  readonly source: 'unit-files';
  readonly kind: 'mention';
  readonly where: 'bus-service' | 'udev-rule' | 'cron' | 'script' | 'generator' | 'sysv';
  readonly path: string;
  /** From 1 on. */
  readonly line: number;
  /** That line. */
  readonly text: string;
  /** The unit that it names. */
  readonly unit: string;
  /** The unit that runs the script. */
  readonly owner?: string;
  /** The bus name of a D-Bus service file. */
  readonly busName?: string;
}

type DiskPayload = UnitFilePayload | DependencyLinkPayload | PathCheckPayload | AccountCheckPayload | FileOriginPayload | MentionPayload;

/** A decoded D-Bus value that JSON can hold: 64-bit integers are decimal strings, variants are unwrapped, byte arrays are arrays of numbers. */
export type WireValue = string | number | boolean | readonly WireValue[] | { readonly [key: string]: WireValue };

/** Properties by their D-Bus name, e.g. `ActiveState`. */
export type Properties = Readonly<Record<string, WireValue>>;

export type SourceName = 'system-bus' | 'journal' | 'unit-files' | 'proc' | 'host';

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
interface UnitPropertiesPayload {
  readonly source: 'system-bus';
  readonly kind: 'unit-properties';
  readonly unit: string;
  readonly properties: Properties;
}

/** The manager's own properties: Version, Features, Virtualization, UserspaceTimestamp…, FinishTimestamp…, UnitPath. */
interface ManagerPropertiesPayload {
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
interface ClientScanPayload {
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
interface StartCountPayload {
  readonly source: 'journal';
  readonly kind: 'start-count';
  readonly unit: string;
  readonly starts: number;
  readonly atLeast: boolean;
}

/** The session ended in order; its `at` is the end of what was asked for. A recording without it was cut off. */
interface SessionEndPayload {
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
interface ListeningPayload {
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

interface Check {
  (value: unknown): boolean;
}
type Kind = ObservationPayload['kind'];

const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const isDecimal: Check = (value) => isText(value) && /^\d{1,20}$/.test(value as string);
const isScope: Check = (value) => value === 'system' || value === 'user';
const isInstant: Check = (value) => isRecord(value) && typeof value['realtimeUsec'] === 'bigint';
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const mapOf =
  (check: Check): Check =>
  (value) =>
    isRecord(value) && Object.values(value).every(check);
/** The check of an object, with the names of the members that it knows. */
interface Shape extends Check {
  readonly members: readonly string[];
}

const shape = (members: Readonly<Record<string, Check>>): Shape => {
  const checks = Object.entries(members);
  return Object.assign((value: unknown) => isRecord(value) && checks.every(([name, check]) => check(value[name])), {
    members: Object.keys(members),
  });
};

const WIRE_DEPTH = 32;
const isWireValue = (value: unknown, depth = 0): boolean => {
  if (['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (typeof value !== 'object' || value === null || depth > WIRE_DEPTH) return false;
  return Object.values(value).every((member) => isWireValue(member, depth + 1));
};
const isWire: Check = (value) => isWireValue(value);

const isJob = shape({ id: isCount, unit: isText, type: isText, state: isText });
const isUnit = shape({ unit: isText, loadState: isText, activeState: isText, subState: isText });
const isParent = shape({ pid: isCount, comm: optional(isText), cmdline: optional(listOf(isText)), unit: optional(isText) });
const isProcess = shape({
  pid: isCount,
  ppid: optional(isCount),
  uid: optional(isCount),
  user: optional(isText),
  comm: optional(isText),
  cmdline: optional(listOf(isText)),
  unit: optional(isText),
  session: optional(isText),
  tty: optional(isText),
  parents: optional(listOf(isParent)),
});
const isPeer = shape({
  protocol: oneOf('tcp', 'udp', 'unix'),
  listen: isText,
  address: optional(isText),
  port: optional(isCount),
  path: optional(isText),
  process: optional(isProcess),
  accepted: optional((value) => value === true),
});
const isSource = oneOf('system-bus', 'journal', 'unit-files', 'proc', 'host');

/** What each kind of payload must look like; more members are fine, so that a newer version can add some. */
const CHECKS: Readonly<Record<Kind, Shape>> = {
  signal: shape({ source: oneOf('system-bus'), path: isText, interface: isText, member: isText, body: listOf(isWire) }),
  'unit-properties': shape({ source: oneOf('system-bus'), unit: isText, properties: mapOf(isWire) }),
  'manager-properties': shape({ source: oneOf('system-bus'), properties: mapOf(isWire) }),
  'job-list': shape({ source: oneOf('system-bus'), jobs: listOf(isJob) }),
  'unit-list': shape({ source: oneOf('system-bus'), units: listOf(isUnit) }),
  entry: shape({ source: oneOf('journal'), fields: mapOf((value) => isText(value) || listOf(isText)(value)) }),
  'unit-file': shape({ source: oneOf('unit-files'), unit: isText, path: isText, text: isText }),
  'dependency-link': shape({
    source: oneOf('unit-files'),
    owner: isText,
    setting: oneOf('Wants', 'Requires', 'Upholds'),
    unit: isText,
    path: isText,
  }),
  'path-check': shape({
    source: oneOf('unit-files'),
    path: isText,
    found: oneOf('file', 'directory', 'other', 'missing', 'unreadable'),
    executable: optional(isFlag),
    interpreter: optional(isText),
    near: optional(listOf(isText)),
  }),
  'account-check': shape({
    source: oneOf('unit-files'),
    database: oneOf('user', 'group'),
    name: isText,
    exists: isFlag,
    near: optional(listOf(isText)),
    unasked: optional(listOf(isText)),
  }),
  'file-origin': shape({ source: oneOf('unit-files'), path: isText, modifiedUsec: optional(isDecimal), package: optional(isText) }),
  mention: shape({
    source: oneOf('unit-files'),
    where: oneOf('bus-service', 'udev-rule', 'cron', 'script', 'generator', 'sysv'),
    path: isText,
    line: isCount,
    text: isText,
    unit: isText,
    owner: optional(isText),
    busName: optional(isText),
  }),
  'client-scan': shape({
    source: oneOf('proc'),
    jobs: listOf(isCount),
    processes: listOf(isProcess),
    connected: optional((value) => value === true),
  }),
  'client-exec': shape({ source: oneOf('proc'), program: isText, process: optional(isProcess) }),
  'client-call': shape({
    source: oneOf('system-bus'),
    sender: isText,
    member: isText,
    unit: optional(isText),
    job: optional(isCount),
    joined: optional(isCount),
    process: optional(isProcess),
  }),
  'peer-scan': shape({ source: oneOf('proc'), jobs: listOf(isCount), socket: isText, peers: listOf(isPeer), served: optional(isCount) }),
  'start-count': shape({ source: oneOf('journal'), unit: isText, starts: isCount, atLeast: isFlag }),
  'session-end': shape({ source: oneOf('host') }),
  host: shape({
    source: oneOf('host'),
    manager: isScope,
    hostname: optional(isText),
    machineId: optional(isText),
    systemdVersion: optional(isText),
  }),
  'source-status': shape({
    source: isSource,
    status: oneOf('ok', 'degraded', 'missing'),
    detail: optional(isText),
    remedy: optional(isText),
  }),
  listening: shape({ source: oneOf('system-bus') }),
  gap: shape({ source: isSource, from: isInstant, to: isInstant, text: isText }),
};

/** The members of each kind of payload, and of what stands inside; whyalive-recording(5) explains each of them. */
export const KNOWN_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries(CHECKS).map(([kind, { members }]) => [kind, members])),
  'a job': isJob.members,
  'a unit': isUnit.members,
  'a process': isProcess.members,
  'a parent': isParent.members,
  'a peer': isPeer.members,
};

/** Whether foreign data is a payload that every later layer may rely on. */
export function isObservationPayload(value: unknown): value is ObservationPayload {
  if (!isRecord(value) || typeof value['kind'] !== 'string' || !Object.hasOwn(CHECKS, value['kind'])) return false;
  return CHECKS[value['kind'] as Kind](value);
}

/** Whether foreign data names a kind of payload that this version does not know. */
export function isUnknownKind(value: unknown): boolean {
  return isRecord(value) && typeof value['kind'] === 'string' && !Object.hasOwn(CHECKS, value['kind']);
}
