import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSpan } from '../../src/systemd/time-span.ts';
import { restartActsOn } from '../../src/systemd/restart-policy.ts';
import { table } from '../../src/table.ts';
import { readSourceFiles } from './source-file.ts';

it('a table holds what was put into it, and nothing that every object has', () => {
  const letters = table({ a: 1 });
  expect(letters['a']).toBe(1);
  expect(letters['constructor']).toBeUndefined();
  expect(letters['__proto__']).toBeUndefined();
  expect(Object.keys(letters)).toEqual(['a']);
});

it('no table whose keys are any text is a plain object', () => {
  const paths = readSourceFiles().map(({ path }) => path);
  const plain = /^(?:export )?const [A-Z_]+: Readonly<Record<string, .*>> = \{/m;
  expect(paths.filter((path) => plain.test(readFileSync(`src/${path}`, 'utf8')))).toEqual([]);
});

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('%s is no unit of time and no Restart=', (name) => {
  expect(parseSpan(`1 ${name}`)).toBeUndefined();
  expect(restartActsOn(name, 'success', 252)).toBeUndefined();
});
