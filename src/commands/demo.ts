import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KnownError } from '../errors.ts';
import type { ExitStatus } from '../exit-status.ts';
import { showRecording } from './report.ts';
import type { DemoRequest, Terminal } from './request.ts';

/** `whyalive` alone: replays the incident that ships with the program, recorded on a real systemd. */
export async function demo(request: DemoRequest, terminal: Terminal): Promise<ExitStatus> {
  const path = fileURLToPath(new URL('./demo/widget-daemon.jsonl.gz', import.meta.url));
  if (!existsSync(path))
    throw new KnownError('the recorded incident is missing from this installation; install the package again, or name a UNIT');
  return showRecording(path, 'demo/widget-daemon.jsonl.gz', request, terminal);
}
