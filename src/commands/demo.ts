import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KnownError } from '../errors.ts';
import type { ExitStatus } from '../exit-status.ts';
import { showRecording } from './report.ts';
import type { DemoRequest } from '../command-line/commands.ts';
import type { Terminal } from '../output/terminal.ts';

/** `whyalive` alone: replays the incident that ships with the program, recorded on a real systemd. */
export async function demo(request: DemoRequest, terminal: Terminal): Promise<ExitStatus> {
  // The bundle puts a command into a folder of chunks, beside which the recording lies.
  const path = ['../demo/', './demo/']
    .map((folder) => fileURLToPath(new URL(folder + RECORDING, import.meta.url)))
    .find((one) => existsSync(one));
  if (path === undefined)
    throw new KnownError('the recorded incident is missing from this installation; install the package again, or name a UNIT');
  return showRecording(path, `demo/${RECORDING}`, request, terminal);
}

const RECORDING = 'widget-daemon.jsonl.gz';
