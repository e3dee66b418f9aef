import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { journalText, type JournalShape } from './journal-text.ts';

/** Debian puts it here and on no PATH; WHYALIVE_JOURNAL_REMOTE names another one. */
const JOURNAL_REMOTE = process.env['WHYALIVE_JOURNAL_REMOTE'] ?? '/lib/systemd/systemd-journal-remote';

/** The folder with a journal of this shape, made on the first call (about a minute for a million entries) and kept in the user's cache folder. */
export async function journalOf(shape: JournalShape): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'whyalive-bench', `journal-3-${shape.entries}-${shape.starts}`);
  if (existsSync(folder)) return folder;
  if (!existsSync(JOURNAL_REMOTE)) {
    throw new Error(`${JOURNAL_REMOTE} makes the benchmark's journal and is not there; install the package systemd-journal-remote`);
  }
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    await write(shape, partial);
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

async function write(shape: JournalShape, folder: string): Promise<void> {
  const child = spawn(JOURNAL_REMOTE, ['--split-mode=none', `--output=${join(folder, 'bench.journal')}`, '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  for (const chunk of journalText(shape)) {
    if (!child.stdin.write(chunk)) await Promise.race([once(child.stdin, 'drain'), ended]);
    if (child.exitCode !== null) break;
  }
  child.stdin.end();
  const [status] = await ended;
  if (status !== 0) throw new Error(`systemd-journal-remote ended with status ${status}:\n${said}`);
}
