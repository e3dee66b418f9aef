import { gzipSink } from './gzip-sink.ts';
import { createNewFile } from './new-file.ts';
import { plainSink } from './plain-sink.ts';

/** A file that takes lines. A full disk does not throw: `failure` tells, and what could not be written waits until `retry`. */
export interface LineSink {
  /** Adds a line, without its newline; not to be called while `failure` tells something. */
  line(text: string): void;
  failure(): string | undefined;
  /** True when what waited is written. */
  retry(): boolean;
  /** Bytes in the file; for a compressed one up to the last flush. */
  size(): number;
  /** Writes what is still to be written, as far as there is space; `failure` tells afterwards when there was none. */
  close(): Promise<void>;
}

/** Makes the file; compressed when its name ends in `.gz`. Throws KnownError as createNewFile. */
export function openSink(path: string): LineSink {
  const file = createNewFile(path);
  return path.endsWith('.gz') ? gzipSink(file) : plainSink(file);
}
