import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeCommands } from '../../../src/command-line/completion/describe-commands.ts';
import { bashCompletion } from '../../../src/command-line/completion/bash.ts';
import { fishCompletion } from '../../../src/command-line/completion/fish.ts';
import type { Shell } from '../../../src/command-line/commands.ts';
import { zshCompletion } from '../../../src/command-line/completion/zsh.ts';

/** The scripts as `whyalive completion SHELL` prints them. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: bashCompletion(describeCommands()),
  zsh: zshCompletion(describeCommands()),
  fish: fishCompletion(describeCommands()),
};

/** Names that are none of a unit: a completion that lets one through could have a shell run it. */
const HOSTILE_NAMES = [
  'zqx$(touch${IFS}owned).service',
  'zqx`touch${IFS}owned`.service',
  'zqx;touch${IFS}owned.service',
  "zqx'quote.service",
  'zqx"quote.service',
  'zqx*.service',
  'zqx&.service',
  'zqx>owned.service',
  '\u001b[31mzqx.service',
];

/**
 * A folder with a systemctl that prints what a real one printed in the lab, and hostile names; a whyalive that notes how it was called; a node that notes
 * that it ran; and the completion of each shell.
 */
export function makeStage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'whyalive-completion-'));
  const recorded = (name: string): string => readFileSync(new URL(`../../../fixtures/completion/${name}.txt`, import.meta.url), 'utf8');
  const hostile = HOSTILE_NAMES.map((name) => `${name} loaded active running\n`).join('');
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'home/.zfunc'), { recursive: true });
  writeFileSync(join(folder, 'home/.zfunc/_whyalive'), SCRIPTS.zsh);
  mkdirSync(join(folder, 'work/journals'), { recursive: true });
  for (const name of ["today's report.jsonl", 'nosuchfile', 'journey']) writeFileSync(join(folder, 'work', name), '');
  writeFileSync(join(folder, 'list-units'), recorded('list-units') + hostile);
  writeFileSync(join(folder, 'list-unit-files'), recorded('list-unit-files') + hostile);
  for (const [shell, script] of Object.entries(SCRIPTS)) writeFileSync(join(folder, `completion.${shell}`), script);
  program(
    join(folder, 'bin/systemctl'),
    `case "$*" in
--user*list-units*) echo 'session-only.service loaded active running' ;;
--user*) ;;
*--root=*list-unit-files*) echo 'rooted-only.service static -' ;;
*list-units*) cat '${folder}/list-units' ;;
*list-unit-files*) cat '${folder}/list-unit-files' ;;
esac`,
  );
  program(join(folder, 'bin/node'), `touch '${folder}/node-ran'`);
  program(join(folder, 'bin/whyalive'), `printf '%s\\n' "$@" >'${folder}/told.part'; mv '${folder}/told.part' '${folder}/told'`);
  return folder;
}

function program(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

/** What a shell on the stage runs in: nothing of this machine's own configuration. */
function stageEnvironment(folder: string): Record<string, string> {
  return { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: join(folder, 'home'), TERM: 'xterm', LC_ALL: 'C.UTF-8' };
}

/** A shell at a terminal of its own, at which keys can be typed. */
export interface TypedShell {
  /** Types a line, then Tab, then Enter; gives the arguments with which whyalive was then called. */
  complete(line: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

const START: Readonly<Record<Shell, (folder: string) => string>> = {
  bash: (folder) => `exec bash --noprofile --rcfile '${folder}/rc.bash' -i`,
  zsh: () => 'exec zsh -d -i',
  fish: (folder) => `exec fish --no-config --private -C 'function fish_prompt; printf "READY> "; end; source ${folder}/completion.fish'`,
};

/** Starts a shell with its completion, and waits for its prompt. Installed, zsh finds it in $fpath; the others always read it in. */
export async function startShell(shell: Shell, folder: string, way: 'installed' | 'sourced' = 'installed'): Promise<TypedShell> {
  writeFileSync(join(folder, 'rc.bash'), `source '${folder}/completion.bash'; PS1='READY> '\n`);
  const load = way === 'sourced' ? `compinit -D -u; source '${folder}/completion.zsh'` : `fpath=(~/.zfunc $fpath); compinit -D -u`;
  writeFileSync(join(folder, 'home/.zshrc'), `autoload -U compinit; ${load}; PS1='READY> '\n`);
  const child = spawn('script', ['-qfec', START[shell](folder), '/dev/null'], {
    cwd: join(folder, 'work'),
    env: { ...stageEnvironment(folder), SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const told = join(folder, 'told');
  await until(
    () => said.includes('READY>'),
    () => `${shell} showed no prompt: ${said}`,
  );
  return {
    complete: async (line) => {
      rmSync(told, { force: true });
      child.stdin.write(`${line}\t`);
      // As a person does: the shells look at what was typed ahead in ways of their own.
      await sleep(150);
      child.stdin.write('\r');
      await until(
        () => existsSync(told),
        () => `${shell} did not run the line ${line}: ${said.slice(-2_000)}`,
      );
      await sleep(50);
      return readFileSync(told, 'utf8').split('\n').slice(0, -1);
    },
    close: () => close(child),
  };
}

async function close(child: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.stdin?.end('\u0003exit\r');
  const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await closed;
  clearTimeout(late);
}

async function until(holds: () => boolean, otherwise: () => string): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (holds()) return;
    await sleep(20);
  }
  throw new Error(otherwise());
}
