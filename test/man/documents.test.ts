import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json';
import { helpHead } from '../../src/commands/help.ts';
import { COMMANDS, parseArguments } from '../../src/commands/options.ts';

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'CHANGELOG.md'] as const;
const read = (path: string): string => readFileSync(path, 'utf8');
const names = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];

/** Splits a command line as a shell would, as far as the documents need it: blanks, and quotes around a word. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
}

const spans = DOCUMENTS.flatMap((path) => [...read(path).matchAll(/`whyalive ([^`…]+)`/g)].map((match) => match[1] ?? ''));
const blocks = DOCUMENTS.flatMap((path) => [...read(path).matchAll(/^ *```sh$.*?^ *```$/gms)].map(([block]) => block)).join('\n');
const typed = [...blocks.matchAll(/^ *(?:npm start -- |whyalive )([^#\n]+)/gm)].map((match) => (match[1] ?? '').trim());
const helpExamples = names.flatMap((name) =>
  [...helpHead(name).matchAll(/^ {2}whyalive (\S.*?)(?: {2,}.*)?$/gm)].map((match) => match[1] ?? ''),
);
const written = [...spans, ...typed, ...helpExamples.filter((line) => !/[[…]/.test(line))]
  .filter((line) => line !== '--version') // cli.ts answers it before anything is parsed
  .map((line) =>
    line
      .replace(/ (?:>|\\?\|) .*$/, '')
      .replace(/\bSHELL\b|\bbash\|zsh\|fish\b/, 'bash')
      .replace(/\bFILE\b|\bUNIT\b/g, 'x'),
  );

test('there are command lines in the documents and in --help', () => {
  expect(spans.length).toBeGreaterThan(10);
  expect(helpExamples.length).toBeGreaterThan(5);
});

test.each([...new Set(written)])('whyalive %s: the program accepts it', (line) => {
  expect(() => parseArguments(words(line))).not.toThrow();
});

test.each(DOCUMENTS)('%s names only scripts of package.json, and files that there are', (path) => {
  const scripts = [...read(path).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1] ?? '');
  expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
  const files = [...read(path).matchAll(/`((?:src|test|man|fixtures|\.ci)\/[\w./-]*)`/g)].map((match) => match[1] ?? '');
  expect(files.filter((file) => readFileOrFolder(file) === undefined)).toEqual([]);
});

describe('README.md', () => {
  test.each(['session', 'accuracy'])('shows the %s from the lab between its marks', (name) => {
    const between = read('README.md').split(`<!-- ${name}:begin -->`)[1]?.split(`<!-- ${name}:end -->`)[0];
    expect(between?.trim()).toMatch(/\S/);
  });
});

function readFileOrFolder(path: string): string | undefined {
  try {
    return read(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR' ? '' : undefined;
  }
}
