import { spawn } from 'node:child_process';
import { KnownError } from '../../errors.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { defined } from '../../defined.ts';

export interface StopOptions {
  readonly scope: ManagerScope;
  /** Ends the waiting; the jobs stay with the manager. */
  readonly signal?: AbortSignal;
}

const COMPLAINTS_LIMIT = 4096;

/**
 * Stops units through systemctl, in this order, and waits until they are down. The only change this program ever makes, and only with `--stop`. Throws
 * KnownError with systemctl's own words when it was refused or failed.
 */
export async function stopUnits(units: readonly string[], options: StopOptions): Promise<void> {
  const argv = [...(options.scope === 'user' ? ['--user'] : []), 'stop', '--no-ask-password', '--', ...units];
  const { status, complaints, failure } = await runSystemctl(argv, options.signal);
  if (failure !== undefined) throw new KnownError(`systemctl cannot be run, so nothing was stopped: ${failure}; stop it another way`);
  if (status === 0 || options.signal?.aborted === true) return;
  const words = systemctlWords(complaints);
  const said = words === '' ? `it ended with status ${String(status ?? 'unknown')}` : words;
  throw new KnownError(`systemctl could not stop ${units.join(' ')}: ${said}; ${remedyFor(said, options.scope)}`);
}

/** Why systemctl failed, in its own words; without its warnings about triggers and its hints where to look. */
export function systemctlWords(complaints: string): string {
  const lines = complaints.split('\n').filter((line) => /^\S/.test(line) && !/^(?:Warning: |Stopping |See |Hint: )/.test(line));
  const said = lines.find((line) => /^(?:Failed |Job for )/.test(line)) ?? lines[0] ?? '';
  return said.replace(/^Failed to stop [^:]+: /, '').replace(/\.$/, '');
}

function remedyFor(words: string, scope: ManagerScope): string {
  if (/denied|authentication|not permitted|authoriz/i.test(words))
    return scope === 'user' ? 'run it as the user whose manager it is' : 'run it as root, or stop it by other means and leave --stop out';
  return 'stop it by other means and leave --stop out';
}

interface SystemctlEnd {
  readonly status?: number;
  readonly complaints: string;
  readonly failure?: string;
}

function runSystemctl(argv: readonly string[], signal: AbortSignal | undefined): Promise<SystemctlEnd> {
  return new Promise((resolve) => {
    const child = spawn('systemctl', argv, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8', SYSTEMD_COLORS: '0', SYSTEMD_URLIFY: '0', SYSTEMD_PAGER: '' },
    });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(0, COMPLAINTS_LIMIT)));
    const end = (): void => void child.kill('SIGTERM');
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end, { once: true });
    child.on('error', (error) => resolve({ complaints, failure: error.message }));
    child.on('close', (status) => {
      signal?.removeEventListener('abort', end);
      resolve(defined({ complaints, status: status === null ? undefined : status }));
    });
  });
}
