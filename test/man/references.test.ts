import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { flagsOf, OPTION_NAMES } from '../../src/command-line/options.ts';
import { parseArguments } from '../../src/command-line/parse.ts';
import { environmentReads } from './environment-reads.ts';
import { readSections } from './mdoc.ts';

const pages = readdirSync('man');
const nameOf = (page: string): string => page.replace(/\.(\d)$/, ' $1');
const environment = environmentReads();
const options = new Set([...OPTION_NAMES.flatMap(flagsOf), '--version']);

describe.each(pages)('%s', (page) => {
  const lines = readFileSync(`man/${page}`, 'utf8').split('\n');
  const macros = lines.filter((line) => line.startsWith('.') && !line.startsWith('.\\"'));

  test('names no option that the program does not have', () => {
    const named = macros.flatMap((line) => [...line.matchAll(/\bFl (-?[A-Za-z][\w-]*)/g)].map((match) => `-${match[1] ?? ''}`));
    expect(named.filter((option) => !options.has(option))).toEqual([]);
  });

  test('names no environment variable that the program does not read', () => {
    const named = macros.flatMap((line) => (/^\.(?:It )?Ev (.*)/.exec(line)?.[1] ?? '').split(/[ ,.;]+/)).filter((word) => word !== '');
    expect(named.filter((name) => name !== 'TZ' && !environment.includes(name))).toEqual([]);
  });

  test('refers to the other pages, each of which there is, in the order of sections and names', () => {
    const referred = lines.filter((line) => line.startsWith('.Xr whyalive')).map((line) => line.split(' ').slice(1, 3).join(' '));
    expect(referred.filter((name) => !pages.map(nameOf).includes(name))).toEqual([]);
    const also = (readSections(page, '.Sh').get('SEE ALSO') ?? []).filter((line) => line.startsWith('.Xr '));
    const listed = also.map((line) => line.split(' ').slice(1, 3));
    const others = pages.filter((other) => other !== page).map(nameOf);
    expect(others.filter((other) => !listed.some((entry) => entry.join(' ') === other))).toEqual([]);
    const sorted = listed.toSorted(([a = '', m = ''], [b = '', n = '']) => m.localeCompare(n) || a.localeCompare(b));
    expect(listed).toEqual(sorted);
  });

  test('shows no command line that the program does not accept', () => {
    const typed = lines
      .filter((line) => /^\.(?:Dl|Ic) whyalive /.test(line))
      .map((line) => line.replace(/^\.(?:Dl|Ic) whyalive | > \S+$/g, ''));
    for (const line of typed) expect(() => parseArguments(line.split(' ')), line).not.toThrow();
  });
});
