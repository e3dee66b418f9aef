import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/render/formats.ts';
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

test.each(['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'])('%s links to files and headings that there are', (path) => {
  const text = readFileSync(path, 'utf8');
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchor(title ?? ''));
  expect(localLinks(text).filter((link) => (link.startsWith('#') ? !headings.includes(link) : !existsSync(link)))).toEqual([]);
});

/** As GitHub makes it of a heading. */
function anchor(title: string): string {
  return `#${title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')}`;
}
