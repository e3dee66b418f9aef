import { type Instant, isRecord } from './instant.ts';
import {
  address,
  busName,
  busPath,
  command,
  count,
  decimal,
  filePath,
  flag,
  host,
  instant,
  journalFields,
  listOf,
  machine,
  mark,
  type Member,
  mentionText,
  oneOf,
  optional,
  ownText,
  path,
  processUnit,
  properties,
  type Redaction,
  shape,
  text,
  type TypeOf,
  unit,
  unitFileText,
  user,
  version,
  wire,
  word,
} from './payload-members.ts';
import { table } from '../table.ts';

export type { Properties, WireValue } from './payload-members.ts';

/** Where observations come from. */
const SOURCES = ['system-bus', 'journal', 'unit-files', 'proc', 'host'] as const;

export type SourceName = (typeof SOURCES)[number];

const FROM_BUS = oneOf('system-bus');
const FROM_JOURNAL = oneOf('journal');
const FROM_DISK = oneOf('unit-files');
const FROM_PROC = oneOf('proc');
const FROM_HOST = oneOf('host');
const FROM_ANY = oneOf(...SOURCES);

const JOB = shape({ id: count, unit, type: word, state: word });
const UNIT = shape({ unit, loadState: word, activeState: word, subState: word });
const PARENT = shape({ pid: count, comm: optional(text), cmdline: optional(command), unit: optional(processUnit) });

/** A process as /proc tells of it; what could not be read is left out. */
const PROCESS = shape({
  pid: count,
  ppid: optional(count),
  uid: optional(count),
  user: optional(user),
  /** Its effective uid, where that is another: of a program that runs as its owner. */
  euid: optional(count),
  /** For how long it had been there when it was seen, in ms, to about 30 ms. */
  ageMs: optional(count),
  /** Who logged in, where that is another user than its own: what sudo, su and pkexec leave as it is. */
  loginUid: optional(count),
  loginUser: optional(user),
  comm: optional(text),
  cmdline: optional(command),
  /** The unit of its cgroup, in the manager's own terms, e.g. `cron.service` or `session-3.scope`. */
  unit: optional(processUnit),
  session: optional(word),
  tty: optional(word),
  /** comm, pid of each parent, nearest first, up to and without PID 1. */
  parents: optional(listOf(PARENT)),
  /** In a scan: behind `parents` come this one and its parents, which another process of the scan has as well, where they stand. */
  parentsFrom: optional(count),
});

/** One end of a connection or a waiting datagram at a socket unit's address: who is there. */
const PEER = shape({
  protocol: oneOf('tcp', 'udp', 'unix'),
  /** The listening address that was asked for, as ListenStream= and the like write it, e.g. `127.0.0.1:7777` or `/run/widget.sock`. */
  listen: ownText,
  /** The peer's IP address. */
  address: optional(address),
  port: optional(count),
  /** The peer's own path; most unix clients have none. */
  path: optional(path),
  /** The process at the other end, when it is on this machine and could be found. */
  process: optional(PROCESS),
  /** Its connection was accepted before it could be looked at: it may not be the one that waited. */
  accepted: optional(mark),
});

const PATH_CHECK = shape({
  source: FROM_DISK,
  /**
   * As the unit's settings give it, without the root that `--root` names: an absolute path, of which the last part may be a pattern; the bare name of a program,
   * which is looked up as systemd does; or the name of a unit, which is looked for in the folders of unit files.
   */
  path,
  found: oneOf('file', 'directory', 'other', 'missing', 'unreadable'),
  /** Of a file: whether any execute bit is set. */
  executable: optional(flag),
  /** Of a file that begins with `#!`: that line without `#!`, e.g. `/usr/bin/env python3`. */
  interpreter: optional(text),
  /** Of what is missing: names in the nearest folder that there is which look like it, whole paths, the likest first. */
  near: optional(listOf(path)),
});

const MENTION = shape({
  source: FROM_DISK,
  where: oneOf('bus-service', 'udev-rule', 'cron', 'script', 'generator', 'sysv'),
  path: filePath,
  /** From 1 on. */
  line: count,
  /** That line. */
  text: mentionText,
  /** The unit that it names. */
  unit,
  /** The unit that runs the script. */
  owner: optional(unit),
  /** The bus name of a D-Bus service file. */
  busName: optional(busName),
});

/** Each kind of payload: what it holds, which is its type, the check of what is read, and what a redaction changes. */
const OBSERVATION = {
  // What the manager tells.

  /** A raw signal of org.freedesktop.systemd1, as it came: JobNew, JobRemoved, UnitNew, UnitRemoved, Reloading, StartupFinished, PropertiesChanged. */
  signal: shape({
    source: FROM_BUS,
    path: busPath,
    interface: word,
    member: word,
    /** PropertiesChanged bodies are trimmed to the properties of KEPT_PROPERTIES; all else is complete. */
    body: listOf(wire),
  }),

  /** The reply of GetAll on one loaded unit: its Unit interface and that of its type, merged, trimmed to KEPT_PROPERTIES. */
  'unit-properties': shape({ source: FROM_BUS, unit, properties }),

  /** The manager's own properties: Version, Features, Virtualization, UserspaceTimestamp…, FinishTimestamp…, UnitPath. */
  'manager-properties': shape({ source: FROM_BUS, properties }),

  /** The reply of ListJobs: what was queued before the first signal could be seen. */
  'job-list': shape({ source: FROM_BUS, jobs: listOf(JOB) }),

  /** The reply of ListUnits, trimmed. */
  'unit-list': shape({ source: FROM_BUS, units: listOf(UNIT) }),

  /** From now on the bus is heard without a break, until a gap of source `system-bus` or the end: what is not seen did not happen. */
  listening: shape({ source: FROM_BUS }),

  // What the journal holds.

  /** One journal entry; bytes that are no UTF-8 become U+FFFD. */
  entry: shape({ source: FROM_JOURNAL, fields: journalFields }),

  /** How often a unit started in the window that was asked for, counted in the journal; at least so often when counting was cut short. */
  'start-count': shape({ source: FROM_JOURNAL, unit, starts: count, atLeast: flag }),

  // What is read from the host's disk: unit files, what their settings name, and the lines elsewhere that name units.

  /** One unit file or drop-in, whole. `unit` is the unit that it declares (for a template: the template's name). */
  'unit-file': shape({
    source: FROM_DISK,
    unit,
    path: filePath,
    text: unitFileText,
    /** µs of the wall clock, decimal: when the file came to its place, or its content last changed; only of this host's own files. */
    changedUsec: optional(decimal),
  }),

  /** Another name of a unit or template: a link in the search path, or Alias= of its file; what the manager says of names counts more. */
  'unit-alias': shape({ source: FROM_DISK, unit, alias: unit, path: filePath }),

  /** A link in a .wants, .requires or .upholds folder: `owner` pulls in `unit`. */
  'dependency-link': shape({
    source: FROM_DISK,
    owner: unit,
    setting: oneOf('Wants', 'Requires', 'Upholds'),
    unit,
    path: filePath,
    /** µs of the wall clock, decimal: when the link was made; only of this host's own. */
    changedUsec: optional(decimal),
  }),

  /** What a path that a unit's settings name is on this host. */
  'path-check': PATH_CHECK,

  /** Whether a user or group that a unit's settings name is known to this host's databases. */
  'account-check': shape({
    source: FROM_DISK,
    database: oneOf('user', 'group'),
    name: user,
    exists: flag,
    /** Names that look like it. */
    near: optional(listOf(user)),
    /** Of a missing one: databases of nsswitch.conf that were not asked and may have it, e.g. `ldap`. */
    unasked: optional(listOf(word)),
  }),

  /** Where a file of a unit comes from. */
  'file-origin': shape({
    source: FROM_DISK,
    path,
    /** µs of the wall clock, decimal: when its content (of a link: the link itself) last changed. */
    modifiedUsec: optional(decimal),
    /** The package that owns it, e.g. `nginx-common`. */
    package: optional(word),
  }),

  /** A line outside of the unit files that names a unit which it can start: a D-Bus service file, a udev rule, a cron table, a script. */
  mention: {
    ...MENTION,
    /** The unit and the name of the bus are known as such when the line and the file's name are read. */
    redacted(one: TypeOf<typeof MENTION>, redaction: Redaction): TypeOf<typeof MENTION> {
      redaction.unit(one.unit);
      if (one.busName !== undefined) redaction.busName(one.busName);
      return MENTION.redacted(one, redaction);
    },
  },

  // Who asked.

  /** The processes that could have asked for a job (systemctl, busctl …), seen in one scan of /proc right after a JobNew. */
  'client-scan': shape({
    source: FROM_PROC,
    /** Ids of the jobs whose JobNew led to the scan. */
    jobs: listOf(count),
    processes: listOf(PROCESS),
    /** How many more there were, which are not told: a scan has a limit. */
    leftOut: optional(count),
    /** Present when they were found not by their names but by their connection to the manager's private socket. */
    connected: optional(mark),
    /** Of the system's manager: whether the calls of all clients of the bus were overheard when the jobs were announced. */
    overheard: optional(flag),
  }),

  /** A program that asks for jobs was executed, as the kernel's tracing told (`--trace-exec`), and the process as /proc told of it right then. */
  'client-exec': shape({
    source: FROM_PROC,
    /** The path that was executed, e.g. `/usr/bin/systemctl`. */
    program: path,
    /** Left out when the process was gone before it could be looked at. */
    process: optional(PROCESS),
  }),

  /**
   * A method call on the manager that asks for jobs, seen by a monitor of the bus, with the process that owns the sender's name. What a client asks over
   * the manager's private socket, as root's systemctl does, is not on the bus.
   */
  'client-call': shape({
    source: FROM_BUS,
    /** The unique name of the caller, e.g. `:1.42`. */
    sender: word,
    /** e.g. `StartUnit`, or `Start` for a call on a unit's own object. */
    member: word,
    /** The unit named by the first argument or by the object's path. */
    unit: optional(unit),
    /** The job that the call made: it was announced right before the manager's reply, which names it. */
    job: optional(count),
    /** The job that the reply names when it was there before the call: someone else made it. */
    joined: optional(count),
    process: optional(PROCESS),
  }),

  /** A message to a bus name that nobody owned, seen by a monitor of the bus: the bus has the service of that name started for it. */
  'bus-request': shape({
    source: FROM_BUS,
    busName,
    /** The unique name of the sender, e.g. `:1.42`. */
    sender: word,
    process: optional(PROCESS),
  }),

  /** Looking back: the process that dbus-daemon's line names as the sender, as it was still there; of one that was gone, what the line says and its user's name. */
  'bus-requester': shape({ source: FROM_PROC, busName, sender: word, process: PROCESS }),

  /** From now on the messages to these bus names are seen, and to no others. */
  'name-watch': shape({ source: FROM_BUS, busNames: listOf(busName) }),

  /** Who stood at the addresses of a socket unit right after the JobNew of the unit that it starts. */
  'peer-scan': shape({
    source: FROM_PROC,
    jobs: listOf(count),
    /** The socket unit. */
    socket: unit,
    peers: listOf(PEER),
    /** Other connections to its addresses that had been accepted or just closed: one of them may have knocked. */
    served: optional(count),
  }),

  /** Whose number a uid is, by /etc/passwd, right before an entry of the journal that such a user's process wrote and that names a user; without `user` there is no name for it. */
  'user-name': shape({ source: FROM_PROC, uid: count, user: optional(user) }),

  // What holds of the observations themselves.

  /** The host and manager that the observations after it belong to. */
  host: shape({
    source: FROM_HOST,
    hostname: optional(host),
    machineId: optional(machine),
    /** e.g. `252 (252.39-1~deb12u2)`; starts with the number. */
    systemdVersion: optional(version),
    manager: oneOf('system', 'user'),
  }),

  /** How well a source could be read; the last one of a source counts. `remedy` is a command or a sentence that would mend it. */
  'source-status': shape({
    source: FROM_ANY,
    status: oneOf('ok', 'degraded', 'missing'),
    detail: optional(ownText),
    remedy: optional(ownText),
  }),

  /** A time in which `source` could not be heard: a lost bus, a manager that re-executed, journald restarted. */
  gap: shape({ source: FROM_ANY, from: instant, to: instant, text: ownText }),

  /** The session ended in order; its `at` is the end of what was asked for. A recording without it was cut off. */
  'session-end': shape({ source: FROM_HOST }),
};

export type ObservationKind = keyof typeof OBSERVATION;

/** The payload of one kind. */
export type PayloadOf<K extends ObservationKind> = { readonly kind: K } & TypeOf<(typeof OBSERVATION)[K]>;

export type ObservationPayload = { [K in ObservationKind]: PayloadOf<K> }[ObservationKind];

export type SignalPayload = PayloadOf<'signal'>;
export type JobListPayload = PayloadOf<'job-list'>;
export type UnitListPayload = PayloadOf<'unit-list'>;
export type JournalEntryPayload = PayloadOf<'entry'>;
export type UnitFilePayload = PayloadOf<'unit-file'>;
export type UnitAliasPayload = PayloadOf<'unit-alias'>;
export type DependencyLinkPayload = PayloadOf<'dependency-link'>;
export type PathCheckPayload = PayloadOf<'path-check'>;
export type AccountCheckPayload = PayloadOf<'account-check'>;
export type FileOriginPayload = PayloadOf<'file-origin'>;
export type MentionPayload = PayloadOf<'mention'>;
export type ClientExecPayload = PayloadOf<'client-exec'>;
export type ClientCallPayload = PayloadOf<'client-call'>;
export type PeerScanPayload = PayloadOf<'peer-scan'>;
export type HostPayload = PayloadOf<'host'>;
export type SourceStatusPayload = PayloadOf<'source-status'>;
export type GapPayload = PayloadOf<'gap'>;
export type ProcessDescription = TypeOf<typeof PROCESS>;
export type PeerDescription = TypeOf<typeof PEER>;

/**
 * One raw thing that was seen. `sequence` counts up over all sources of a session in the order of arrival.
 * `at` is when it was seen; for a journal entry, when it was logged (_SOURCE_REALTIME_TIMESTAMP where there is one).
 */
export interface Observation {
  readonly sequence: number;
  readonly at: Instant;
  readonly payload: ObservationPayload;
}

/** The members of each kind of payload, and of what stands inside; whyalive-recording(5) explains each of them. */
export const KNOWN_MEMBERS: Readonly<Record<string, readonly string[]>> = table({
  ...Object.fromEntries(Object.entries(OBSERVATION).map(([kind, { members }]) => [kind, members])),
  'a job': JOB.members,
  'a unit': UNIT.members,
  'a process': PROCESS.members,
  'a parent': PARENT.members,
  'a peer': PEER.members,
});

/** Whether foreign data is a payload that every later layer may rely on. */
export function isObservationPayload(value: unknown): value is ObservationPayload {
  if (!isRecord(value) || typeof value['kind'] !== 'string' || !Object.hasOwn(OBSERVATION, value['kind'])) return false;
  return OBSERVATION[value['kind'] as ObservationKind].is(value);
}

/** Whether foreign data names a kind of payload that this version does not know. */
export function isUnknownKind(value: unknown): boolean {
  return isRecord(value) && typeof value['kind'] === 'string' && !Object.hasOwn(OBSERVATION, value['kind']);
}

/** The payload without what tells people, hosts and commands apart. */
export function redactPayload<P extends ObservationPayload>(payload: P, redaction: Redaction): P {
  const described: Member<unknown> = OBSERVATION[payload.kind];
  return { kind: payload.kind, ...(described.redacted(payload, redaction) as object) } as P;
}
