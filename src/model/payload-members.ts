import { defined } from '../defined.ts';
import { type Instant, isRecord } from './instant.ts';
import type { JournalFields } from './journal-fields.ts';

/** A decoded D-Bus value that JSON can hold: 64-bit integers are decimal strings, variants are unwrapped, byte arrays are arrays of numbers. */
export type WireValue = string | number | boolean | readonly WireValue[] | { readonly [key: string]: WireValue };

/** Properties by their D-Bus name, e.g. `ActiveState`. */
export type Properties = Readonly<Record<string, WireValue>>;

/** What a redaction makes of what tells people, hosts and commands apart; recording/redact.ts knows how. */
export interface Redaction {
  /** Of running text that any program may have written, and of a path. */
  text(value: string): string;
  /** Of a sentence of this program or of systemd, whose numbers stay. */
  ownText(value: string): string;
  /** Of the name of a unit; from then on the name is known as one where it stands in a command. */
  unit(name: string): string;
  /** The same of the unit of a process, which is not remembered. */
  processUnit(name: string): string;
  user(name: string): string;
  host(name: string): string;
  machine(id: string): string;
  address(address: string): string;
  busPath(path: string): string;
  command(words: readonly string[]): readonly string[];
  /** Of what should be a word of systemd's, an id of the bus or of a session, or the like. */
  word(value: string): string;
  /** Of a version of systemd. */
  version(value: string): string;
  bootId(id: string): string;
  /** Of a name that a service owns on the bus. */
  busName(name: string): string;
  /** Of a unit file. */
  unitFile(text: string): string;
  /** Of a line elsewhere that names a unit. */
  mention(text: string): string;
  wire(value: WireValue): WireValue;
  properties(all: Properties): Properties;
  fields(all: JournalFields): JournalFields;
}

/** What a payload can hold: its type, whether foreign data is one, and what a redaction makes of it. */
export interface Member<T> {
  is(value: unknown): boolean;
  redacted(value: T, redaction: Redaction): T;
}

/** A member that may be missing. */
interface Optional<T> extends Member<T> {
  readonly mayBeMissing: true;
}

type Members = Readonly<Record<string, Member<unknown>>>;
type NamesOfOptional<M extends Members> = { [N in keyof M]: M[N] extends Optional<unknown> ? N : never }[keyof M];
type TypeOfMembers<M extends Members> = { readonly [N in Exclude<keyof M, NamesOfOptional<M>>]: TypeOf<M[N]> } & {
  readonly [N in NamesOfOptional<M>]?: TypeOf<M[N]>;
};

/** The type that a member describes. */
export type TypeOf<M> = M extends Member<infer T> ? T : never;

/** An object, with the names of the members that it knows. */
interface Shape<M extends Members> extends Member<TypeOfMembers<M>> {
  readonly members: readonly string[];
}

/** An object; what it holds beyond these members is read over, so that a newer version can add some, and is left out of what is redacted. */
export function shape<M extends Members>(members: M): Shape<M> {
  const all = Object.entries<Member<unknown>>(members);
  return {
    members: Object.keys(members),
    is: (value) => isRecord(value) && all.every(([name, member]) => member.is(value[name])),
    redacted(value, redaction) {
      const held = value as Readonly<Record<string, unknown>>;
      const changed = all.filter(([name]) => held[name] !== undefined);
      return Object.fromEntries(changed.map(([name, member]) => [name, member.redacted(held[name], redaction)])) as typeof value;
    },
  };
}

/** Left out where it is not known. */
export function optional<T>(member: Member<T>): Optional<T> {
  return {
    mayBeMissing: true,
    is: (value) => value === undefined || member.is(value),
    redacted: (value, redaction) => member.redacted(value, redaction),
  };
}

/** Any number of them, in an order that matters. */
export function listOf<T>(member: Member<T>): Member<readonly T[]> {
  return {
    is: (value) => Array.isArray(value) && value.every((one) => member.is(one)),
    redacted: (value, redaction) => value.map((one) => member.redacted(one, redaction)),
  };
}

/** One of these words. */
export function oneOf<const W extends readonly string[]>(...words: W): Member<W[number]> {
  return asItIs((value) => words.includes(value as string));
}

function asItIs<T>(is: (value: unknown) => boolean): Member<T> {
  return { is, redacted: (value) => value };
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

function textWith(redacted: Member<string>['redacted']): Member<string> {
  return { is: isText, redacted };
}

/** A text that cannot be empty. */
function named(redacted: Member<string>['redacted']): Member<string> {
  return { is: (value) => isText(value) && value !== '', redacted };
}

/** A word of systemd's, an id, a state. */
export const word = textWith((value, redaction) => redaction.word(value));
export const busName = textWith((value, redaction) => redaction.busName(value));
export const version = textWith((value, redaction) => redaction.version(value));
export const count = asItIs<number>((value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const flag = asItIs<boolean>((value) => typeof value === 'boolean');
/** There, or not. */
export const mark = asItIs<true>((value) => value === true);
export const decimal = asItIs<string>((value) => isText(value) && /^\d{1,20}$/.test(value as string));
export const instant: Member<Instant> = {
  is: (value) => isRecord(value) && typeof value['realtimeUsec'] === 'bigint',
  redacted: (value, redaction) => redactInstant(value, redaction),
};

export const text = textWith((value, redaction) => redaction.text(value));
export const ownText = textWith((value, redaction) => redaction.ownText(value));
/** Where a file lies. */
export const filePath = named((value, redaction) => redaction.ownText(value));
export const path = textWith((value, redaction) => redaction.ownText(value));
export const unit = named((value, redaction) => redaction.unit(value));
export const processUnit = textWith((value, redaction) => redaction.processUnit(value));
export const user = textWith((value, redaction) => redaction.user(value));
export const host = textWith((value, redaction) => redaction.host(value));
export const machine = textWith((value, redaction) => redaction.machine(value));
export const address = textWith((value, redaction) => redaction.address(value));
export const busPath = textWith((value, redaction) => redaction.busPath(value));
export const unitFileText = textWith((value, redaction) => redaction.unitFile(value));

export const mentionText = textWith((value, redaction) => redaction.mention(value));

/** The words of a command line. */
export const command: Member<readonly string[]> = { is: isTexts, redacted: (value, redaction) => redaction.command(value) };

/** A moment, of which the boot's id is checked. */
export function redactInstant({ realtimeUsec, monotonicUsec, bootId }: Instant, redaction: Pick<Redaction, 'bootId'>): Instant {
  return defined({ realtimeUsec, monotonicUsec, bootId: bootId === undefined ? undefined : redaction.bootId(bootId) });
}

const MAX_DEPTH = 32;

export const wire: Member<WireValue> = { is: (value) => isWireValue(value), redacted: (value, redaction) => redaction.wire(value) };

export const properties: Member<Properties> = {
  is: (value) => isRecord(value) && Object.values(value).every((one) => isWireValue(one)),
  redacted: (value, redaction) => redaction.properties(value),
};

export const journalFields: Member<JournalFields> = {
  is: (value) => isRecord(value) && Object.values(value).every((one) => isText(one) || isTexts(one)),
  redacted: (value, redaction) => redaction.fields(value),
};

function isWireValue(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  return Object.values(value).every((member) => isWireValue(member, depth + 1));
}
