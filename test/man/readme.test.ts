import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/render/formats.ts';
import { DOCUMENTS } from './document-list.ts';
import { localLinks } from './links.ts';

const readme = readFileSync('README.md', 'utf8');

test('the session is what the program prints of the recorded incident: node scripts/build.mjs && node scripts/fill-readme.mjs session', () => {
  const between = readme.split('<!-- session:begin -->')[1]?.split('<!-- session:end -->')[0] ?? '';
  const blocks = [...between.matchAll(/^```console\n(.*?)\n```$/gms)].map(([, block]) => block ?? '');
  const env = { ...process.env, TZ: 'UTC', COLUMNS: '80', NO_COLOR: '1' };
  const said = execFileSync(process.execPath, ['dist/whyalive.mjs'], { encoding: 'utf8', env });
  expect(blocks.join('\n\n')).toBe(`$ whyalive\n${said.trimEnd()}`);
});

test('every format of -o is in a command', () => {
  expect(FORMAT_NAMES.filter((name) => name !== 'text' && !readme.includes(`-o ${name}`))).toEqual([]);
});

test('the accuracy is the first table of docs/accuracy.md: npm run --silent accuracy | node scripts/fill-readme.mjs accuracy', () => {
  const between = (text: string): string => text.split('<!-- accuracy:begin -->\n')[1]?.split('\n<!-- accuracy:end -->')[0] ?? '';
  const table = between(readme);
  expect(between(readFileSync('docs/accuracy.md', 'utf8')).split('\n\n')[0]).toBe(table);
  expect(table.split('\n').slice(2).length).toBeLessThanOrEqual(8);
});

test.each(DOCUMENTS)('%s links to files and headings that there are', (path) => {
  const text = readFileSync(path, 'utf8');
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchor(title ?? ''));
  expect(
    localLinks(text, posix.dirname(path)).filter((link) => (link.startsWith('#') ? !headings.includes(link) : !existsSync(link))),
  ).toEqual([]);
});

/** As GitHub makes it of a heading. */
function anchor(title: string): string {
  return `#${title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')}`;
}
