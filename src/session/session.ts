import { SourceError } from '../errors.ts';
import { createHistory, type History } from '../history/history.ts';
import type { StartRecord } from '../model/unit-record.ts';
import type { RecordingHeader } from '../recording/format.ts';
import type { Redactor } from '../recording/redact.ts';
import { openRecording, type WriteOptions, type WriteProgress } from '../recording/write.ts';
import { now } from '../collect/clock.ts';
import type { Observation, SourceName } from '../model/observation.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';
import { limitingWriters } from './line-budget.ts';
import { namingWriters } from './name-writers.ts';
import { createObservationStream, type ObservationStream } from '../collect/observation-stream.ts';
import { unitOfPath } from '../systemd/bus-path.ts';
import type { Instant } from '../model/instant.ts';
import { VERSION } from '../version.ts';
import { defined } from '../defined.ts';

/** One run of the program: each observation goes into the history and, with `writeTo`, into a recording. */
export interface Session {
  readonly stream: ObservationStream;
  readonly history: History;
  /** Notes that a source cannot be read, with what would help. */
  missing(source: SourceName, error: unknown): void;
  /** Notes that a source is incomplete. */
  degraded(source: SourceName, error: unknown): void;
  ok(source: SourceName): void;
  /** Emits the session-end, at this moment unless `at` is given, and gives its time. Only the first call counts. */
  end(at?: Instant): Instant;
  /** How far the recording has grown; undefined without one. */
  progress(): WriteProgress | undefined;
  /** The header of the recording, as it would be. */
  readonly header: Omit<RecordingHeader, 'format'>;
  close(): Promise<void>;
  /** Closes a session that could not begin; removes its recording unless the bus was heard. */
  discard(): Promise<void>;
}

export interface SessionOptions {
  readonly scope: ManagerScope;
  /** As the header of a recording names it. */
  readonly command: 'explain' | 'watch' | 'record' | 'catch' | 'suspects' | 'overview';
  readonly units: readonly string[];
  /** Further options that the header of a recording names. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly writeTo?: string;
  readonly writing?: Pick<WriteOptions, 'maxSize' | 'maxFiles' | 'older'>;
  /** The units as typed, in the order of `units`. */
  readonly askedFor?: readonly string[];
  /** From when on starts are requested. */
  readonly since?: Instant;
  /** Replaces each observation before it is written and added to the history. */
  readonly redactor?: Redactor;
  /** Maximum number of facts of each kind that are kept about each unit. */
  readonly retention: number;
  /** Whether the journal is that of this host, so that its /etc/passwd tells whose lines are whose. */
  readonly isHere?: boolean;
  readonly onObservation?: (observation: Observation) => void;
  readonly onStart?: (start: StartRecord) => void;
  /** Called for each unit about which something was observed; `isNew` when the manager loaded it just now. */
  readonly onFact?: (unit: string, isNew: boolean) => void;
  /** Called for each time span in which a source was not heard. */
  readonly onGap?: () => void;
  /** Called once when the recording can no longer be written, and once when it can again. */
  readonly onTrouble?: (sentence: string) => void;
}

/** Begins a session; throws KnownError when the recording cannot be made. */
export function openSession(options: SessionOptions): Session {
  const { scope, retention, writeTo, redactor, onObservation, onStart, onFact, onGap, onTrouble, isHere } = options;
  const history = createHistory(scope, retention);
  const header = headerOf(options);
  const writer = writeTo === undefined ? undefined : openRecording(writeTo, header, { ...options.writing, ...defined({ onTrouble }) });
  let ended: Instant | undefined;
  const plain = createObservationStream((seen) => {
    const observation = redactor === undefined ? seen : redactor.observation(seen);
    writer?.write(observation);
    onObservation?.(observation);
    const starts = history.add(observation);
    for (const start of starts) onStart?.(start);
    if (observation.payload.kind === 'gap') onGap?.();
    const unit = onFact === undefined ? undefined : unitOf(observation);
    if (unit !== undefined) onFact?.(unit, observation.payload.kind === 'signal' && observation.payload.member === 'UnitNew');
  });
  const named = isHere === true ? namingWriters(plain) : plain;
  const stream = isHere === true && writeTo !== undefined ? limitingWriters(named, scope) : named;
  function end(at = now()): Instant {
    if (ended === undefined) {
      ended = at;
      stream.emit({ source: 'host', kind: 'session-end' }, at);
    }
    return ended;
  }

  function noteStatus(source: SourceName, status: 'missing' | 'degraded', error: unknown): void {
    if (!(error instanceof SourceError)) throw error;
    const { remedy } = error;
    const detail = remedy === undefined ? error.message : error.message.replace(`; ${remedy}`, '');
    stream.emit(defined({ source, kind: 'source-status', status, detail, remedy }));
  }

  return {
    stream,
    history,
    missing: (source, error) => noteStatus(source, 'missing', error),
    degraded: (source, error) => noteStatus(source, 'degraded', error),
    ok(source) {
      stream.emit({ source, kind: 'source-status', status: 'ok' });
    },
    end,
    progress: () => writer?.progress(),
    header,
    async close() {
      end();
      await writer?.close();
    },
    async discard() {
      end();
      await writer?.discard();
    },
  };
}

/** The header of a session's recording. */
export function headerOf({ command, scope, units, options, askedFor, since, redactor }: SessionOptions): Omit<RecordingHeader, 'format'> {
  const clocks = now();
  const header = defined({
    program: VERSION,
    writtenAt: new Date().toISOString(),
    units,
    options: { command, scope, ...options },
    askedFor,
    manager: scope,
    clocks,
    since,
  });
  return redactor === undefined ? header : redactor.header(header);
}

/** The history of these observations, taken in this order. */
export function buildHistory(observations: Iterable<Observation>, scope: ManagerScope, retention: number): History {
  const history = createHistory(scope, retention);
  for (const observation of observations) history.add(observation);
  return history;
}

/** The unit that a signal or entry is about. */
function unitOf({ payload }: Observation): string | undefined {
  if (payload.kind === 'signal') {
    const [first] = payload.body;
    if (payload.member === 'UnitNew') return typeof first === 'string' ? first : undefined;
    return payload.member === 'PropertiesChanged' ? unitOfPath(payload.path) : undefined;
  }
  if (payload.kind !== 'entry') return undefined;
  const unit = payload.fields['UNIT'] ?? payload.fields['USER_UNIT'];
  return typeof unit === 'string' ? unit : undefined;
}
