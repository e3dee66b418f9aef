import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { violations } from './layers.ts';
import { parseSourceFile, readSourceFiles, type SourceFile } from './source-file.ts';

const files = readSourceFiles();

describe('systemd → model → collect, recording, history → analysis → timeline → session; model → render → command-line → output', () => {
  test('there are files to hold to it', () => {
    expect(files.length).toBeGreaterThan(5);
  });

  test('every file holds to it', () => {
    expect(files.flatMap(violations)).toEqual([]);
  });
});

describe('the check sees', () => {
  const broken: readonly (readonly [string, string, string])[] = [
    ['history/a.ts', "import { readFileSync } from 'node:fs';", 'history/ does no I/O'],
    ['analysis/a.ts', "import { x } from '../timeline/y.ts';", 'against the arrows'],
    ['timeline/a.ts', "import { openSystemBus } from '../collect/bus/system-bus.ts';", 'against the arrows'],
    ['systemd/a.ts', "import { KnownError } from '../errors.ts';", 'against the arrows'],
    ['render/a.ts', "import type { History } from '../history/history.ts';", 'against the arrows'],
    ['systemd/a.ts', "import type { Fact } from '../model/fact.ts';", 'against the arrows'],
    ['render/a.ts', 'export const now = () => new Date();', 'uses new Date()'],
    ['render/a.ts', 'export const now = () => Date.now();', 'uses Date.now'],
    ['render/a.ts', 'export const width = () => process.stdout.columns;', 'uses process'],
    ['timeline/a.ts', 'export const t = performance.now();', 'uses performance'],
    ['render/a.ts', "import { format } from 'date-fns';", 'date-fns index'],
    ['commands/a.ts', "import { format } from 'date-fns/format';", 'only render/ may'],
    [
      'commands/a.ts',
      "import { spawn } from 'node:child_process';",
      'only collect/ and output/terminal.ts and commands/catch/systemctl.ts may',
    ],
    ['commands/a.ts', "const bus = await import('dbus-next');", 'only collect/bus/ may'],
    ['collect/bus/a.ts', "import { systemBus } from 'dbus-next';", 'lazy chunk'],
    ['collect/bus/a.ts', "import { exec } from 'node:child_process';", 'imports exec'],
    ['collect/bus/a.ts', "import { x } from './b';", 'without its .ts ending'],
    ['collect/bus/a.ts', "console.log('x');", 'uses console'],
    ['recording/a.ts', "export { x } from '../render/y.ts';", 'against the arrows'],
  ];
  test.each(broken)('%s: %s', (path, text, sentence) => {
    expect(violations(parseSourceFile(path, text)).join('\n')).toContain(sentence);
  });

  const whole: readonly (readonly [string, string])[] = [
    ['render/a.ts', "import { format } from 'date-fns/format';\nexport const at = (usec: number) => format(new Date(usec), 'HH:mm');"],
    ['analysis/a.ts', "import type { Observation } from '../model/observation.ts';"],
    ['render/a.ts', "import { type Observation } from '../model/observation.ts';"],
    ['collect/bus/a.ts', "import type { Message } from 'dbus-next';\nexport const load = () => import('dbus-next');"],
    [
      'history/a.ts',
      "// import { readFileSync } from 'node:fs';\nexport const text = 'process.env';\nexport const p = { process: 1 }.process;",
    ],
  ];
  test.each(whole)('nothing wrong in %s: %s', (path, text) => {
    expect(violations(parseSourceFile(path, text))).toEqual([]);
  });
});

/** The first cycle of run-time imports, as the paths on the way round; undefined when there is none. */
function findCycle(files: readonly SourceFile[]): readonly string[] | undefined {
  const imports = new Map(
    files.map((file) => [
      file.path,
      file.imports
        .filter(({ specifier, typeOnly, dynamic }) => specifier.startsWith('.') && !typeOnly && !dynamic)
        .map(({ specifier }) => posix.join(posix.dirname(file.path), specifier)),
    ]),
  );
  const cleared = new Set<string>();
  const visit = (path: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (cleared.has(path)) return undefined;
    for (const target of imports.get(path) ?? []) {
      const cycle = visit(target, [...way, path]);
      if (cycle !== undefined) return cycle;
    }
    cleared.add(path);
    return undefined;
  };
  for (const path of imports.keys()) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

test('no files import each other in a circle', () => {
  expect(findCycle(files)).toBeUndefined();
});

test('a circle is seen, and an import of types is none', () => {
  const a = parseSourceFile('facts/a.ts', "import { b } from './b.ts';");
  expect(findCycle([a, parseSourceFile('facts/b.ts', "import { a } from './a.ts';")])).toEqual(['facts/a.ts', 'facts/b.ts', 'facts/a.ts']);
  expect(findCycle([a, parseSourceFile('facts/b.ts', "import type { a } from './a.ts';")])).toBeUndefined();
});
