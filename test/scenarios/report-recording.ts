import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Judgement } from '../lab/judge.ts';

const run = promisify(execFile);

/** The timeline of a recording as JSON, with so many starts at most. */
export async function reportRecording(recording: string, lines: number): Promise<string> {
  const options = { maxBuffer: 1 << 28 };
  const { stdout } = await run(process.execPath, ['dist/whyalive.mjs', 'report', recording, '-o', 'json', '-n', String(lines)], options);
  return stdout;
}

/** The judgements that did not pass. */
export function failures(judgements: readonly Judgement[]): Judgement[] {
  return judgements.filter((one) => !one.passed);
}
