import { type Observation, redactPayload } from '../model/observation.ts';
import type { Properties, Redaction, WireValue } from '../model/payload-members.ts';
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

const MAX_UNITS = 50_000;
/** Properties that hold systemd's own words, which no name of a person may change. */
const AS_IS =
  /^(?:\w*State|Type|Restart|RestartMode|Result|\w*JobMode|\w*Action|Features|Version|Virtualization|Architecture|Tainted|LoadError|Transient|Names|Id|Following|InvocationID|Job)$/;

/**
 * A redactor of one recording, or of several that are told together. The names of people and hosts that are known before anything was observed are optional;
 * without them a name in running text is found from where it was first told as one.
 */
export function createRedactor(users: readonly string[] = [], hosts: readonly string[] = []): Redactor {
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
  const wordOfCommand = (path: string): string | undefined => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const name = marks.knownValue(path.slice(folder.length));
    return marks.knownValue(path) ?? (name === undefined ? undefined : `${text(folder)}${name}`);
  };

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

  const redaction: Redaction = {
    text,
    unit: noteUnit,
    processUnit: (name) => redactUnitName(name, marks),
    user: (name) => marks.user(name),
    host: (name) => marks.host(name),
    machine: (id) => marks.machine(id),
    address: (address) => marks.address(address),
    busPath: (path) => redactBusPath(path, marks),
    command: argv,
    wordOfCommand,
    unitFile: (content) => redactUnitFile(content, marks, isUnit),
    wire,
    properties,
    fields: (all) => redactFields(all, marks, isUnit),
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
        ...defined({ askedFor: asked, host: header.host && redactPayload(header.host, redaction) }),
        options: { ...plainOptions(header.options, text), redacted: true },
      };
    },
    observation: (observation) => ({ ...observation, payload: redactPayload(observation.payload, redaction) }),
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
