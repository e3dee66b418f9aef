import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json';
import { COMMAND_NAMES } from '../../src/command-line/commands.ts';
import { helpHead } from '../../src/command-line/help.ts';
import { parseArguments } from '../../src/command-line/parse.ts';
import { parseTime } from '../../src/collect/timestamp.ts';
import { DOCUMENTS } from './document-list.ts';
import { fromLiteral } from './literal.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

/** Splits a command line as a shell would, as far as the documents need it: blanks, and quotes around a word. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
}

const spans = DOCUMENTS.flatMap((path) => [...read(path).matchAll(/`whyalive ([^`…]+)`/g)].map((match) => match[1] ?? ''));
const blocks = DOCUMENTS.flatMap((path) => [...read(path).matchAll(/^ *```sh$.*?^ *```$/gms)].map(([block]) => block)).join('\n');
const typed = [...blocks.matchAll(/^ *(?:npm start -- |whyalive )([^#\n]+)/gm)].map((match) => (match[1] ?? '').trim());
const helpExamples = COMMAND_NAMES.flatMap((name) =>
  [...helpHead(name).matchAll(/^ {2}whyalive (\S.*?)(?: {2,}.*)?$/gm)].map((match) => match[1] ?? ''),
);
const pages = readdirSync('man').map((page) => read(`man/${page}`));
const displayed = pages.flatMap((page) =>
  [...page.matchAll(/^(?:\.Dl|#) whyalive (.+)$/gm)].map(([, line = '']) => fromLiteral(line).replace(/ (?:[>|]) .*$/, '')),
);
const written = [...spans, ...typed, ...displayed, ...helpExamples.filter((line) => !/[[…]/.test(line))]
  .filter((line) => line !== '--version') // cli.ts answers it before anything is parsed
  .map((line) =>
    line
      .replace(/ (?:>|\\?\|) .*$/, '')
      .replace(/\bSHELL\b|\bbash\|zsh\|fish\b/, 'bash')
      .replace(/\bFILE\b|\bUNIT\b/g, 'x'),
  );

/** The times that a line gives to -S and -U, as they were typed. */
function timesOf(line: string): readonly string[] {
  const parsed = parseArguments(words(line));
  if (parsed.kind !== 'run') return [];
  const { since, until } = parsed.request as { readonly since?: string; readonly until?: string };
  return [since, until].filter((text) => text !== undefined);
}

test('there are command lines in the documents, in the pages and in --help', () => {
  expect(spans.length).toBeGreaterThan(10);
  expect(displayed.length).toBeGreaterThan(10);
  expect(helpExamples.length).toBeGreaterThan(5);
});

test.each([...new Set(written)])('whyalive %s: the program accepts it', (line) => {
  expect(() => parseArguments(words(line))).not.toThrow();
});

test('every time that they give to -S and -U is one, without systemd-analyze too', async () => {
  const times = [...new Set(written)].flatMap(timesOf);
  expect(times.length).toBeGreaterThan(2);
  const nowUsec = BigInt(Date.UTC(2026, 10, 21, 12)) * 1000n;
  for (const time of times) expect(await parseTime(time, { nowUsec }).catch(String), time).toBeTypeOf('bigint');
});

test.each(DOCUMENTS)('%s names only scripts of package.json, and files that there are', (path) => {
  const scripts = [...read(path).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1] ?? '');
  expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
  const files = [...read(path).matchAll(/`((?:src|test|man|fixtures|docs|scripts|\.ci|\.github)\/[\w./-]*)`/g)].map(
    (match) => match[1] ?? '',
  );
  // Of a file that is yet to be written, NAME, the folder is there.
  expect(files.filter((file) => readFileOrFolder(file.replace(/NAME.*/, '')) === undefined)).toEqual([]);
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
