import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLASSES, folderOf, inputOf, play } from './play.ts';

const SEED = 1;
/** Telling a recording in nine formats takes longer than reading a line. */
const countOf = (name: string): number => (name === 'recording' ? 60 : 300);
const FOUND = 'fixtures/fuzz';

describe('seeded inputs are read without a fault, and nothing breaks out:', () => {
  it.each(CLASSES.map((kind) => [kind.name, kind] as const))('%s', async (name, kind) => {
    for (let n = 0; n < countOf(name); n += 1) {
      const failure = await play(kind, inputOf(kind, SEED, n));
      expect(failure && { n, why: failure.why, input: failure.input.toString('utf8').slice(0, 2000) }).toBeUndefined();
    }
  });

  it('a seed gives the same inputs again, and another one others', () => {
    for (const kind of CLASSES) {
      expect(inputOf(kind, 7, 3).equals(inputOf(kind, 7, 3))).toBe(true);
      const differ = Array.from({ length: 20 }, (_, n) => inputOf(kind, 7, n).equals(inputOf(kind, 8, n)));
      expect(differ).toContain(false);
    }
  });
});

/** Each begins with the class's name in its folder's; what once failed is read again. */
const found = existsSync(FOUND) ? readdirSync(FOUND, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.input')) : [];

describe.runIf(found.length > 0)('what once failed is read', () => {
  it.each(found)('%s', async (path) => {
    const kind = CLASSES.find(({ name }) => path.startsWith(`${folderOf(name)}/`));
    if (kind === undefined) throw new Error(`there is no class of ${path}`);
    const failure = await play(kind, readFileSync(`${FOUND}/${path}`));
    expect(failure?.why).toBeUndefined();
  });
});
