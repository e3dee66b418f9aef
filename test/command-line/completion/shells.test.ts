import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHELLS } from '../../../src/command-line/commands.ts';
import { makeStage, startShell, type TypedShell } from './typed-shell.ts';

// Each line is typed at the shell's own prompt, then Tab, then Enter; what is compared is what the program is called with.
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['whyalive widg', ['widget-daemon.service']],
  ['whyalive home-a', [String.raw`home-ann\x2dmarie-app.service`]],
  ['whyalive "home-a', [String.raw`home-ann\x2dmarie-app.service`]],
  ["whyalive 'home-a", [String.raw`home-ann\x2dmarie-app.service`]],
  ['whyalive web@gr', ['web@green:8081.service']],
  ['whyalive web@blue:', ['web@blue:8080.service']],
  [String.raw`whyalive web@blue\\`, [String.raw`web@blue\x2dold:8080.service`]],
  [String.raw`whyalive 'web@blue\x`, [String.raw`web@blue\x2dold:8080.service`]],
  ['whyalive nginx widg', ['nginx', 'widget-daemon.service']],
  ['whyalive over', ['overview']],
  ['whyalive -n 3 over', ['-n', '3', 'overview']],
  ['whyalive -n over widg', ['-n', 'over', 'widget-daemon.service']],
  ['whyalive watch --for 5min widg', ['watch', '--for', '5min', 'widget-daemon.service']],
  ['whyalive --utc watch --trace', ['--utc', 'watch', '--trace-exec']],
  ['whyalive report -o mark', ['report', '-o', 'markdown']],
  ['whyalive report --output=mark', ['report', '--output=markdown']],
  ['whyalive report -u widg', ['report', '-u', 'widget-daemon.service']],
  ['whyalive suspects -o js', ['suspects', '-o', 'json']],
  ['whyalive report toda', ['report', "today's report.jsonl"]],
  ['whyalive watch -w toda', ['watch', '-w', "today's report.jsonl"]],
  ['whyalive -D jour', ['-D', 'journals']],
  ['whyalive completion z', ['completion', 'zsh']],
  ['whyalive catch --user sess', ['catch', '--user', 'session-only.service']],
  ['whyalive suspects --root / root', ['suspects', '--root', '/', 'rooted-only.service']],
  // No unit has these names: they stay, and no file is offered for them.
  ['whyalive nosuch', ['nosuch']],
  ['whyalive zq', ['zq']],
  ['whyalive -- over', ['--', 'over']],
  ['whyalive -- -.m', ['--', '-.mount']],
  ['whyalive report x >journe', ['report', 'x']],
  // Known only as somebody's dependency, without a file.
  ['whyalive plymouth-sta', ['plymouth-sta']],
];

for (const shell of SHELLS) {
  describe(shell, { tags: [shell, 'script'] }, () => {
    let stage: string;
    let typed: TypedShell;
    beforeAll(async () => {
      stage = makeStage();
      typed = await startShell(shell, stage);
    });
    afterAll(async () => {
      await typed?.close();
      if (stage !== undefined) rmSync(stage, { recursive: true, force: true });
    });

    test.each(CASES)('%s', async (line, argv) => {
      // zsh takes away the slash of a folder when the line is run.
      expect((await typed.complete(line)).map((word) => word.replace(/(?<=.)\/$/, ''))).toEqual(argv);
    });

    test('no name that a hostile systemctl printed was run, and node was not started', () => {
      expect([join(stage, 'work/owned'), join(stage, 'node-ran')].filter((path) => existsSync(path))).toEqual([]);
    });
  });
}

test('zsh: the script can be sourced, too', { tags: ['zsh', 'script'] }, async () => {
  const stage = makeStage();
  const typed = await startShell('zsh', stage, 'sourced');
  try {
    expect(await typed.complete('whyalive watch widg')).toEqual(['watch', 'widget-daemon.service']);
  } finally {
    await typed.close();
    rmSync(stage, { recursive: true, force: true });
  }
});
