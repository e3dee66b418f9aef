import type { LineSink } from './line-sink.ts';
import type { AppendedFile } from './new-file.ts';

/** Hands each line to the system at once. */
export function plainSink(file: AppendedFile): LineSink {
  return {
    line: (text) => file.append(Buffer.from(`${text}\n`)),
    failure: () => file.failure(),
    retry: () => file.retry(),
    size: () => file.size(),
    close() {
      file.retry();
      file.close();
      return Promise.resolve();
    },
  };
}
