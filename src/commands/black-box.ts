import { readdirSync, statSync } from 'node:fs';
import { KnownError } from '../errors.ts';
import { openRecordingFile, type RecordingFile } from '../recording/read.ts';
import type { ManagerScope, Observation, ObservationPayload } from '../sources/observation.ts';
import { earlierRecordings } from './recording-name.ts';

/** Where whyalive-record.service keeps its recordings: its StateDirectory=. */
export const BLACK_BOX_FOLDER = '/var/lib/whyalive';

/** The recordings of the black box. */
export interface BlackBox {
  /** Its files that cover one of these stretches of time, the newest ones, oldest first; of all its files the newest when there are no stretches. */
  covering(spans: readonly { readonly since: bigint; readonly until: bigint }[]): readonly string[];
}

/** So many parts are read: each takes a good part of a second. */
const MOST_PARTS = 6;
/** A part is written up to a second late. */
const LATE_USEC = 2_000_000n;

/** Undefined when there is no black box; `unreadable` when there is one, and this user may not read it. */
export function findBlackBox(folder = BLACK_BOX_FOLDER): BlackBox | 'unreadable' | undefined {
  try {
    readdirSync(folder);
  } catch (error) {
    return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '') ? 'unreadable' : undefined;
  }
  const parts = partsIn(folder);
  if (parts.length === 0) return undefined;
  return {
    covering(spans) {
      const wanted = parts.filter(({ begun, written }) => spans.some(({ since, until }) => since <= written + LATE_USEC && until >= begun));
      return (spans.length === 0 ? parts.slice(-2) : wanted.slice(-MOST_PARTS)).map(({ path }) => path);
    },
  };
}

/** When each part was written, in µs; a part begins where the one before it ended, as far as names and times tell. */
function partsIn(folder: string): readonly { readonly path: string; readonly begun: bigint; readonly written: bigint }[] {
  let before = 0n;
  return earlierRecordings(folder).flatMap((path) => {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return [];
    const written = stat.mtimeNs / 1000n;
    const part = { path, begun: before, written };
    before = written;
    return [part];
  });
}

/** What is known of this run and of no other. */
const OF_ITS_OWN: ReadonlySet<ObservationPayload['kind']> = new Set(['host', 'source-status', 'start-count', 'session-end']);

/**
 * The observations of some parts, in order. A part that follows another directly goes on where that ended; anywhere else, what is not seen may have happened,
 * which a session-end says. What cannot be read, was recorded of another manager, or on another boot than `boot`, is passed over.
 */
export async function* readParts(
  paths: readonly string[],
  scope: ManagerScope,
  boot: string | undefined,
): AsyncGenerator<Pick<Observation, 'at' | 'payload'>, void, undefined> {
  let before: RecordingFile | undefined;
  let last: Observation | undefined;
  for (const path of paths) {
    const file = await openQuietly(path);
    if (file === undefined || (file.header.manager ?? scope) !== scope) continue;
    if (boot !== undefined && file.header.clocks?.bootId !== undefined && file.header.clocks.bootId !== boot) continue;
    const isNext =
      before?.header.recording !== undefined &&
      before.header.recording === file.header.recording &&
      file.header.part === (before.header.part ?? 1) + 1;
    if (!isNext && last !== undefined) yield { at: last.at, payload: { source: 'host', kind: 'session-end' } };
    let known = isNext ? (last?.sequence ?? 0) : 0;
    for await (const observation of file.observations()) {
      if (observation.sequence <= known) continue;
      known = 0;
      last = observation;
      if (!OF_ITS_OWN.has(observation.payload.kind)) yield observation;
    }
    before = file;
  }
  if (last !== undefined) yield { at: last.at, payload: { source: 'host', kind: 'session-end' } };
}

async function openQuietly(path: string): Promise<RecordingFile | undefined> {
  try {
    return await openRecordingFile(path);
  } catch (error) {
    if (error instanceof KnownError) return undefined;
    throw error;
  }
}
