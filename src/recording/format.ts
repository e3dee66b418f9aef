import { type HostPayload, type Observation, isObservationPayload, isUnknownKind } from '../model/observation.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';
import { type Instant, decodeInstant, encodeInstant, isRecord } from '../model/instant.ts';
import { defined } from '../defined.ts';

/** What the format of this program's recordings is called; the number grows when an older program could not read a newer file right. */
export const RECORDING_FORMAT = 'whyalive/recording/1';
const FORMAT_NAME = /^whyalive\/recording\/(\d{1,9})$/;
const NEWEST_VERSION = 1;

/** The first line of a recording. */
export interface RecordingHeader {
  readonly format: typeof RECORDING_FORMAT;
  /** The program's version that wrote it. */
  readonly program: string;
  /** RFC 3339, UTC. */
  readonly writtenAt: string;
  readonly host?: HostPayload;
  /** The requested units; empty for the whole manager. */
  readonly units: readonly string[];
  /** The options given, for the reader of the file. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The units as they were typed, in the order of `units`. */
  readonly askedFor?: readonly string[];
  /** Whose manager was observed. */
  readonly manager?: ManagerScope;
  /** When this file was begun, by both clocks of its boot. */
  readonly clocks?: Instant;
  /** From when on starts were requested. */
  readonly since?: Instant;
  /** 32 hex digits that all parts of one recording share. */
  readonly recording?: string;
  /** From 1 on; a recording that grows too large goes on in the next part. */
  readonly part?: number;
  /** From 1 on: how many recordings were begun in its folder up to this one, whatever the clock said. */
  readonly run?: number;
}

/** What a first line is: a header, perhaps of a format newer than this program knows, or none. */
type DecodedHeader =
  { readonly ok: true; readonly header: RecordingHeader; readonly newerVersion?: number } | { readonly ok: false; readonly why: string };

/** What a later line is; `unknown` is the number of an observation of a kind that a later version may know. */
type DecodedObservation =
  | { readonly ok: true; readonly observation: Observation }
  | { readonly ok: false; readonly why: string }
  | { readonly ok: false; readonly why: string; readonly unknown: number };

/** One line, without its newline. */
export function encodeHeader({ clocks, since, ...header }: RecordingHeader): string {
  return JSON.stringify({
    ...header,
    ...defined({
      clocks: clocks === undefined ? undefined : encodeInstant(clocks),
      since: since === undefined ? undefined : encodeInstant(since),
    }),
  });
}

/** One line, without its newline; counts of µs become decimal strings. */
export function encodeObservation({ sequence, at, payload }: Observation): string {
  const plain = payload.kind === 'gap' ? { ...payload, from: encodeInstant(payload.from), to: encodeInstant(payload.to) } : payload;
  return JSON.stringify({ sequence, at: encodeInstant(at), payload: plain });
}

/** Reads the first line; it may come from anywhere, so nothing of it is believed unchecked. */
export function decodeHeader(line: string): DecodedHeader {
  const value = parsed(line);
  if (!isRecord(value)) return { ok: false, why: 'its first line is no JSON object' };
  const version = typeof value['format'] === 'string' ? FORMAT_NAME.exec(value['format'])?.[1] : undefined;
  if (version === undefined) return { ok: false, why: 'its first line does not name the format whyalive/recording' };
  const { program, writtenAt, host, units, options } = value;
  const header: RecordingHeader = defined({
    format: RECORDING_FORMAT,
    program: typeof program === 'string' ? program : 'unknown',
    writtenAt: typeof writtenAt === 'string' ? writtenAt : '',
    host: isHost(host) ? host : undefined,
    units: Array.isArray(units) ? units.filter(isName) : [],
    options: isRecord(options) ? options : {},
    ...laterFields(value),
  });
  return Number(version) > NEWEST_VERSION ? { ok: true, header, newerVersion: Number(version) } : { ok: true, header };
}

/** What was added to headers later; an older file has none of it. */
function laterFields({
  askedFor,
  manager,
  clocks,
  since,
  recording,
  part,
  run,
  units,
}: Readonly<Record<string, unknown>>): Partial<RecordingHeader> {
  const begun = decodeInstant(clocks);
  const from = decodeInstant(since);
  return defined({
    // One for each unit: where they do not fit each other, they tell nothing.
    askedFor: isNames(askedFor) && isNames(units) && askedFor.length === units.length ? askedFor : undefined,
    manager: manager === 'system' || manager === 'user' ? manager : undefined,
    clocks: begun,
    since: from,
    recording: typeof recording === 'string' && /^[0-9a-f]{32}$/.test(recording) ? recording : undefined,
    part: isPositive(part) ? part : undefined,
    run: isPositive(run) ? run : undefined,
  });
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isName);
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Reads one later line; says what is wrong with it when it is no observation. */
export function decodeObservation(line: string): DecodedObservation {
  const value = parsed(line);
  if (!isRecord(value)) return { ok: false, why: 'it is no JSON object' };
  const { sequence, payload } = value;
  const at = decodeInstant(value['at']);
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 0)
    return { ok: false, why: 'its sequence is no count' };
  if (at === undefined) return { ok: false, why: 'it has no time' };
  const isComplete = withInstants(payload);
  if (!isObservationPayload(isComplete)) {
    const why = `it is no observation that this version knows${kindOf(payload)}`;
    return isUnknownKind(payload) ? { ok: false, why, unknown: sequence } : { ok: false, why };
  }
  return { ok: true, observation: { sequence, at, payload: isComplete } };
}

/** A gap holds instants too. */
function withInstants(payload: unknown): unknown {
  if (!isRecord(payload) || payload['kind'] !== 'gap') return payload;
  return { ...payload, from: decodeInstant(payload['from']), to: decodeInstant(payload['to']) };
}

function kindOf(payload: unknown): string {
  if (!isRecord(payload) || typeof payload['kind'] !== 'string') return '';
  return ` (${payload['kind'].slice(0, 40).replace(/[^\w-]/g, '?')})`;
}

function isHost(value: unknown): value is HostPayload {
  return isObservationPayload(value) && value.kind === 'host';
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
