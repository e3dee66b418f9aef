import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json';
import { parseArguments } from '../../src/command-line/parse.ts';
import { DECISIONS } from '../man/document-list.ts';
import { localLinks } from '../man/links.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const all = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? '');
const github = readdirSync('.github', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yml'))
  .map((path) => `.github/${path}`);
const workflows = github.filter((path) => path.startsWith('.github/workflows/'));

describe('.github/', () => {
  test.each(github)('%s is YAML', async (path) => {
    await expect(format(read(path), { parser: 'yaml' })).resolves.toMatch(/\S/);
  });

  test.each(workflows)('%s calls scripts that package.json has, and actions by their major version', (path) => {
    const text = read(path);
    const scripts = [...all(text, /npm run (?:--silent )?([\w:-]+)/g), ...all(text, /npm (test)\b/g)];
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
    const uses = all(text, /uses: (\S+)/g);
    expect(uses.filter((used) => (used.startsWith('./') ? !existsSync(used) : !/^actions\/[a-z-]+@v\d+$/.test(used)))).toEqual([]);
  });

  test('the command lines of the issue forms are accepted', () => {
    const lines = github.flatMap((path) => all(read(path), /`whyalive ([^`]+)`/g)).filter((line) => line !== '--version');
    expect(lines).toContain('record --redact -w redacted.jsonl UNIT');
    for (const line of lines) expect(() => parseArguments(line.split(' ')), line).not.toThrow();
  });
});

test('the changelog begins with what is not released, and has the version of package.json', () => {
  const titles = all(read('CHANGELOG.md'), /^## (.+)$/gm);
  expect(titles[0]).toBe('Unreleased');
  expect(titles.map((title) => title.split(' - ')[0])).toContain(manifest.version);
});

test('decisions are numbered without gaps, and ARCHITECTURE.md lists them by their titles', () => {
  const titles = DECISIONS.map((path) => read(path).split('\n')[0] ?? '');
  expect(titles.map((title) => /^# (\d+)\. \S/.exec(title)?.[1])).toEqual(DECISIONS.map((_, index) => String(index + 1)));
  expect(DECISIONS.map((path) => Number(/^(\d{4})-/.exec(posix.basename(path))?.[1]))).toEqual(DECISIONS.map((_, index) => index + 1));
  const architecture = read('ARCHITECTURE.md');
  const listed = titles.map((title, index) => title.replace(/^# (\d+\. )(.+)$/, `$1[$2](${DECISIONS[index] ?? ''})`));
  expect(listed.filter((line) => !architecture.split('\n').includes(line))).toEqual([]);
  expect(localLinks(architecture).filter((link) => link.startsWith('docs/adr/'))).toEqual([...DECISIONS]);
});
