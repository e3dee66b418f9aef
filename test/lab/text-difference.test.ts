import { expect, it } from 'vitest';
import { textDifference } from './text-difference.ts';

it('finds where two texts part, also where one of them ends', () => {
  expect(textDifference('{"a":1}', '{"a":1}')).toBeUndefined();
  expect(textDifference('{"a":1}', '{"a":2}')).toBe(String.raw`differs at byte 5: "{\"a\":1}" against "{\"a\":2}"`);
  expect(textDifference('{}\n', '{}')).toBe(String.raw`differs at byte 2: "{}\n" against "{}"`);
});
