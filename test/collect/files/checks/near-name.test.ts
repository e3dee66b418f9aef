import { expect, it } from 'vitest';
import { nearNames, slips } from '../../../../src/collect/files/checks/near-name.ts';

it.each([
  ['gateway', 'gateway', 0],
  ['gatway', 'gateway', 1],
  ['gatewya', 'gateway', 1],
  ['gtaewya', 'gateway', 2],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['kitten', 'sitting', 3],
])('from %s to %s it takes so many slips', (a, b, count) => {
  expect(slips(a, b)).toBe(count);
});

it('gives the likest first, at most three, by name where they are alike', () => {
  expect(nearNames('widgt', ['other', 'widgets', 'widget', 'widgt2', 'midgt', 'wdgt'])).toEqual(['midgt', 'wdgt', 'widget']);
});

it('takes more slips in a long name, and one in a short', () => {
  expect(nearNames('my-very-long-unit-name', ['my-vry-lng-unt-nam'])).toEqual(['my-vry-lng-unt-nam']);
  expect(nearNames('my-long-name', ['my-lng-nm-e1'])).toEqual([]);
  expect(nearNames('sh', ['su', 'ls', 'perl'])).toEqual(['su']);
  expect(nearNames('a', ['b'])).toEqual([]);
});

it('does not look through all of a huge folder', () => {
  const names = Array.from({ length: 100_000 }, (_, at) => `session-file-${String(at)}.dat`);
  expect(nearNames('sesion-file-7.dat', names)).toContain('session-file-7.dat');
  expect(nearNames('sesion-file-77777.dat', names)).not.toContain('session-file-77777.dat');
  expect(nearNames('sesion-file-77777.dat', names.slice(70_000))).toContain('session-file-77777.dat');
});
