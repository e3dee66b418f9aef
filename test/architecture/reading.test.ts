import { expect, test } from 'vitest';
import { parseSourceFile, readSourceFiles, type SourceFile } from './source-file.ts';

/** The only way in which files that others may have made are read: src/collect/disk/. */
const READER = 'collect/disk/';

/** What else may use the file system, each by the functions that it uses, with the reason. */
const ELSEWHERE: Readonly<Record<string, { readonly names: readonly string[]; readonly because: string }>> = {
  'collect/proc/proc-files.ts': { names: ['readSync'], because: 'reads an open file of /proc' },
  'collect/proc/socket-owner.ts': { names: ['readdirSync', 'readlinkSync'], because: 'lists /proc and the descriptors of processes' },
  'collect/proc/trace-instance.ts': {
    names: ['existsSync', 'mkdirSync', 'readdirSync', 'readlinkSync', 'rmdirSync', 'statSync', 'writeFileSync'],
    because: 'makes and removes its instance in tracefs',
  },
  'collect/probe/priority.ts': { names: ['writeFileSync'], because: 'writes /proc/self/autogroup' },
  'collect/probe/probe-process.ts': { names: ['existsSync'], because: 'looks for its own program' },
  'session/replay/black-box.ts': { names: ['readdirSync', 'statSync'], because: "looks into root's own recordings" },
  'commands/demo.ts': { names: ['existsSync'], because: 'looks for the recording that ships' },
  'output/terminal.ts': { names: ['readFileSync'], because: 'reads /proc/self/loginuid' },
};

/** The rooms that write and read recordings, which their user names. */
const ROOMS_OF_RECORDINGS = ['recording/'];

function violationsOf(file: SourceFile): readonly string[] {
  if ([READER, ...ROOMS_OF_RECORDINGS].some((room) => file.path.startsWith(room))) return [];
  const modules = [...new Set(file.imports.map(({ specifier }) => specifier))].filter((name) => /^(node:)?fs(\/|$)/.test(name));
  if (modules.length === 0) return [];
  const allowed = ELSEWHERE[file.path];
  const used = modules.flatMap((name) => file.importedNames.get(name) ?? ['*']);
  return used.filter((name) => allowed?.names.includes(name) !== true).map((name) => `${file.path} uses ${name} of node:fs`);
}

const files = readSourceFiles();

test('files are read in one way, by src/collect/disk/; every other use of the file system has its reason', () => {
  expect(files.flatMap(violationsOf)).toEqual([]);
});

test('no exception is left that nothing uses', () => {
  const used = new Map(files.map((file) => [file.path, file.importedNames.get('node:fs') ?? []]));
  const idle = Object.entries(ELSEWHERE).flatMap(([path, { names }]) => names.filter((name) => used.get(path)?.includes(name) !== true));
  expect(idle).toEqual([]);
});

test.each([
  ['collect/files/a.ts', "import { readFileSync } from 'node:fs';"],
  ['collect/a.ts', "import * as fs from 'node:fs';"],
  ['collect/a.ts', "import fs from 'fs';"],
  ['session/a.ts', "import { readFile } from 'node:fs/promises';"],
  ['commands/a.ts', "const { readFileSync } = await import('node:fs');"],
  ['collect/proc/socket-owner.ts', "import { readFileSync } from 'node:fs';"],
])('the check sees %s: %s', (path, text) => {
  expect(violationsOf(parseSourceFile(path, text))).not.toEqual([]);
});
