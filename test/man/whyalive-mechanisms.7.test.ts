import { expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../src/model/mechanism.ts';
import { STRENGTHS } from '../../src/model/strength.ts';
import { itemsOf, readSections } from './mdoc.ts';

const subsections = readSections('whyalive-mechanisms.7', '.Ss');
const told = [...subsections.keys()].filter((heading) => /^[a-z]/.test(heading));

test('every mechanism has its section, and there is no other', () => {
  expect([...told].sort()).toEqual([...MECHANISM_NAMES].sort());
});

test('every strength is told, strongest first', () => {
  expect(itemsOf(subsections.get('Strengths') ?? [])).toEqual(STRENGTHS.map((strength) => `Cm ${strength}`));
});

test.each(MECHANISM_NAMES.filter((name) => name !== 'unexplained'))(
  '%s: what it leaves live and looking back, its limits, how to prevent it',
  (name) => {
    expect(itemsOf(subsections.get(name) ?? [])).toEqual(['Live', 'Looking back', 'Limits', 'To prevent it']);
  },
);
