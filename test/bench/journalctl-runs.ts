import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandLine } from './process-cost.ts';

/** The command lines of journalctl that a program runs, in the order in which they begin. */
export function journalctlRuns([program, ...args]: CommandLine): readonly CommandLine[] {
  const real = spawnSync('which', ['journalctl'], { encoding: 'utf8' }).stdout.trim();
  const folder = mkdtempSync(join(tmpdir(), 'whyalive-bench-runs-'));
  try {
    const log = join(folder, 'log');
    // One write for each run, so that runs side by side do not mix.
    writeFileSync(join(folder, 'journalctl'), `#!/bin/sh\nline=$(printf '%s\\t' "$@")\necho "$line" >> '${log}'\nexec '${real}' "$@"\n`);
    chmodSync(join(folder, 'journalctl'), 0o755);
    const path = `${folder}:${process.env['PATH'] ?? ''}`;
    const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PATH: path } });
    if (status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with status ${String(status)}`);
    return readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => [real, ...line.split('\t').filter((word) => word !== '')]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
