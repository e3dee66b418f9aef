import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../src/analysis/starts/index.ts';
import { readSourceFiles } from './source-file.ts';

const MOST_LINES = 250;
/** Words that name a job title, not an idea; `manager` is systemd's own word, but not as the last one. */
const EMPTY_WORDS = /(^|[-/])(util|utils|helper|helpers|handler|context|common|misc)([-.]|$)|-manager\.ts$/;

const files = readSourceFiles();

test.each(files.map((file) => [file.path, file.lines] as const))('%s is short enough to read (%i lines)', (_path, lines) => {
  expect(lines).toBeLessThanOrEqual(MOST_LINES);
});

test('files are named in kebab-case after the idea they hold', () => {
  expect(files.map(({ path }) => path).filter((path) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(path) || EMPTY_WORDS.test(path))).toEqual(
    [],
  );
});

describe('attribution/mechanisms/', () => {
  const folder = 'attribution/mechanisms/';
  const inFolder = files.map(({ path }) => path).filter((path) => path.startsWith(folder) && path !== `${folder}index.ts`);

  test('every mechanism but unexplained, which is the lack of one, has its file; and every file its mechanism', () => {
    const named = MECHANISM_NAMES.filter((name) => name !== 'unexplained').map((name) => `${folder}${name}.ts`);
    expect([...inFolder].sort()).toEqual([...named].sort());
  });

  test.each(inFolder)('%s has its tests', (path) => {
    expect(existsSync(`test/${path.replace(/ts$/, 'test.ts')}`)).toBe(true);
  });
});
