import { KnownError, SourceError } from '../errors.ts';
import { createHistory, type History } from '../facts/history.ts';
import type { StartRecord } from '../facts/unit-record.ts';
import { openRecording } from '../recording/write.ts';
import type { ManagerScope, Observation, SourceName } from '../sources/observation.ts';
import { createObservationStream, type ObservationStream } from '../sources/observation-stream.ts';
import { unitOfPath } from '../systemd/bus-path.ts';
import { VERSION } from './version.ts';

/** One run of the program: what its sources see goes into the history and, when asked for, into a recording. */
export interface Session {
  readonly stream: ObservationStream;
  readonly history: History;
  /** Notes that a source cannot be read, with what would help. */
  missing(source: SourceName, error: unknown): void;
  ok(source: SourceName): void;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly scope: ManagerScope;
  readonly command: 'explain' | 'watch' | 'record' | 'catch';
  readonly units: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly writeTo?: string;
  readonly onStart?: (start: StartRecord) => void;
  /** Told of each unit about which something was observed; `isNew` when the manager loaded it just now. */
  readonly onFact?: (unit: string, isNew: boolean) => void;
  /** Told of each time in which a source was not heard. */
  readonly onGap?: () => void;
  /** Told once when the recording cannot be gone on with. */
  readonly onTrouble?: (sentence: string) => void;
}

/** Looking back, what was asked for is kept; a watch forgets. */
export const KEPT_LOOKING_BACK = 20_000;

/** Begins a session; throws KnownError when the recording cannot be made. */
export function openSession({ scope, command, units, options, writeTo, onStart, onFact, onGap, onTrouble }: SessionOptions): Session {
  const history = command === 'watch' ? createHistory(scope) : createHistory(scope, KEPT_LOOKING_BACK);
  const writer =
    writeTo === undefined
      ? undefined
      : openRecording(writeTo, { program: VERSION, writtenAt: new Date().toISOString(), units, options: { command, scope, ...options } });
  let isWriting = writer !== undefined;
  const stream = createObservationStream((observation) => {
    if (isWriting) {
      try {
        writer?.write(observation);
      } catch (error) {
        isWriting = false;
        if (!(error instanceof KnownError) || onTrouble === undefined) throw error;
        onTrouble(`${error.message}; what was written before stays readable, and nothing more is recorded`);
      }
    }
    const starts = history.add(observation);
    for (const start of starts) onStart?.(start);
    if (observation.payload.kind === 'gap') onGap?.();
    const unit = onFact === undefined ? undefined : unitOf(observation);
    if (unit !== undefined) onFact?.(unit, observation.payload.kind === 'signal' && observation.payload.member === 'UnitNew');
  });
  return {
    stream,
    history,
    missing(source, error) {
      if (!(error instanceof SourceError)) throw error;
      const { remedy } = error;
      const detail = remedy === undefined ? error.message : error.message.replace(`; ${remedy}`, '');
      stream.emit({ source, kind: 'source-status', status: 'missing', detail, ...(remedy === undefined ? {} : { remedy }) });
    },
    ok(source) {
      stream.emit({ source, kind: 'source-status', status: 'ok' });
    },
    close: async () => writer?.close(),
  };
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
