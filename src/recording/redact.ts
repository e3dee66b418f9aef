import { type Observation, redactPayload } from '../model/observation.ts';
import { redactInstant, type Properties, type Redaction, type WireValue } from '../model/payload-members.ts';
import { completeUnitName, parseUnitName, unescapePath } from '../systemd/unit-name.ts';
import { KEPT_MANAGER_PROPERTIES, KEPT_PROPERTIES } from '../systemd/kept-properties.ts';
import { RECORDING_FORMAT, type RecordingHeader } from './format.ts';
import { isRecord } from '../model/instant.ts';
import { commandRedactor } from './redact/command.ts';
import { redactFields } from './redact/log-line.ts';
import { createMarks } from './redact/pseudonyms.ts';
import { redactBusPath, redactText, redactUnitName, redactWord, type Reading } from './redact/text.ts';
import { redactCalendar, redactMention, redactUnitFile } from './redact/unit-file.ts';
import { isOwnWord } from './redact/vocabulary.ts';
import { defined } from '../defined.ts';

/**
 * Keeps what is known not to tell anybody apart, and replaces every other word by a mark, the same word always by the same mark, one observation after the
 * other. Names of units and known programs, verbs, systemd's words, times and ids stay, so that a start is attributed as before.
 */
export interface Redactor {
  header<T extends Omit<RecordingHeader, 'format'>>(header: T): T;
  observation(observation: Observation): Observation;
}

const MAX_UNITS = 50_000;
const ID = /^[0-9a-f]{32}$/;
/** A name of the bus that a service owns. */
const BUS_NAME = /^[A-Za-z_-][\w-]*(?:\.[A-Za-z_-][\w-]*)+$/;
const VERSION =
  /^\d{1,4}(?:\.\d{1,6}){0,3}(?:[-~+]{1,2}(?:\d{1,6}|rc\d{1,2}|deb\d{1,2}u?\d{0,3}|ubuntu\d{1,3}|fc\d{1,3}|el\d{1,3}|bpo\d{1,3})(?:\.\d{1,6}){0,3}){0,4}$/;
/** Properties that hold a text which somebody wrote. */
const FREE_TEXT = new Set(['Description', 'LoadError']);

/**
 * A redactor of one recording, or of several that are told together. The names of people and hosts that are known before anything was observed are optional;
 * they are told apart as such then, and are words like all others without them.
 */
export function createRedactor(users: readonly string[] = [], hosts: readonly string[] = []): Redactor {
  const marks = createMarks();
  for (const host of hosts) marks.host(host);
  for (const user of users) marks.user(user);
  const units = new Set<string>();
  const isUnit = (name: string): boolean => units.has(name) || units.has(`${name}.service`);
  const paths = new Set<string>();
  const reading: Reading = { marks, isUnit, isUnitsPath: (path) => paths.has(path), isOwn: false, hasNames: false };
  const owned: Reading = { ...reading, isOwn: true };
  const noteUnit = (name: string): string => {
    const parts = units.size < MAX_UNITS && !units.has(name) ? parseUnitName(name) : undefined;
    if (parts !== undefined) {
      units.add(name);
      if (/^(?:mount|automount|swap|device)$/.test(parts.type)) paths.add(unescapePath(parts.prefix) ?? name);
    }
    return redactUnitName(name, reading);
  };
  /** Such a name stays wherever it stands, and so does the file that is called after it. */
  const busName = (name: string): string => {
    if (!BUS_NAME.test(name) || name.length > 255) return redactWord(name, reading);
    if (units.size < MAX_UNITS) units.add(name).add(`${name}.service`);
    return name;
  };
  const argv = (words: readonly string[]): readonly string[] => {
    const command = commandRedactor(reading);
    return words.map((word) => command.word(word));
  };
  const version = (value: string): string => {
    const [plain = '', full] = /^(\S+) \((\S+)\)$/.exec(value)?.slice(1) ?? [value];
    return [plain, full ?? '0'].every((one) => VERSION.test(one)) ? value : redactText(value, reading);
  };
  const bootId = (id: string): string => (ID.test(id) ? id : marks.value(id));

  const wire = (value: WireValue, name = ''): WireValue => {
    if (typeof value === 'string') {
      if (FREE_TEXT.has(name)) return redactText(value, reading);
      if (name === 'Version') return version(value);
      if (name === 'TimersCalendar') return /^\d{1,20}$/.test(value) ? value : redactCalendar(value, owned);
      if (name === 'BusName') return busName(value);
      if (value.startsWith('/org/freedesktop/')) return redactBusPath(value, reading);
      if (parseUnitName(value) !== undefined) return noteUnit(value);
      return /^\d{1,20}$/.test(value) ? value : redactText(value, owned);
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
    Object.fromEntries(
      Object.entries(all)
        .filter(([name]) => KEPT_PROPERTIES.has(name) || KEPT_MANAGER_PROPERTIES.has(name) || isOwnWord(name))
        .map(([name, value]) => [name, wire(value, name)]),
    );

  const redaction: Redaction = {
    text: (value) => redactText(value, reading),
    ownText: (value) => redactText(value, { ...owned, hasNames: true }),
    word: (value) => redactWord(value, reading),
    version,
    bootId,
    busName,
    unit: noteUnit,
    processUnit: (name) => redactUnitName(name, reading),
    user: (name) => marks.user(name),
    host: (name) => marks.host(name),
    machine: (id) => marks.machine(id),
    address: (address) => marks.address(address),
    busPath: (path) => redactBusPath(path, reading),
    command: argv,
    unitFile: (content) => redactUnitFile(content, reading, busName),
    mention: (line) => redactMention(line, reading, busName),
    wire,
    properties,
    fields: (all) => redactFields(all, reading, noteUnit),
  };

  const option = (value: unknown): unknown => {
    if (typeof value === 'string') return /^\d{1,20}$/.test(value) ? value : redactWord(value, reading);
    if (Array.isArray(value)) return value.map(option);
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, held]) => [/^[a-zA-Z]+$/.test(name) && isOption(name) ? name : marks.value(name), option(held)]),
    );
  };

  return {
    header(header) {
      for (const unit of header.units) noteUnit(unit);
      const asked = header.askedFor?.map((typed) => {
        const completed = completeUnitName(typed);
        return completed.ok && completed.name === `${typed}.service` && isUnit(typed) ? typed : redactUnitName(typed, reading);
      });
      const { clocks, since, host, recording, ...rest } = header;
      return {
        ...(rest as typeof header),
        ...defined({
          format: 'format' in header ? RECORDING_FORMAT : undefined,
          program: /^\d{1,4}(?:\.\d{1,4}){2}(?:-(?:alpha|beta|rc|dev)(?:\.\d{1,4})?)?$/.test(header.program) ? header.program : 'unknown',
          writtenAt: /^[\d:.TZ+-]{0,40}$/.test(header.writtenAt) ? header.writtenAt : '',
          units: header.units.map((unit) => redactUnitName(unit, reading)),
          askedFor: asked,
          host: host && redactPayload(host, redaction),
          clocks: clocks && redactInstant(clocks, redaction),
          since: since && redactInstant(since, redaction),
          recording: recording !== undefined && ID.test(recording) ? recording : undefined,
          options: { ...(option(header.options) as RecordingHeader['options']), redacted: true },
        }),
      };
    },
    observation: ({ sequence, at, payload }) => ({
      sequence,
      at: redactInstant(at, redaction),
      payload: redactPayload(payload, redaction),
    }),
  };
}

/** Options of a recording's header are named in one word each, or in several that begin with a capital. */
function isOption(name: string): boolean {
  return name.split(/(?=[A-Z])/).every((part) => isOwnWord(part.toLowerCase()) || part === 'Usec');
}
