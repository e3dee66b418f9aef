import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { KnownError } from '../errors.ts';
import type { Observation } from '../model/observation.ts';
import type { Instant } from '../model/instant.ts';
import { createGaps } from './gaps.ts';
import { openRecordingFile, type RecordingFile } from './read.ts';
import type { RecordingHeader } from './format.ts';

/** What one session recorded, be it in one file or in parts. */
export interface RecordedSession {
  /** Of the first part that there is. */
  readonly header: RecordingHeader;
  readonly paths: readonly string[];
  observations(): AsyncGenerator<Observation, void, undefined>;
  /** The problems of reading, by file; complete when the observations have been read. */
  problems(): readonly { readonly path: string; readonly text: string }[];
}

/** The sessions in some files, and the files that hold none. */
interface FoundSessions {
  readonly sessions: readonly RecordedSession[];
  readonly failures: readonly KnownError[];
}

/** Opens recordings. Parts of one recording make one session; those that lie beside a part are taken in by themselves. */
export async function openSessions(paths: readonly string[]): Promise<FoundSessions> {
  const files: RecordingFile[] = [];
  const failures: KnownError[] = [];
  const open = async (path: string): Promise<RecordingFile | undefined> => {
    try {
      return await openRecordingFile(path);
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      failures.push(error);
      return undefined;
    }
  };
  const known = new Set<string>();
  for (const path of new Set(paths)) {
    const file = await open(path);
    if (file === undefined || known.has(keyOf(file))) continue;
    known.add(keyOf(file));
    files.push(file);
  }
  for (const file of [...files]) {
    for (const path of await siblingsOf(file)) {
      const other = await openRecordingFile(path).catch(() => undefined);
      if (other === undefined || other.header.recording !== file.header.recording || known.has(keyOf(other))) continue;
      known.add(keyOf(other));
      files.push(other);
    }
  }
  const byRecording = new Map<string, RecordingFile[]>();
  for (const file of files) {
    const id = file.header.recording ?? file.path;
    byRecording.set(id, [...(byRecording.get(id) ?? []), file]);
  }
  return { sessions: [...byRecording.values()].map(sessionOf), failures };
}

function keyOf({ header, path }: RecordingFile): string {
  return header.recording === undefined ? path : `${header.recording} ${String(header.part ?? 1)}`;
}

/** The files whose names say that they are further parts: `a.jsonl`, `a.2.jsonl`, `a.3.jsonl`. */
async function siblingsOf({ path, header }: RecordingFile): Promise<readonly string[]> {
  if (header.recording === undefined) return [];
  const [, stem = '', suffix = ''] = /^(.*?)(?:\.\d{1,6})?((?:\.jsonl)?(?:\.gz)?)$/s.exec(basename(path)) ?? [];
  const names = await readdir(dirname(path)).catch((): string[] => []);
  return names
    .filter((name) => name !== basename(path) && name.startsWith(stem) && name.endsWith(suffix))
    .filter((name) => /^(?:\.\d{1,6})?$/.test(name.slice(stem.length, name.length - suffix.length)))
    .map((name) => join(dirname(path), name));
}

function sessionOf(unsorted: readonly RecordingFile[]): RecordedSession {
  const files = unsorted.toSorted((a, b) => (a.header.part ?? 1) - (b.header.part ?? 1));
  const [first] = files;
  if (first === undefined) throw new Error('a session has at least one file');
  const own: { path: string; text: string }[] = [];
  const begins = first.header.part ?? 1;
  if (begins > 1) own.push({ path: first.path, text: `${partsText(1, begins - 1)} not here; what they hold is not told` });
  return {
    header: first.header,
    paths: files.map(({ path }) => path),
    observations: () => joined(files, own),
    problems: () => [...own, ...files.flatMap(({ path, problems }) => problems.map((text) => ({ path, text })))],
  };
}

async function* joined(
  files: readonly RecordingFile[],
  problems: { path: string; text: string }[],
): AsyncGenerator<Observation, void, undefined> {
  const gaps = createGaps();
  let sequence = 0;
  let seen: Instant | undefined;
  let part = files[0]?.header.part ?? 1;
  let ending: Observation['payload']['kind'] | undefined;
  /** The numbers of a part that is read alone begin with those of its state. */
  const numbered = (one: Observation): Observation => {
    sequence = Math.max(one.sequence, sequence);
    seen = one.at;
    ending = one.payload.kind;
    return { ...one, sequence };
  };
  for (const [index, file] of files.entries()) {
    const next = file.header.part ?? 1;
    const isNext = index > 0 && next === part + 1;
    let lost: { readonly from: Instant; readonly text: string } | undefined;
    if (index > 0 && !isNext && seen !== undefined) {
      lost = { from: seen, text: `${partsText(part + 1, next - 1)} missing from the recording` };
      problems.push({ path: file.path, text: `${lost.text}; what they hold is not told` });
    }
    if (!isNext) for (const one of gaps.rest()) yield numbered(one);
    gaps.begin({ isNext, isLaterPart: next > 1 });
    for await (const observation of file.observations()) {
      for (const one of gaps.fill(observation, file.passedOver())) {
        if (lost !== undefined) {
          const { from, text } = lost;
          yield numbered({ ...one, payload: { source: 'system-bus', kind: 'gap', from, to: one.at, text } });
          lost = undefined;
        }
        yield numbered(one);
      }
    }
    part = next;
  }
  for (const one of gaps.rest()) yield numbered(one);
  const lastFile = files.at(-1);
  if (ending !== 'session-end' && lastFile?.header.recording !== undefined)
    problems.push({ path: lastFile.path, text: 'the recording has no end: it was cut off, or is still being written' });
}

function partsText(from: number, to: number): string {
  return from === to ? `part ${String(from)} is` : `parts ${String(from)} to ${String(to)} are`;
}
