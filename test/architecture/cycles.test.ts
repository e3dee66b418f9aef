import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { parseSourceFile, readSourceFiles, type SourceFile } from './source-file.ts';

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
  expect(findCycle(readSourceFiles())).toBeUndefined();
});

test('a circle is seen, and an import of types is none', () => {
  const a = parseSourceFile('facts/a.ts', "import { b } from './b.ts';");
  expect(findCycle([a, parseSourceFile('facts/b.ts', "import { a } from './a.ts';")])).toEqual(['facts/a.ts', 'facts/b.ts', 'facts/a.ts']);
  expect(findCycle([a, parseSourceFile('facts/b.ts', "import type { a } from './a.ts';")])).toBeUndefined();
});
