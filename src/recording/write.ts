import { randomBytes } from 'node:crypto';
import { existsSync, statSync, unlinkSync } from 'node:fs';
import { KnownError } from '../errors.ts';
import type { Observation } from '../model/observation.ts';
import { encodeHeader, encodeObservation, RECORDING_FORMAT, type RecordingHeader } from './format.ts';
import { createDropped, type DroppedObservations } from './dropped.ts';
import { partName } from './file-name.ts';
import { inOrder } from './order.ts';
import { createSnapshot } from './snapshot.ts';
import { writable } from './writable.ts';
import { openSink, type LineSink } from './sinks/line-sink.ts';
import { defined } from '../defined.ts';

/** A recording being written. */
export interface RecordingWriter {
  /**
   * Never throws: what cannot be written to a full disk is counted, reported once, and recorded as a gap when there is space again. A file that was removed meanwhile is made anew, with
   * what was known before.
   */
  write(observation: Observation): void;
  progress(): WriteProgress;
  close(): Promise<void>;
  /** Closes the file, and removes it when the bus was never observed, so that repeated failing attempts leave no files. */
  discard(): Promise<void>;
}

export interface WriteProgress {
  /** The file that is being written on. */
  readonly path: string;
  readonly part: number;
  /** Of all parts, also those that were removed. */
  readonly bytes: number;
  readonly observations: number;
  /** Why what was observed last is not in the file, e.g. `ENOSPC: no space left on device`; left out when it is, or can still be written. Known once it is closed. */
  readonly failure?: string;
}

export interface WriteOptions {
  /** The size in bytes that a part does not exceed, unless what it repeats of the parts before takes half of that. */
  readonly maxSize?: number;
  /**
   * The number of newest files to keep, of this recording and of `older`; with `maxSize` so many bytes as so many full ones hold, in more files where they are small, so that a crash loop,
   * which leaves a small file each time, does not cost what was recorded before. None is removed before the bus is observed.
   */
  readonly maxFiles?: number;
  /** Files of earlier recordings that count as parts to be removed, part by part; which recording is the oldest their headers tell. */
  readonly older?: readonly string[];
  /** Called once when the disk is full, the file was removed or a part cannot be begun, and once when recording goes on. */
  readonly onTrouble?: (sentence: string) => void;
}

const RETRY_MS = 1000;

/** So many small files are kept in the place of one full one, at most. */
const SMALL_FILES = 4;

/** The name of a part may be taken by a file of somebody else: the next ones are tried, so many at most. */
const MAX_TAKEN = 1000;

/** Begins a recording. A file that exists is never overwritten; throws KnownError when the first part cannot be made. */
export function openRecording(path: string, header: Omit<RecordingHeader, 'format'>, options: WriteOptions = {}): RecordingWriter {
  const { maxSize, maxFiles, onTrouble = () => undefined } = options;
  const recording = randomBytes(16).toString('hex');
  const snapshot = createSnapshot();
  const older = inOrder(options.older ?? []);
  const files = [...older.paths, path];
  /** The bytes of the files that are not written on any more. */
  const sizes = new Map(older.paths.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.size ?? 0]));
  const closing: Promise<void>[] = [];
  let part = 1;
  /** The number in the name of the part's file, which is that of the part unless a name was taken. */
  let number = 1;
  let sink = begin(path, header.clocks);
  let before = 0;
  let observations = 0;
  let sequence = 0;
  /** The size of the part when all was in it that it repeats. */
  let begun = sink.size();
  let dropped: DroppedObservations | undefined;
  let isReported = false;
  let isPartReported = false;
  let lastTry = 0;
  let lastPartTry = 0;
  let lastLook = performance.now();
  let failure: string | undefined;
  let closed = false;
  let isGone = false;
  /** Before the bus is observed the recording is not worth the removal of an older file. */
  let isListening = false;

  function begin(file: string, at: RecordingHeader['clocks']): LineSink {
    const fresh = openSink(file);
    const { clocks, ...rest } = header;
    const times = at === clocks ? {} : { writtenAt: new Date().toISOString() };
    const run = options.older === undefined ? undefined : older.last + 1;
    fresh.line(encodeHeader({ format: RECORDING_FORMAT, ...rest, ...times, ...defined({ clocks: at, run }), recording, part }));
    return fresh;
  }

  function name(): string {
    return partName(path, number);
  }

  /** The size that the part may have: one that is mostly snapshot would make the next one begin at once. */
  function mostBytes(limit: number): number {
    return Math.max(limit, 2 * begun);
  }

  /** Before a line that does not fit any more. A part that cannot be begun is tried again, and told once. */
  function beginNextPart(limit: number, bytes: number): void {
    const size = sink.size();
    if (size <= begun || size + bytes <= mostBytes(limit) || (isPartReported && performance.now() - lastPartTry < RETRY_MS)) return;
    lastPartTry = performance.now();
    let next = number + 1;
    while (next < number + MAX_TAKEN && existsSync(partName(path, next))) next += 1;
    part += 1;
    try {
      const [old, oldName] = [sink, name()];
      sink = begin(partName(path, next), snapshot.lastSeen());
      number = next;
      sizes.set(oldName, old.size());
      closing.push(finish(old, oldName).then(() => void (before += old.size())));
      files.push(name());
      writeSnapshot(sequence);
      removeOldest();
      isPartReported = false;
    } catch (error) {
      part -= 1;
      if (!(error instanceof KnownError)) throw error;
      if (!isPartReported) onTrouble(`${error.message}; ${name()} grows on instead`);
      isPartReported = true;
    }
  }

  /** Compressed data may be written only at the end, when a failure can no longer be recorded in the file. */
  async function finish(file: LineSink, its: string): Promise<void> {
    const isRemoved = file.isRemoved();
    await file.close();
    const why = isRemoved ? REMOVED : file.failure();
    failure ??= why;
    if (why === undefined || isReported) return;
    onTrouble(
      isRemoved
        ? `${its} was removed, and what it held is lost`
        : `${its} could not be written to its end (${why}); what was written stays readable`,
    );
  }

  function writeSnapshot(number: number): void {
    for (const observation of snapshot.lines(number)) sink.line(encodeObservation(observation));
    begun = sink.size();
  }

  function removeOldest(): void {
    while (isListening && maxFiles !== undefined && areTooMany(maxFiles)) {
      const oldest = files.shift() ?? '';
      sizes.delete(oldest);
      remove(oldest);
    }
  }

  /** The file that is written on counts as a full one, which it may become, and is never removed. */
  function areTooMany(most: number): boolean {
    if (files.length < 2) return false;
    if (maxSize === undefined) return files.length > most;
    if (files.length > most * SMALL_FILES) return true;
    return files.reduce((sum, file) => sum + (sizes.get(file) ?? mostBytes(maxSize)), 0) > most * mostBytes(maxSize);
  }

  function lose(observation: Observation): void {
    dropped ??= createDropped();
    dropped.add(observation);
    if (isReported) return;
    onTrouble(
      isGone
        ? `${name()} was removed while it was being written, and cannot be made anew; what it held is lost, and recording goes on when it can be made`
        : `${name()} cannot be written on (${sink.failure() ?? 'it failed'}); what was written stays readable, and recording goes on when there is space`,
    );
    isReported = true;
  }

  function isFailing(): boolean {
    return isGone || sink.failure() !== undefined;
  }

  /** Whether somebody removed the file, which is looked for once a second; what is written on then, nobody can read. */
  function noticeRemoval(): void {
    if (performance.now() - lastLook < RETRY_MS) return;
    lastLook = performance.now();
    if (isGone || !sink.isRemoved()) return;
    isGone = true;
    lastTry = 0;
  }

  /** Makes the file anew that was removed, with what was known before; false when that cannot be. */
  function makeAnew(): boolean {
    const old = sink;
    try {
      sink = begin(name(), snapshot.lastSeen());
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      return false;
    }
    isGone = false;
    closing.push(old.close());
    return true;
  }

  /** True when lines can be written again; records the gap in the file. */
  function recover(at: Observation['at']): boolean {
    const [wasGone, why] = [isGone, isGone ? REMOVED : (sink.failure() ?? '')];
    if (performance.now() - lastTry < RETRY_MS) return false;
    lastTry = performance.now();
    if (!(wasGone ? makeAnew() : sink.retry())) return false;
    if (wasGone && dropped === undefined) {
      writeSnapshot(sequence);
      onTrouble(`${name()} was removed while it was being written; what it held is lost, and recording goes on in a new one`);
    } else if (dropped !== undefined) {
      for (const gap of dropped.gaps(snapshot.lastSeen() ?? at, why)) sink.line(encodeObservation(gap));
      writeSnapshot(dropped.sequence());
      if (sink.failure() !== undefined) return false;
      onTrouble(`${name()} can be written on again; ${String(dropped.count())} observations in between are missing`);
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
      if (isFailing() && at !== undefined) recover(at);
      closing.push(finish(sink, name()));
    }
    await Promise.all(closing);
  }

  return {
    write(observation) {
      if (closed) return;
      noticeRemoval();
      const text = writable(observation);
      // The next part repeats what was known before this observation.
      if (maxSize !== undefined && !isFailing()) beginNextPart(maxSize, Buffer.byteLength(text) + 1);
      snapshot.note(observation);
      if (!isListening && observation.payload.kind === 'listening') {
        isListening = true;
        removeOldest();
      }
      if (isFailing() && !recover(observation.at)) return lose(observation);
      sink.line(text);
      ({ sequence } = observation);
      observations += 1;
    },
    async discard() {
      await close();
      if (!isListening) for (const file of files.slice(-part)) remove(file);
    },
    close,
    progress: () => ({ path: name(), part, bytes: before + (isGone ? 0 : sink.size()), observations, ...defined({ failure }) }),
  };
}

const REMOVED = 'it was removed';

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It is removed already, or may not be removed by this user.
  }
}
