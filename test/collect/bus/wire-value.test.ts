import dbus from 'dbus-next';
import { expect, test } from 'vitest';
import { keptProperties, toWireValue } from '../../../src/collect/bus/wire-value.ts';

test.each([
  [18446744073709551615n, '18446744073709551615'],
  [-1n, '-1'],
  [7, 7],
  [Infinity, 'Infinity'],
  [false, false],
  [Buffer.from([0, 255]), [0, 255]],
  [new dbus.Variant('v', new dbus.Variant('t', 5n)), '5'],
  [[['/bin/true', ['true'], 3n]], [['/bin/true', ['true'], '3']]],
  [{ a: new dbus.Variant('x', 1n) }, { a: '1' }],
  [
    { signature: 's', value: 'a dictionary with the keys of a variant' },
    { signature: 's', value: 'a dictionary with the keys of a variant' },
  ],
])('%o', (decoded, value) => {
  expect(toWireValue(decoded)).toEqual(value);
  expect(() => JSON.stringify(toWireValue(decoded))).not.toThrow();
});

test('what D-Bus cannot carry is refused', () => {
  for (const value of [null, undefined, () => 0]) expect(() => toWireValue(value)).toThrow(TypeError);
});

test('only the properties that are kept are converted', () => {
  const dictionary = { Id: new dbus.Variant('s', 'a.service'), Huge: null };
  expect(keptProperties(dictionary, new Set(['Id', 'Names']))).toEqual({ Id: 'a.service' });
  expect(() => keptProperties('no dictionary', new Set())).toThrow(TypeError);
});
