import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { COLUMNS } from './play-session.ts';
import { stepsOf, textOfSteps } from './session-file.ts';

/** A session with its reports as the built program tells them today, of the recordings that lie in `folder`; all else stays. Throws when one fails. */
export function retellSession(text: string, folder: string): string {
  return textOfSteps(
    stepsOf(text).map(({ command, shown }) => ({
      command,
      shown: command.startsWith('whyalive report ') ? retell(command, folder) : shown,
    })),
  );
}

function retell(command: string, folder: string): string {
  const { PATH } = process.env;
  const script = `whyalive() { "${process.execPath}" "${resolve('dist/whyalive.mjs')}" "$@"; }; exec 2>&1; ${command}`;
  const { stdout, status } = spawnSync('/bin/sh', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH, LANG: 'C.UTF-8', TZ: 'UTC', COLUMNS: String(COLUMNS) },
  });
  if (status !== 0) throw new Error(`${command} failed: ${stdout}`);
  return stdout;
}
