import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const pages = readdirSync('man');
const hasMandoc = spawnSync('mandoc', ['-Tlint', '/dev/null']).error === undefined;

test('the package ships the pages that there are', async () => {
  const { default: manifest } = await import('../../package.json');
  expect([...manifest.man].sort()).toEqual(pages.map((page) => `./man/${page}`).sort());
});

test.each(pages)('%s has no line over 80 bytes, and names its section', (page) => {
  const lines = readFileSync(`man/${page}`, 'utf8').split('\n');
  expect(lines.filter((line) => Buffer.byteLength(line) > 80)).toEqual([]);
  expect(lines[1]).toBe(`.Dt ${page.slice(0, -2).toUpperCase()} ${page.slice(-1)}`);
});

// mandoc is a Debian package, not ours: where it is missing there is nothing to ask, but CI, which requires the lab, requires it too.
if (hasMandoc || process.env['WHYALIVE_LAB'] === 'required') {
  describe('mandoc -Tlint', () => {
    test.each(pages)('%s', (page) => {
      const { stdout, error } = spawnSync('mandoc', ['-Tlint', `man/${page}`], { encoding: 'utf8' });
      expect(error).toBeUndefined();
      // Whether the other pages are installed on this machine says nothing about this one.
      expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('referenced manual not found'))).toEqual([]);
    });
  });
}
