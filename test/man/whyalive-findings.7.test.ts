import { expect, test } from 'vitest';
import { AWAITED_TYPES } from '../../src/analysis/findings/notify-without-ready.ts';
import { FOLLOWS_STOP_OF, PROPAGATES_STOP } from '../../src/analysis/jobs/transaction.ts';
import { END_MECHANISMS } from '../../src/model/mechanism.ts';
import { FINDING_KINDS } from '../../src/model/finding.ts';
import { itemsOf, readSections } from './mdoc.ts';

const subsections = readSections('whyalive-findings.7', '.Ss');

test('every way to bring a unit down and every kind of finding has its section, and there is no other', () => {
  expect([...subsections.keys()].filter((heading) => /^[a-z]/.test(heading)).sort()).toEqual([...END_MECHANISMS, ...FINDING_KINDS].sort());
});

test.each(FINDING_KINDS)('%s: how it is seen, what mends it', (kind) => {
  expect(itemsOf(subsections.get(kind) ?? [])).toEqual(['Seen by', 'Mend']);
});

/** Settings that decide, as the page names them. */
const DECIDING = {
  'notify-without-ready': [...AWAITED_TYPES].map((type) => `Type=${type}`),
  'stop-propagation': [...FOLLOWS_STOP_OF, ...PROPAGATES_STOP].map((setting) => `${setting}=`),
};

test.each(Object.entries(DECIDING))('%s: every setting that the program asks for is named', (section, settings) => {
  const told = (subsections.get(section) ?? []).flatMap((line) => line.split(' '));
  expect(settings.filter((setting) => !told.includes(setting))).toEqual([]);
});
