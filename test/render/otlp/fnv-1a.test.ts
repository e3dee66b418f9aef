import { expect, test } from 'vitest';
import { fnv1a } from '../../../src/render/otlp/ids.ts';

// The test vectors of the algorithm's authors.
test.each([
  ['', 64, 'cbf29ce484222325'],
  ['a', 64, 'af63dc4c8601ec8c'],
  ['foobar', 64, '85944171f73967e8'],
  ['', 128, '6c62272e07bb014262b821756295c58d'],
  ['a', 128, 'd228cb696f1a8caf78912b704e4a8964'],
  ['foobar', 128, '343e1662793c64bf6f0d3597ba446f18'],
] as const)('%j in %i bits is %s', (text, bits, hash) => {
  expect(fnv1a(text, bits)).toBe(hash);
});
