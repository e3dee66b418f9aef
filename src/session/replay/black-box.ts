import { readdirSync, statSync } from 'node:fs';
import { KnownError } from '../../errors.ts';
import { createGaps } from '../../recording/gaps.ts';
import { openRecordingFile, type RecordingFile } from '../../recording/read.ts';
import type { Observation, ObservationPayload } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { earlierRecordings } from '../../recording/file-name.ts';

/** Where whyalive-record.service keeps its recordings: its StateDirectory=. */
export const BLACK_BOX_FOLDER = '/var/lib/whyalive';

/** The recordings of the black box. */
export interface BlackBox {
  /**
   * Its files that cover one of these stretches of time, in µs: the newest ones, oldest first, and how many older ones are left out; of all its files the newest when
   * there are no stretches.
   */
  covering(spans: readonly { readonly since: bigint; readonly until: bigint }[]): Covering;
}

/** Recordings that are to be read. */
interface Covering {
  readonly paths: readonly string[];
  readonly leftOut: number;
}

/** Maximum number of parts that are read: each takes most of a second. */
export const MAX_PARTS = 6;
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
      const read = spans.length === 0 ? parts.slice(-2) : wanted.slice(-MAX_PARTS);
      return { paths: read.map(({ path }) => path), leftOut: Math.max(0, wanted.length - read.length) };
    },
  };
}

/** When each part was written, in µs; a part is taken to begin where the one before it ended, unless the clock was set back in between. */
function partsIn(folder: string): readonly { readonly path: string; readonly begun: bigint; readonly written: bigint }[] {
  let before = 0n;
  return earlierRecordings(folder).flatMap((path) => {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return [];
    const written = stat.mtimeNs / 1000n;
    const part = { path, begun: before > written ? 0n : before, written };
    before = written;
    return [part];
  });
}

/** Observations that are true of one run of the program only. */
const OF_ONE_RUN: ReadonlySet<ObservationPayload['kind']> = new Set(['host', 'source-status', 'start-count', 'session-end']);

/**
 * The observations of some parts, in order. Where a part does not follow the one before it directly, something may have happened in between, and a session-end is
 * put there. Parts that cannot be read, or are of another manager or another boot than `boot`, are skipped.
 */
export async function* readParts(
  paths: readonly string[],
  scope: ManagerScope,
  boot: string | undefined,
): AsyncGenerator<Pick<Observation, 'at' | 'payload'>, void, undefined> {
  const holes = createGaps();
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
    if (!isNext) yield* ended();
    holes.begin({ isNext, isLaterPart: (file.header.part ?? 1) > 1 });
    for await (const observation of file.observations()) yield* ofOthers(holes.fill(observation, file.passedOver()));
    before = file;
  }
  yield* ended();

  function* ended(): Generator<Pick<Observation, 'at' | 'payload'>, void, undefined> {
    yield* ofOthers(holes.rest());
    if (last !== undefined) yield { at: last.at, payload: { source: 'host', kind: 'session-end' } };
  }

  function* ofOthers(observations: readonly Observation[]): Generator<Observation, void, undefined> {
    for (const one of observations) {
      last = one;
      if (!OF_ONE_RUN.has(one.payload.kind)) yield one;
    }
  }
}

async function openQuietly(path: string): Promise<RecordingFile | undefined> {
  try {
    return await openRecordingFile(path);
  } catch (error) {
    if (error instanceof KnownError) return undefined;
    throw error;
  }
}
