import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/commands/options.ts';
import { FORMAT_NAMES } from '../../src/renderers/formats.ts';

const readme = readFileSync('README.md', 'utf8');
const contributing = readFileSync('CONTRIBUTING.md', 'utf8');

function between(mark: string): string {
  const text = readme.split(`<!-- ${mark}:begin -->`)[1]?.split(`<!-- ${mark}:end -->`)[0];
  if (text === undefined) throw new Error(`README.md has no marks for '${mark}'`);
  return text;
}

function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].filter(([, name]) => name === language).map(([, , block]) => block ?? '');
}

/** The commands called `whyalive` in a line of a shell, without its redirections; quotes and pipes as far as the documents use them. */
function commandsIn(line: string): readonly (readonly string[])[] {
  const words = [...line.matchAll(/#.*$|'([^']*)'|"([^"]*)"|([^\s'"]+)/g)]
    .filter(([all]) => !all.startsWith('#'))
    .map(([, single, double, bare]) => single ?? double ?? bare ?? '');
  const commands: string[][] = [[]];
  for (const word of words) {
    if (['|', '&&', '||', ';'].includes(word)) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands
    .filter(([first]) => first === 'whyalive' || first === 'sudo')
    .map((command) => command.slice(command.indexOf('whyalive') + 1))
    .map((command) =>
      command.some((word) => word.startsWith('>'))
        ? command.slice(
            0,
            command.findIndex((word) => word.startsWith('>')),
          )
        : command,
    );
}

test('the session is what the program prints of the recorded incident: node build.mjs && node test/man/fill-readme.mjs session', () => {
  const env = { ...process.env, TZ: 'UTC', COLUMNS: '80', NO_COLOR: '1' };
  const said = execFileSync(process.execPath, ['dist/whyalive.mjs'], { encoding: 'utf8', env });
  expect(blocks(between('session'), 'console').join('\n\n')).toBe(`$ whyalive\n${said.trimEnd()}`);
});

const lines = [readme, contributing].flatMap((text) => blocks(text, 'sh').flatMap((block) => block.split('\n')));
const spans = [readme, contributing].flatMap((text) => [...text.matchAll(/`([^`\n]*\bwhyalive [^`\n]+)`/g)].map(([, span]) => span ?? ''));
const commands = [...lines, ...spans].flatMap(commandsIn);

test('there are commands in the blocks and in the spans', () => {
  expect(lines.flatMap(commandsIn).length).toBeGreaterThan(0);
  expect(spans.flatMap(commandsIn).length).toBeGreaterThan(20);
});

test.each([...new Set(commands.map((command) => JSON.stringify(command)))])('the program accepts %s', (command) => {
  expect(() => parseArguments(JSON.parse(command) as string[])).not.toThrow();
});

test('every format of -o is used or named', () => {
  const unused = FORMAT_NAMES.filter((name) => name !== 'text' && !readme.includes(`-o ${name}`));
  expect(unused).toEqual([]);
});

test.each([
  ['README.md', readme],
  ['CONTRIBUTING.md', contributing],
])('%s links to files and to headings that there are', (_name, text) => {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? '');
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(
    ([, title]) =>
      `#${(title ?? '')
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-')}`,
  );
  const local = links.filter((link) => !/^https?:/.test(link));
  expect(local.filter((link) => (link.startsWith('#') ? !headings.includes(link) : !existsSync(link.replace(/#.*$/, ''))))).toEqual([]);
});

test.each(['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'])('%s names sources that there are', (path) => {
  const named = [...readFileSync(path, 'utf8').matchAll(/`((?:src|test|man|fixtures|dist|\.ci)\/[\w./-]*)`/g)].map(
    ([, file]) => file ?? '',
  );
  expect(named.filter((file) => !existsSync(file))).toEqual([]);
});
