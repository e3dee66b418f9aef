import { describe, expect, test } from 'vitest';
import { violations } from './layers.ts';
import { parseSourceFile, readSourceFiles } from './source-file.ts';

const files = readSourceFiles();

describe('sources → facts → attribution → timeline → renderers, one way only', () => {
  test('there are files to hold to it', () => {
    expect(files.length).toBeGreaterThan(5);
  });

  test.each(files.map((file) => [file.path, file] as const))('%s', (_path, file) => {
    expect(violations(file)).toEqual([]);
  });
});

describe('the check sees', () => {
  const broken: readonly (readonly [string, string, string])[] = [
    ['facts/a.ts', "import { readFileSync } from 'node:fs';", 'facts/ does no I/O'],
    ['attribution/a.ts', "import { x } from '../timeline/y.ts';", 'against the arrows'],
    ['timeline/a.ts', "import { openSystemBus } from '../sources/system-bus.ts';", 'against the arrows'],
    ['systemd/a.ts', "import { KnownError } from '../errors.ts';", 'against the arrows'],
    ['systemd/a.ts', "import type { Fact } from '../facts/fact.ts';", 'against the arrows'],
    ['renderers/a.ts', 'export const now = () => new Date();', 'uses new Date()'],
    ['renderers/a.ts', 'export const now = () => Date.now();', 'uses Date.now'],
    ['renderers/a.ts', 'export const width = () => process.stdout.columns;', 'uses process'],
    ['timeline/a.ts', 'export const t = performance.now();', 'uses performance'],
    ['renderers/a.ts', "import { format } from 'date-fns';", 'date-fns index'],
    ['commands/a.ts', "import { format } from 'date-fns/format';", 'only renderers/ may'],
    ['commands/a.ts', "import { spawn } from 'node:child_process';", 'only sources/ and commands/terminal.ts may'],
    ['commands/a.ts', "const bus = await import('dbus-next');", 'only sources/ may'],
    ['sources/a.ts', "import { systemBus } from 'dbus-next';", 'lazy chunk'],
    ['sources/a.ts', "import { exec } from 'node:child_process';", 'imports exec'],
    ['sources/a.ts', "import { x } from './b';", 'without its .ts ending'],
    ['sources/a.ts', "console.log('x');", 'uses console'],
    ['recording/a.ts', "export { x } from '../renderers/y.ts';", 'against the arrows'],
  ];
  test.each(broken)('%s: %s', (path, text, sentence) => {
    expect(violations(parseSourceFile(path, text)).join('\n')).toContain(sentence);
  });

  const whole: readonly (readonly [string, string])[] = [
    ['renderers/a.ts', "import { format } from 'date-fns/format';\nexport const at = (usec: number) => format(new Date(usec), 'HH:mm');"],
    ['attribution/a.ts', "import type { Observation } from '../sources/observation.ts';"],
    ['timeline/a.ts', "import { type Observation } from '../sources/observation.ts';"],
    ['sources/a.ts', "import type { Message } from 'dbus-next';\nexport const load = () => import('dbus-next');"],
    [
      'facts/a.ts',
      "// import { readFileSync } from 'node:fs';\nexport const text = 'process.env';\nexport const p = { process: 1 }.process;",
    ],
  ];
  test.each(whole)('nothing wrong in %s: %s', (path, text) => {
    expect(violations(parseSourceFile(path, text))).toEqual([]);
  });
});
