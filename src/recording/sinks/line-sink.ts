import { gzipLines } from './gzip-lines.ts';
import { createNewFile, type AppendedFile } from './new-file.ts';

/** Puts lines into a file. */
export interface LineWriter {
  /** Adds a line, without its newline; must not be called while `failure` returns an error. */
  line(text: string): void;
  /** Hands the lines that wait to the file, and closes it. */
  close(): Promise<void>;
}

/**
 * A file that takes lines. A full disk does not throw: `failure` returns the error, and unwritten lines are kept until `retry`, or `close`, after which `failure`
 * returns an error when there still was not enough space. The size is never smaller than what is handed to the system so far.
 */
export interface LineSink extends LineWriter, Pick<AppendedFile, 'failure' | 'retry' | 'size' | 'isRemoved'> {}

/** Makes the file; compressed when its name ends in `.gz`. Throws KnownError as createNewFile. */
export function openSink(path: string): LineSink {
  const file = createNewFile(path);
  const { failure, retry, size, isRemoved } = file;
  return { failure, retry, size, isRemoved, ...(path.endsWith('.gz') ? gzipLines(file) : plainLines(file)) };
}

/** Hands each line to the system at once. */
function plainLines(file: AppendedFile): LineWriter {
  return {
    line: (text) => file.append(Buffer.from(`${text}\n`)),
    close() {
      file.close();
      return Promise.resolve();
    },
  };
}
