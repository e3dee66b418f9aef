import { gzipSink } from './gzip-sink.ts';
import { createNewFile } from './new-file.ts';
import { plainSink } from './plain-sink.ts';

/** A file that takes lines. A full disk does not throw: `failure` returns the error, and unwritten lines are kept until `retry`. */
export interface LineSink {
  /** Adds a line, without its newline; must not be called while `failure` returns an error. */
  line(text: string): void;
  failure(): string | undefined;
  /** True when what waited is written. */
  retry(): boolean;
  /** Bytes in the file; for a compressed one up to the last flush. */
  size(): number;
  /** Writes the pending lines, as far as there is space; afterwards `failure` returns an error when there was not enough. */
  close(): Promise<void>;
}

/** Makes the file; compressed when its name ends in `.gz`. Throws KnownError as createNewFile. */
export function openSink(path: string): LineSink {
  const file = createNewFile(path);
  return path.endsWith('.gz') ? gzipSink(file) : plainSink(file);
}
