import type { ObservationPayload } from './observation.ts';
import { isRecord } from './instant-format.ts';

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
