import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/command-line/parse.ts';
import { report } from '../../src/commands/report.ts';
import type { Terminal } from '../../src/output/terminal.ts';
import { fillSessions, sessionBlocks } from './fill-sessions.ts';
import { fromLiteral, toLiteral } from './literal.ts';
import { COLUMNS } from './play-session.ts';
import { sessionFile, stepsOf, textOfSteps } from './session-file.ts';
import { SESSIONS } from './session-table.ts';

const PAGE = 'man/whyalive.1';
const page = readFileSync(PAGE, 'utf8');
const blocks = sessionBlocks(page);
const textOf = (name: string): string => readFileSync(sessionFile(name), 'utf8');
const names = SESSIONS.map(({ name }) => name);

// npm run examples plays the sessions anew; read what changed, and the prose around it, before you commit it.
test('the page shows every session of the table, in its order, and each has its file', () => {
  expect([...blocks.keys()]).toEqual(names);
  const kept = SESSIONS.flatMap(({ keeps }) => keeps ?? []);
  expect(readdirSync('fixtures/sessions').toSorted()).toEqual([...names.map((name) => `${name}.txt`), ...kept].toSorted());
});

describe.each(SESSIONS)('$name', ({ name, prompts }) => {
  test('the page shows it byte for byte', () => {
    expect(fromLiteral(blocks.get(name) ?? '')).toBe(textOf(name));
  });

  test('what is typed in it is what the table says, and the program takes it', () => {
    expect(textOfSteps(stepsOf(textOf(name)))).toBe(textOf(name));
    const typed = stepsOf(textOf(name)).map(({ command }) => command);
    expect(typed).toEqual(prompts.map(({ command }) => command));
    const ours = typed.filter((command) => command.startsWith('whyalive '));
    expect(ours).not.toEqual([]);
    for (const command of ours)
      expect(
        parseArguments(
          command
            .replace(/ \| .*/, '')
            .split(' ')
            .slice(1),
        ).kind,
      ).toBe('run');
  });

  test('what the prose reads aloud stands in it', () => {
    const [, after = ''] = page.split(`.\\" session ${name}\n`)[1]?.split('.\\" end of session\n') ?? [];
    const [prose = ''] = after.split(/^\.S[sh] |^\.\\" session/m);
    const quoted = [...prose.matchAll(/^\.(?:Sy|Cm|Li|Pa) (.+?)(?: [.,;:])?$/gm)].map(([, words = '']) => words);
    expect(quoted).not.toEqual([]);
    for (const words of quoted) expect(textOf(name)).toContain(words);
  });
});

describe('a report in a session', () => {
  const reports = SESSIONS.flatMap(({ name }) => stepsOf(textOf(name))).filter(({ command }) => command.startsWith('whyalive report '));

  test('there is one', () => {
    expect(reports).not.toEqual([]);
  });

  // npm run examples -- --retell mends it, when the words of a report have changed.
  test.each(reports)('$command: the program says the same today', async ({ command, shown }) => {
    const [, typed = '', lines] = /^whyalive (.*?)(?: \| head -n (\d+))?$/.exec(command) ?? [];
    const invocation = parseArguments(typed.replace(/\S+\.jsonl\.gz/, 'fixtures/sessions/$&').split(' '));
    if (invocation.kind !== 'run' || invocation.request.command !== 'report') throw new Error(`no report: ${command}`);
    let told = '';
    const write = (text: string): void => void (told += text);
    const terminal = { write, writeError: write, page: write, columns: COLUMNS, colour: false, env: {} };
    expect(await report(invocation.request, terminal as unknown as Terminal)).toBe(0);
    expect(
      lines === undefined
        ? told
        : told
            .split(/(?<=\n)/)
            .slice(0, Number(lines))
            .join(''),
    ).toBe(shown);
  });
});

test('any text can be shown literally', () => {
  const text = `.Sh \\fB\n'quoted' \`ticks\` ^~- \\e \\[u25CF] ● → …\n..\n\n`;
  expect(fromLiteral(toLiteral(text))).toBe(text);
  const filled = fillSessions('.\\" session a\nold\n.\\" end of session\n.Pp\n', () => text);
  expect(fromLiteral(sessionBlocks(filled).get('a') ?? '')).toBe(text);
  expect(filled.endsWith('.Pp\n')).toBe(true);
});

test('mandoc shows them as they were', { tags: ['mandoc'] }, () => {
  const { stdout } = spawnSync('mandoc', ['-Tutf8', '-Owidth=200', PAGE], { encoding: 'utf8' });
  const shown = stdout.replace(/.\u0008/gu, '');
  const indented = (line: string): string => (line === '' ? '' : `     ${line}`);
  for (const name of names) expect(shown).toContain(textOf(name).split('\n').map(indented).join('\n'));
});
