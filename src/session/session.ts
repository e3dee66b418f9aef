import { SourceError } from '../errors.ts';
import { createHistory, type History } from '../history/history.ts';
import type { StartRecord } from '../model/unit-record.ts';
import type { RecordingHeader } from '../recording/format.ts';
import type { Redactor } from '../recording/redact.ts';
import { openRecording, type WriteOptions, type WriteProgress } from '../recording/write.ts';
import { now } from '../collect/clock.ts';
import type { Observation, SourceName } from '../model/observation.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';
import { createObservationStream, type ObservationStream } from '../collect/observation-stream.ts';
import { unitOfPath } from '../systemd/bus-path.ts';
import type { Instant } from '../model/instant.ts';
import { VERSION } from '../version.ts';
import { defined } from '../defined.ts';

/** One run of the program: what its sources see goes into the history and, when asked for, into a recording. */
export interface Session {
  readonly stream: ObservationStream;
  readonly history: History;
  /** Notes that a source cannot be read, with what would help. */
  missing(source: SourceName, error: unknown): void;
  /** Notes that a source does not tell all. */
  degraded(source: SourceName, error: unknown): void;
  ok(source: SourceName): void;
  /** Says that what was asked for ends here, now unless told; gives that moment. Only the first call counts. */
  end(at?: Instant): Instant;
  /** What was recorded so far; undefined when nothing is written. */
  progress(): WriteProgress | undefined;
  /** The header of the recording, as it would be. */
  readonly header: Omit<RecordingHeader, 'format'>;
  close(): Promise<void>;
  /** Closes a session that could not begin: a recording in which nothing was heard is removed. */
  discard(): Promise<void>;
}

export interface SessionOptions {
  readonly scope: ManagerScope;
  /** As the header of a recording names it. */
  readonly command: 'explain' | 'watch' | 'record' | 'catch' | 'suspects' | 'overview';
  readonly units: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly writeTo?: string;
  readonly writing?: Pick<WriteOptions, 'maxSize' | 'maxFiles' | 'older'>;
  /** The units as typed, in the order of `units`. */
  readonly askedFor?: readonly string[];
  /** From when on starts are asked for. */
  readonly since?: Instant;
  /** What is written and concluded from in place of what was seen. */
  readonly redactor?: Redactor;
  /** Maximum number of facts of each kind that are kept about each unit. */
  readonly retention: number;
  readonly onObservation?: (observation: Observation) => void;
  readonly onStart?: (start: StartRecord) => void;
  /** Told of each unit about which something was observed; `isNew` when the manager loaded it just now. */
  readonly onFact?: (unit: string, isNew: boolean) => void;
  /** Told of each time in which a source was not heard. */
  readonly onGap?: () => void;
  /** Told once when the recording cannot be written on, and once when it can again. */
  readonly onTrouble?: (sentence: string) => void;
}

/** Begins a session; throws KnownError when the recording cannot be made. */
export function openSession(asked: SessionOptions): Session {
  const { scope, retention, writeTo, redactor, onObservation, onStart, onFact, onGap, onTrouble } = asked;
  const history = createHistory(scope, retention);
  const header = headerOf(asked);
  const writer = writeTo === undefined ? undefined : openRecording(writeTo, header, { ...asked.writing, ...defined({ onTrouble }) });
  let ended: Instant | undefined;
  const stream = createObservationStream((seen) => {
    const observation = redactor === undefined ? seen : redactor.observation(seen);
    writer?.write(observation);
    onObservation?.(observation);
    const starts = history.add(observation);
    for (const start of starts) onStart?.(start);
    if (observation.payload.kind === 'gap') onGap?.();
    const unit = onFact === undefined ? undefined : unitOf(observation);
    if (unit !== undefined) onFact?.(unit, observation.payload.kind === 'signal' && observation.payload.member === 'UnitNew');
  });
  function end(at = now()): Instant {
    if (ended === undefined) {
      ended = at;
      stream.emit({ source: 'host', kind: 'session-end' }, at);
    }
    return ended;
  }

  function lacking(source: SourceName, status: 'missing' | 'degraded', error: unknown): void {
    if (!(error instanceof SourceError)) throw error;
    const { remedy } = error;
    const detail = remedy === undefined ? error.message : error.message.replace(`; ${remedy}`, '');
    stream.emit(defined({ source, kind: 'source-status', status, detail, remedy }));
  }

  return {
    stream,
    history,
    missing: (source, error) => lacking(source, 'missing', error),
    degraded: (source, error) => lacking(source, 'degraded', error),
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

/** What these observations tell, taken in this order. */
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
