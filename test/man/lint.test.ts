import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromLiteral } from './literal.ts';

const pages = readdirSync('man');

test('the package ships the pages that there are', async () => {
  const { default: manifest } = await import('../../package.json');
  expect([...manifest.man].sort()).toEqual(pages.map((page) => `./man/${page}`).sort());
});

test.each(pages)('%s has no line over 80 bytes, and names its section', (page) => {
  const lines = readFileSync(`man/${page}`, 'utf8')
    .replace(/^\.Bd -literal\n[^]*?^\.Ed$/gm, '') // a session is as wide as it was
    .split('\n');
  expect(lines.filter((line) => Buffer.byteLength(line) > 80)).toEqual([]);
  expect(lines[1]).toBe(`.Dt ${page.slice(0, -2).toUpperCase()} ${page.slice(-1)}`);
});

describe('mandoc -Tlint', { tags: ['mandoc'] }, () => {
  test.each(pages)('%s', (page) => {
    const { stdout, error } = spawnSync('mandoc', ['-Tlint', '-Wstyle', `man/${page}`], { encoding: 'utf8' });
    expect(error).toBeUndefined();
    // Whether the other pages are installed on this machine says nothing about this one.
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('referenced manual not found'))).toEqual([]);
  });
});

// The same of man-db and groff, which is what `man` is on most hosts.
describe('man --warnings', { tags: ['man'] }, () => {
  test.each(pages)('%s', (page) => {
    const environment = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '80', MANROFFOPT: '', MANOPT: '' };
    const { stdout, stderr, error } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', `man/${page}`], {
      encoding: 'utf8',
      env: environment,
    });
    expect(error).toBeUndefined();
    expect(stdout).toContain('NAME');
    expect(stderr.split('\n').filter((line) => line !== '')).toEqual([]);
    // A command that is broken in two cannot be copied.
    const shown = stdout.split('\n').map((line) => line.trim());
    const commands = [...readFileSync(`man/${page}`, 'utf8').matchAll(/^\.Dl (.+)$/gm)].map(([, command = '']) => fromLiteral(command));
    expect(commands.filter((command) => !shown.includes(command))).toEqual([]);
  });
});
