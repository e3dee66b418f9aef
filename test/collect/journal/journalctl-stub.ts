import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the program that stands for journalctl behaves; its output is what a real one printed in the lab. */
export interface StubBehaviour {
  /** A file to print. */
  readonly prints?: string;
  /** Prints it again and again. */
  readonly endless?: boolean;
  readonly complains?: string;
  readonly exitStatus?: number;
  /** Shell lines run instead. */
  readonly script?: string;
}

/** A journalctl on the PATH of this process that does as told and notes its arguments. */
export function stubJournalctl() {
  const folder = mkdtempSync(join(tmpdir(), 'whyalive-stub-'));
  const log = join(folder, 'arguments');
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = `${folder}:${path}`;
  return {
    folder,
    behave({ prints = '/dev/null', endless = false, complains = '', exitStatus = 0, script }: StubBehaviour) {
      rmSync(log, { force: true });
      writeFileSync(join(folder, 'complaints'), complains);
      const print = endless ? `while cat '${prints}'; do :; done` : `cat '${prints}'`;
      const body = script ?? `cat '${folder}/complaints' >&2\n${print}\nexit ${exitStatus}`;
      writeFileSync(
        join(folder, 'journalctl'),
        `#!/bin/sh\necho $$ > '${folder}/pid'\n{ printf '%s\\n' "$@"; echo; } >> '${log}'\n${body}\n`,
      );
      chmodSync(join(folder, 'journalctl'), 0o755);
    },
    /** The arguments of each run. */
    runs: (): string[][] =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trimEnd()
            .split('\n\n')
            .map((run) => run.split('\n').filter((argument) => argument !== ''))
        : [],
    pid: () => Number(readFileSync(join(folder, 'pid'), 'utf8')),
    /** As if journalctl were not installed. */
    uninstall: () => {
      process.env['PATH'] = folder;
      rmSync(join(folder, 'journalctl'), { force: true });
    },
    restore: () => {
      process.env['PATH'] = path;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
