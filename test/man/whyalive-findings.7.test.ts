import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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

/** Lists of settings that decide, each in the file that has it, and how the page names one. */
const LISTS = [
  ['notify-without-ready', 'src/analysis/findings/notify-without-ready.ts', /new Set\((\[.*\])\)/, (type: string) => `Type=${type}`],
  ['stop-propagation', 'src/analysis/ends/stop-propagation.ts', /history, (\['Requires'.*?\]), \['stop'\]/, (name: string) => `${name}=`],
] as const;

test.each(LISTS)('%s: every setting that the program asks for is named', (section, path, list, shown) => {
  const [, names = ''] = list.exec(readFileSync(path, 'utf8')) ?? [];
  const settings = [...names.matchAll(/'([\w-]+)'/g)].map(([, name = '']) => shown(name));
  expect(settings.length).toBeGreaterThan(1);
  const told = (subsections.get(section) ?? []).flatMap((line) => line.split(' '));
  expect(settings.filter((setting) => !told.includes(setting))).toEqual([]);
});
