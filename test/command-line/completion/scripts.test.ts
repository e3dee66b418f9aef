import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCommands } from '../../../src/command-line/completion/describe-commands.ts';
import { SHELLS, type Shell } from '../../../src/command-line/commands.ts';
import { parseArguments } from '../../../src/command-line/parse.ts';
import { UsageError } from '../../../src/errors.ts';
import type { Need } from '../../needs.ts';
import { SCRIPTS } from './typed-shell.ts';

const CHECKS: Readonly<Record<Shell, readonly [Need, ...string[]]>> = {
  bash: ['shellcheck', '--severity=style'],
  zsh: ['zsh', '-n'],
  fish: ['fish', '--no-execute'],
};

for (const shell of SHELLS) {
  const [program, ...options] = CHECKS[shell];
  test(`the script for ${shell} passes the check of its shell`, { tags: [program] }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'whyalive-completion-'));
    try {
      const path = join(folder, `completion.${shell}`);
      writeFileSync(path, SCRIPTS[shell]);
      const { stdout, stderr, status } = spawnSync(program, [...options, path], { encoding: 'utf8' });
      expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

test.each(SHELLS)('the script for %s says in its head how to install it', (shell) => {
  const head = SCRIPTS[shell].split('\n').slice(0, 8).join('\n');
  expect(head).toContain(`whyalive completion ${shell} >`);
});

test('the value of every option is offered, where it is not free', () => {
  const free = describeCommands().flatMap(({ options }) =>
    options.filter(({ value }) => value === 'text').flatMap(({ flags }) => flags.slice(-1)),
  );
  // What nobody can guess: a new option that takes a value stands here, or says what it `offers`.
  expect([...new Set(free)].sort()).toEqual(
    [
      '--for',
      '--from-start',
      '--lines',
      '--max-files',
      '--max-size',
      '--otlp-endpoint',
      '--since',
      '--timeout',
      '--title',
      '--until',
    ].sort(),
  );
});

test.each([
  [['completion'], 'completion needs the name of a shell; give bash, zsh or fish, as in: whyalive completion bash'],
  [['completion', 'tcsh'], "completion knows no shell 'tcsh'; give bash, zsh or fish, as in: whyalive completion bash"],
  [['completion', 'bash', 'zsh'], 'completion takes one shell; give bash, zsh or fish, as in: whyalive completion bash'],
])('%j is a usage error', (argv, message) => {
  expect(() => parseArguments(argv)).toThrow(new UsageError(message));
});
