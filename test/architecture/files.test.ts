import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../src/model/mechanism.ts';
import { ROOMS } from './layers.ts';
import { readSourceFiles } from './source-file.ts';

const MAX_FILES = 20;
/** Words that name a job title, not an idea. */
const EMPTY_FOLDERS = /(^|[-/])(util|utils|helper|helpers|handler|handlers|context|common|shared|misc|lib)(-|\/|$)/;
const EMPTY_FILES = /(^|[-/])(util|utils|helper|helpers|misc)[-.]/;

const paths = readSourceFiles().map(({ path }) => path);
const folders = [...new Set(paths.map((path) => dirname(path)))];

test('the folders of src/ are the rooms', () => {
  const found = readdirSync('src', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  expect(found.toSorted()).toEqual(ROOMS.toSorted());
});

test(`no folder has more than ${String(MAX_FILES)} files`, () => {
  expect(folders.filter((folder) => paths.filter((path) => dirname(path) === folder).length > MAX_FILES)).toEqual([]);
});

test('files and folders are named in kebab-case after the idea they hold', () => {
  expect(paths.filter((path) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(path) || EMPTY_FILES.test(path))).toEqual([]);
  expect(folders.filter((folder) => EMPTY_FOLDERS.test(folder))).toEqual([]);
});

test('every mechanism has its tests', () => {
  const named = MECHANISM_NAMES.filter((name) => name !== 'unexplained');
  expect(named.filter((name) => !existsSync(`test/analysis/starts/${name}.test.ts`))).toEqual([]);
});
