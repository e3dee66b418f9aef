import { expect, test } from 'vitest';
import { escapeForTerminal, toJson } from '../../src/render/escape.ts';

test.each([
  ['a\u001b[31mred', 'a\\x1b[31mred'],
  ['two\nlines\ttab\r', 'two\\x0alines\\x09tab\\x0d'],
  ['\u0000\u007f\u009b', '\\x00\\x7f\\x9b'],
  ['\u202eevil\u2066', '\\u202eevil\\u2066'],
  ['\u200b\ufeff\u2028', '\\u200b\\ufeff\\u2028'],
  ['\ud800', '\\ud800'],
  ['\u{e0041}', '\\u{e0041}'],
  ['日本語 é 😀 →', '日本語 é 😀 →'],
  [String.raw`dev-disk-by\x2dlabel.device`, String.raw`dev-disk-by\x2dlabel.device`],
])('on a terminal %j is shown as %s', (text, shown) => {
  expect(escapeForTerminal(text)).toBe(shown);
});

test('JSON keeps the value and holds nothing that a terminal would act on', () => {
  const value = { text: 'a\u001b[0m\u009b\u202e\n\u2028é' };
  const json = toJson(value);
  expect(JSON.parse(json)).toEqual(value);
  expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028]/);
});

test('JSON leaves out what is not known', () => {
  expect(toJson({ a: '', b: undefined, text: '', list: ['', 'x'] })).toBe('{"text":"","list":["","x"]}');
});
