import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLookout, openTrace, type LookoutOptions } from './probe.ts';
import { openLookoutProcess, type ReadyLookout } from './probe-process.ts';

const PROGRAM = 'whyalive-lookout.mjs';

/**
 * Makes a lookout ready in a process of its own: who has just asked is gone in two milliseconds, and this program may be busy telling of something else for longer. Where the
 * package has no such program, as in its own tests, it looks itself. Throws a SourceError when a trace was asked for and is not possible.
 */
export async function openLookout(options: LookoutOptions): Promise<ReadyLookout> {
  const path = ['../', './'].map((folder) => fileURLToPath(new URL(folder + PROGRAM, import.meta.url))).find((one) => existsSync(one));
  const process = path === undefined ? undefined : await openLookoutProcess(path, options);
  if (process !== undefined) return process;
  const trace = openTrace(options);
  return {
    follow: (stream) => createLookout(options, trace, stream),
    close: async () => trace?.close(),
  };
}
