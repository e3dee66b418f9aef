import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createExportParser } from '../../../src/collect/journal/export-format.ts';
import { createFieldScanner } from '../../../src/collect/journal/scan.ts';

const FILES = ['systemd-247', 'systemd-252', 'systemd-257', 'systemd-262', 'flapper-252'] as const;
const NAMES = ['MESSAGE', 'UNIT', 'MESSAGE_ID', '__REALTIME_TIMESTAMP', 'INVOCATION_ID', 'COLOR', 'NO_SUCH_FIELD'] as const;

type Values = readonly (string | undefined)[];

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../../fixtures/journal-export/${name}.export`, import.meta.url));
}

function scan(bytes: Buffer, size = bytes.length): readonly Values[] {
  const found: Values[] = [];
  const scanner = createFieldScanner(NAMES, (entry) => found.push(NAMES.map((_, index) => entry.text(index))));
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  scanner.end();
  return found;
}

/** What the full parser makes of it; of a field that occurs twice the first. */
function parse(bytes: Buffer): readonly Values[] {
  const parser = createExportParser();
  return [...parser.push(bytes), ...parser.end()].map((fields) =>
    NAMES.map((name) => {
      const value = fields[name];
      return typeof value === 'string' ? value : value?.[0];
    }),
  );
}

function binaryField(name: string, value: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, value, Buffer.from('\n')]);
}

describe.each(FILES)('%s', (name) => {
  const bytes = fixture(name);

  it('holds the entries that the full parser finds, field for field', () => {
    expect(scan(bytes).length).toBeGreaterThan(4);
    expect(scan(bytes)).toEqual(parse(bytes));
  });

  it.each([1, 3, 100, 4096])('is the same in chunks of %i bytes', (size) => {
    const part = size < 100 ? bytes.subarray(0, 8000) : bytes;
    expect(scan(part, size)).toEqual(scan(part));
  });

  it('gives times as counts', () => {
    const times: number[] = [];
    const scanner = createFieldScanner(['__REALTIME_TIMESTAMP', 'MESSAGE'], (entry) => {
      times.push(entry.count(0));
      expect(entry.count(1)).toBeNaN();
    });
    scanner.push(bytes);
    scanner.end();
    expect(times.map(String)).toEqual(parse(bytes).map((values) => values[3]));
  });
});

it('takes nothing inside a binary field for a field, wherever a chunk ends', () => {
  const entry = Buffer.concat([binaryField('MESSAGE', Buffer.from('a\n\nUNIT=evil.service\n')), Buffer.from('UNIT=real.service\n\n')]);
  const twice = Buffer.concat([entry, entry]);
  const expected = ['a\n\nUNIT=evil.service\n', 'real.service', undefined, undefined, undefined, undefined, undefined];
  for (let size = 1; size <= twice.length; size += 1) expect(scan(twice, size)).toEqual([expected, expected]);
});

it('leaves an entry of megabytes to the full parser, and all that follows', () => {
  const big = Buffer.concat([binaryField('BLOB', Buffer.alloc(3 << 20, 0x0a)), Buffer.from('UNIT=big.service\n\n')]);
  const text = Buffer.from(`MESSAGE=${'x'.repeat(2 << 20)}\nUNIT=text.service\n\nUNIT=last.service\n\n`);
  const bytes = Buffer.concat([Buffer.from('UNIT=first.service\n\n'), big, text]);
  const units = scan(bytes, 65_536).map((values) => values[1]);
  expect(units).toEqual(['first.service', 'big.service', 'text.service', 'last.service']);
});

it('keeps the last entry when only its empty line is missing, and drops one that is cut', () => {
  const whole = Buffer.from('UNIT=one.service\n\nUNIT=two.service\n');
  expect(scan(whole)).toHaveLength(2);
  expect(scan(whole.subarray(0, -3))).toHaveLength(1);
});
