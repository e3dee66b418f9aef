import { describe, expect, it } from 'vitest';
import { globOf } from '../src/glob.ts';

const matches = (pattern: string, name: string, escapes = false): boolean => globOf(pattern, { escapes }).matches(name);

describe('a glob', () => {
  it.each([
    ['ngin*', 'nginx.service'],
    ['*', ''],
    ['a*b*c', 'aXbYbZc'],
    ['*.service', 'a.b.service'],
    ['?ginx', 'nginx'],
    ['[a-c]x', 'bx'],
    ['[!a-c]x', 'dx'],
    ['[^a]x', 'bx'],
    ['[]x]', ']'],
    ['[a-]', '-'],
    ['a[b', 'a[b'],
    ['web@*.service', 'web@a b.service'],
    ['a.c', 'a.c'],
    ['ä?', 'äö'],
    ['?', '😀'],
  ])('%s fits %s', (pattern, name) => {
    expect(matches(pattern, name)).toBe(true);
  });

  it.each([
    ['ngin', 'nginx'],
    ['a.c', 'abc'],
    ['[a-c]x', 'dx'],
    ['[!a-c]x', 'ax'],
    ['a*b', 'ac'],
    ['?', ''],
    ['(a|b)', 'a'],
    ['a+', 'aa'],
  ])('%s does not fit %s', (pattern, name) => {
    expect(matches(pattern, name)).toBe(false);
  });

  it('takes a backslash for what it is, unless it escapes', () => {
    expect(matches('a\\*', 'a\\b')).toBe(true);
    expect(matches('a\\*', 'a*', true)).toBe(true);
    expect(matches('a\\*', 'ab', true)).toBe(false);
    expect(matches('a\\', 'a\\', true)).toBe(true);
  });

  it('gives the answer of an expression for all short patterns and names', () => {
    const words = (letters: string, longest: number): string[] =>
      longest === 0 ? [''] : ['', ...[...letters].flatMap((letter) => words(letters, longest - 1).map((rest) => letter + rest))];
    for (const pattern of new Set(words('ab*?', 4))) {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      for (const name of new Set(words('ab', 5)))
        expect([pattern, name, matches(pattern, name)]).toEqual([pattern, name, expression.test(name)]);
    }
  });

  it('answers at once where an expression would never end', () => {
    expect(matches(`${'*a'.repeat(2000)}x`, 'a'.repeat(255))).toBe(false);
    expect(matches(`${'*'.repeat(60)}x`, 'victim.service')).toBe(false);
  });
});
