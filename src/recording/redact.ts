import type {
  HostPayload,
  Observation,
  ObservationPayload,
  PeerDescription,
  ProcessDescription,
  Properties,
  WireValue,
} from '../model/observation.ts';
import { completeUnitName, unitTypeOf } from '../systemd/unit-name.ts';
import type { RecordingHeader } from './format.ts';
import { isRecord } from '../model/instant.ts';
import { commandRedactor } from './redact/command.ts';
import { redactFields } from './redact/log-line.ts';
import { createMarks } from './redact/pseudonyms.ts';
import { redactBusPath, redactText, redactUnitName } from './redact/text.ts';
import { redactUnitFile } from './redact/unit-file.ts';
import { defined } from '../defined.ts';

/**
 * Replaces user names, addresses, host names, homes and command-line values by marks, the same value always by the same mark, one observation after the
 * other. Names of units and programs, verbs, times and ids stay, so that a start is attributed as before.
 */
export interface Redactor {
  header<T extends Omit<RecordingHeader, 'format'>>(header: T): T;
  observation(observation: Observation): Observation;
}

/** Names that are known before anything was observed; without them a name in running text is found from where it was first told as one. */
export interface KnownNames {
  readonly users?: readonly string[];
  readonly hosts?: readonly string[];
}

const MAX_UNITS = 50_000;
/** Properties that hold systemd's own words, which no name of a person may change. */
const AS_IS =
  /^(?:\w*State|Type|Restart|RestartMode|Result|\w*JobMode|\w*Action|Features|Version|Virtualization|Architecture|Tainted|LoadError|Transient|Names|Id|Following|InvocationID|Job)$/;

/** A redactor of one recording, or of several that are told together. */
export function createRedactor({ users = [], hosts = [] }: KnownNames = {}): Redactor {
  const marks = createMarks();
  for (const host of hosts) marks.host(host);
  for (const user of users) marks.user(user);
  const units = new Set<string>();
  const isUnit = (name: string): boolean => units.has(name) || units.has(`${name}.service`);
  const noteUnit = (name: string): string => {
    if (units.size < MAX_UNITS) units.add(name);
    return redactUnitName(name, marks);
  };
  const text = (value: string): string => redactText(value, marks);
  const argv = (words: readonly string[]): readonly string[] => {
    const command = commandRedactor(marks, isUnit);
    return words.map((word) => command.word(word));
  };

  /** A path that stands in a command as a word of it, whole or below the working directory; undefined where it is no such word. */
  const checkedPath = (path: string): string | undefined => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const name = marks.knownValue(path.slice(folder.length));
    return marks.knownValue(path) ?? (name === undefined ? undefined : `${text(folder)}${name}`);
  };

  const process = (one: ProcessDescription): ProcessDescription => ({
    ...one,
    ...defined({
      user: one.user === undefined ? undefined : marks.user(one.user),
      comm: one.comm === undefined ? undefined : text(one.comm),
      cmdline: one.cmdline === undefined ? undefined : argv(one.cmdline),
      unit: one.unit === undefined ? undefined : redactUnitName(one.unit, marks),
      parents: one.parents?.map(process),
    }),
  });
  const maybe = ({ process: one }: { readonly process?: ProcessDescription }): { readonly process?: ProcessDescription } =>
    one === undefined ? {} : { process: process(one) };
  const peer = (one: PeerDescription): PeerDescription => ({
    ...one,
    listen: text(one.listen),
    ...defined({
      address: one.address === undefined ? undefined : marks.address(one.address),
      path: one.path === undefined ? undefined : text(one.path),
    }),
    ...maybe(one),
  });
  const host = (one: HostPayload): HostPayload => ({
    ...one,
    ...defined({
      hostname: one.hostname === undefined ? undefined : marks.host(one.hostname),
      machineId: one.machineId === undefined ? undefined : marks.machine(one.machineId),
    }),
  });

  const wire = (value: WireValue, name = ''): WireValue => {
    if (typeof value === 'string') {
      if (value.startsWith('/org/freedesktop/')) return redactBusPath(value, marks);
      if (unitTypeOf(value) !== undefined && !value.includes('/')) return noteUnit(value);
      return AS_IS.test(name) ? value : text(value);
    }
    if (typeof value !== 'object') return value;
    if (!isRecord(value)) return value.map((member) => (name === 'ExecStart' ? execLine(member) : wire(member, name)));
    return properties(value);
  };
  /** A command as the bus tells it: the path, the arguments, and when it ran. */
  const execLine = (member: WireValue): WireValue =>
    Array.isArray(member)
      ? (member as readonly WireValue[]).map((part) =>
          Array.isArray(part) ? argv(part.filter((word) => typeof word === 'string')) : wire(part),
        )
      : wire(member);
  const properties = (all: Properties): Properties =>
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, wire(value, name)]));

  const payload = (one: ObservationPayload): ObservationPayload => {
    switch (one.kind) {
      case 'signal':
        return { ...one, path: redactBusPath(one.path, marks), body: one.body.map((value) => wire(value)) };
      case 'unit-properties':
        return { ...one, unit: noteUnit(one.unit), properties: properties(one.properties) };
      case 'manager-properties':
        return { ...one, properties: properties(one.properties) };
      case 'job-list':
        return { ...one, jobs: one.jobs.map((job) => ({ ...job, unit: noteUnit(job.unit) })) };
      case 'unit-list':
        return { ...one, units: one.units.map((unit) => ({ ...unit, unit: noteUnit(unit.unit) })) };
      case 'entry':
        return { ...one, fields: redactFields(one.fields, marks, isUnit) };
      case 'unit-file':
        return { ...one, unit: noteUnit(one.unit), path: text(one.path), text: redactUnitFile(one.text, marks, isUnit) };
      case 'dependency-link':
        return { ...one, owner: noteUnit(one.owner), unit: noteUnit(one.unit), path: text(one.path) };
      case 'path-check': {
        const { near, ...rest } = one;
        const word = checkedPath(one.path);
        return {
          ...rest,
          path: word ?? text(one.path),
          ...defined({
            interpreter: one.interpreter === undefined ? undefined : text(one.interpreter),
            near: near === undefined || word !== undefined ? undefined : near.map(text),
          }),
        };
      }
      case 'account-check':
        return {
          ...one,
          name: marks.user(one.name),
          ...defined({ near: one.near?.map((name) => marks.user(name)) }),
        };
      case 'file-origin':
        return { ...one, path: text(one.path) };
      case 'mention':
        return {
          ...one,
          path: text(one.path),
          text: redactUnitFile(one.text, marks, isUnit),
          unit: noteUnit(one.unit),
          ...defined({ owner: one.owner === undefined ? undefined : noteUnit(one.owner) }),
        };
      case 'client-scan':
        return { ...one, processes: one.processes.map(process) };
      case 'client-exec':
        return { ...one, program: text(one.program), ...maybe(one) };
      case 'client-call':
        return { ...one, ...defined({ unit: one.unit === undefined ? undefined : noteUnit(one.unit) }), ...maybe(one) };
      case 'peer-scan':
        return { ...one, socket: noteUnit(one.socket), peers: one.peers.map(peer) };
      case 'start-count':
        return { ...one, unit: noteUnit(one.unit) };
      case 'host':
        return host(one);
      case 'source-status':
        return {
          ...one,
          ...defined({
            detail: one.detail === undefined ? undefined : text(one.detail),
            remedy: one.remedy === undefined ? undefined : text(one.remedy),
          }),
        };
      case 'gap':
        return { ...one, text: text(one.text) };
      case 'listening':
      case 'session-end':
        return one;
    }
  };

  return {
    header(header) {
      for (const unit of header.units) noteUnit(unit);
      const asked = header.askedFor?.map((typed) => {
        const completed = completeUnitName(typed);
        return completed.ok && completed.name === `${typed}.service` ? typed : redactUnitName(typed, marks);
      });
      return {
        ...header,
        units: header.units.map((unit) => redactUnitName(unit, marks)),
        ...defined({ askedFor: asked, host: header.host === undefined ? undefined : host(header.host) }),
        options: { ...plainOptions(header.options, text), redacted: true },
      };
    },
    observation: (observation) => ({ ...observation, payload: payload(observation.payload) }),
  };
}

function plainOptions(options: RecordingHeader['options'], text: (value: string) => string): RecordingHeader['options'] {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      typeof value === 'string' && name !== 'command' && name !== 'scope' ? text(value) : value,
    ]),
  );
}
