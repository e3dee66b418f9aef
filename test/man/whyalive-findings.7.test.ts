import { expect, test } from 'vitest';
import { END_MECHANISMS } from '../../src/diagnosis/ends/end-mechanism.ts';
import { FINDING_KINDS } from '../../src/diagnosis/finding-kinds.ts';
import { itemsOf, readSections } from './mdoc.ts';

const subsections = readSections('whyalive-findings.7', '.Ss');

test('every way to bring a unit down and every kind of finding has its section, and there is no other', () => {
  expect([...subsections.keys()].filter((heading) => /^[a-z]/.test(heading)).sort()).toEqual([...END_MECHANISMS, ...FINDING_KINDS].sort());
});

test.each(FINDING_KINDS)('%s: how it is seen, what mends it', (kind) => {
  expect(itemsOf(subsections.get(kind) ?? [])).toEqual(['Seen by', 'Mend']);
});
