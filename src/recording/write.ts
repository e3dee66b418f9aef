import { closeSync, openSync, writeSync } from 'node:fs';
import { constants, createGzip } from 'node:zlib';
import { KnownError } from '../errors.ts';
import type { Observation } from '../sources/observation.ts';
import { RECORDING_FORMAT, encodeHeader, encodeObservation } from './format.ts';
import type { RecordingHeader } from './format.ts';

/** A recording being written. */
export interface RecordingWriter {
  /** Throws KnownError when the disk is full or the like; what was written before stays readable. */
  write(observation: Observation): void;
  close(): Promise<void>;
}

interface LineSink {
  line(text: string): void;
  close(): Promise<void>;
}

const FLUSH_BYTES = 64 * 1024;
const FLUSH_MS = 1000;

/**
 * Begins a recording, readable by its owner only, because argv and logs may hold secrets. A file that exists is never overwritten. Each line is handed to
 * the system at once; when the name ends in `.gz`, at the latest after a second or 64 KiB, so that a file cut by a crash is readable up to there.
 */
export function openRecording(path: string, header: Omit<RecordingHeader, 'format'>): RecordingWriter {
  const file = openNew(path);
  const sink = path.endsWith('.gz') ? gzipSink(file, path) : plainSink(file, path);
  sink.line(encodeHeader({ format: RECORDING_FORMAT, ...header }));
  return { write: (observation) => sink.line(encodeObservation(observation)), close: () => sink.close() };
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new KnownError(`${path} exists already and is not overwritten; give -w another name or remove it`);
    if (code === 'ENOENT') throw new KnownError(`${path} cannot be written, because its folder does not exist; make the folder first`);
    throw new KnownError(`${path} cannot be written (${message}); give -w a place where this user may write`);
  }
}

function plainSink(file: number, path: string): LineSink {
  let closed = false;
  return {
    line: (text) => {
      if (!closed) writeAll(file, Buffer.from(`${text}\n`), path);
    },
    close() {
      if (!closed) closeSync(file);
      closed = true;
      return Promise.resolve();
    },
  };
}

function gzipSink(file: number, path: string): LineSink {
  const gzip = createGzip();
  let failure: Error | undefined;
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;
  gzip.on('data', (block: Buffer) => {
    try {
      if (failure === undefined) writeAll(file, block, path);
    } catch (error) {
      failure = error as Error;
    }
  });
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    waiting = 0;
    gzip.flush(constants.Z_SYNC_FLUSH);
  };
  return {
    line(text) {
      if (failure !== undefined) throw failure;
      if (closing !== undefined) return;
      gzip.write(`${text}\n`);
      waiting += text.length;
      if (waiting >= FLUSH_BYTES) flush();
      else timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    close() {
      closing ??= new Promise((resolve, reject) => {
        clearTimeout(timer);
        gzip.on('end', () => {
          closeSync(file);
          if (failure === undefined) resolve();
          else reject(failure);
        });
        gzip.end();
      });
      return closing;
    },
  };
}

function writeAll(file: number, bytes: Buffer, path: string): void {
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  } catch (error) {
    throw new KnownError(
      `${path} cannot be written on (${(error as Error).message}); what was written so far can be read with \`whyalive report\``,
    );
  }
}
