import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { KnownError } from '../errors.ts';
import type { Observation } from '../model/observation.ts';
import { encodeHeader, encodeObservation, RECORDING_FORMAT, type RecordingHeader } from './format.ts';
import { createDropped, type DroppedObservations } from './dropped.ts';
import { partName } from './file-name.ts';
import { createSnapshot } from './snapshot.ts';
import { openSink, type LineSink } from './sinks/line-sink.ts';
import { defined } from '../defined.ts';

/** A recording being written. */
export interface RecordingWriter {
  /** Never throws: what a full disk does not take is counted, told once, and marked in the file as a gap when there is space again. */
  write(observation: Observation): void;
  progress(): WriteProgress;
  close(): Promise<void>;
  /** Closes, and removes the file when the bus was never heard: who tries again and again leaves nothing behind. */
  discard(): Promise<void>;
}

export interface WriteProgress {
  /** The file that is being written on. */
  readonly path: string;
  readonly part: number;
  /** Of all parts, also those that were removed. */
  readonly bytes: number;
  readonly observations: number;
}

export interface WriteOptions {
  /** Begins a new part when one has grown to so many bytes. */
  readonly maxSize?: number;
  /** Keeps so many files, the newest: of this recording, and of `older`. None is removed before the bus is heard. */
  readonly maxFiles?: number;
  /** Files of earlier recordings that count as parts to be removed, oldest first. */
  readonly older?: readonly string[];
  /** Told once when the disk is full or a part cannot be begun, and once when recording goes on. */
  readonly onTrouble?: (sentence: string) => void;
}

const RETRY_MS = 1000;

/** Begins a recording. A file that exists is never overwritten; throws KnownError when the first part cannot be made. */
export function openRecording(path: string, header: Omit<RecordingHeader, 'format'>, options: WriteOptions = {}): RecordingWriter {
  const { maxSize, maxFiles, onTrouble = () => undefined } = options;
  const recording = randomBytes(16).toString('hex');
  const snapshot = createSnapshot();
  const files = [...(options.older ?? []), path];
  const closing: Promise<void>[] = [];
  let part = 1;
  let sink = begin(path);
  let before = 0;
  let observations = 0;
  let sequence = 0;
  /** Characters since the snapshot at the begin of the part, and of that snapshot. */
  let grown = 0;
  let begun = 0;
  let dropped: DroppedObservations | undefined;
  let isReported = false;
  let lastTry = 0;
  let closed = false;
  /** Until something is heard there is nothing worth an older file. */
  let isListening = false;

  function begin(file: string): LineSink {
    const fresh = openSink(file);
    const { clocks, ...rest } = header;
    const at = part === 1 ? clocks : snapshot.lastSeen();
    const times = part === 1 ? {} : { writtenAt: new Date().toISOString() };
    fresh.line(encodeHeader({ format: RECORDING_FORMAT, ...rest, ...times, ...defined({ clocks: at }), recording, part }));
    return fresh;
  }

  /** A part that is mostly snapshot would make the next one begin at once. */
  function beginNextPart(limit: number): void {
    if (sink.size() < limit || grown < begun) return;
    const next = partName(path, part + 1);
    part += 1;
    try {
      const old = sink;
      sink = begin(next);
      closing.push(finish(old, partName(path, part - 1)).then(() => void (before += old.size())));
      files.push(next);
      writeSnapshot(sequence);
      removeOldest();
    } catch (error) {
      part -= 1;
      grown = 0;
      if (!(error instanceof KnownError)) throw error;
      onTrouble(`${error.message}; ${partName(path, part)} grows on instead`);
    }
  }

  /** What is compressed reaches the disk at the very end, where nothing may be left to be recorded that could tell. */
  async function finish(file: LineSink, name: string): Promise<void> {
    await file.close();
    const why = file.failure();
    if (why !== undefined && !isReported) onTrouble(`${name} could not be written to its end (${why}); what was written stays readable`);
  }

  function writeSnapshot(number: number): void {
    begun = 0;
    for (const observation of snapshot.lines(number)) begun += line(observation);
    grown = 0;
  }

  function removeOldest(): void {
    while (isListening && maxFiles !== undefined && files.length > maxFiles) {
      remove(files.shift() ?? '');
    }
  }

  function line(observation: Observation): number {
    const text = encodeObservation(observation);
    sink.line(text);
    return text.length + 1;
  }

  function lose(observation: Observation): void {
    const why = sink.failure() ?? 'it failed';
    dropped ??= createDropped();
    dropped.add(observation);
    if (!isReported)
      onTrouble(
        `${partName(path, part)} cannot be written on (${why}); what was written stays readable, and recording goes on when there is space`,
      );
    isReported = true;
  }

  /** True when lines are taken again; says in the file what is missing. */
  function recover(at: Observation['at']): boolean {
    const why = sink.failure() ?? '';
    if (performance.now() - lastTry < RETRY_MS) return false;
    lastTry = performance.now();
    if (!sink.retry()) return false;
    if (dropped !== undefined) {
      for (const gap of dropped.gaps(snapshot.lastSeen() ?? at, why)) line(gap);
      writeSnapshot(dropped.sequence());
      if (sink.failure() !== undefined) return false;
      onTrouble(`${partName(path, part)} can be written on again; ${String(dropped.count())} observations in between are missing`);
      dropped = undefined;
    }
    isReported = false;
    return true;
  }

  async function close(): Promise<void> {
    if (!closed) {
      closed = true;
      const at = snapshot.lastSeen();
      lastTry = 0;
      if (sink.failure() !== undefined && at !== undefined) recover(at);
      closing.push(finish(sink, partName(path, part)));
    }
    await Promise.all(closing);
  }

  return {
    write(observation) {
      if (closed) return;
      snapshot.note(observation);
      ({ sequence } = observation);
      if (!isListening && observation.payload.kind === 'listening') {
        isListening = true;
        removeOldest();
      }
      if (sink.failure() !== undefined && !recover(observation.at)) return lose(observation);
      grown += line(observation);
      observations += 1;
      if (maxSize !== undefined && sink.failure() === undefined) beginNextPart(maxSize);
    },
    async discard() {
      await close();
      if (!isListening) for (const file of files.slice(-part)) remove(file);
    },
    close,
    progress: () => ({ path: partName(path, part), part, bytes: before + sink.size(), observations }),
  };
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Somebody else has removed it, or it is not ours to remove.
  }
}
