import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VALUE_LIMIT_BYTES, createExportParser } from '../../../src/collect/journal/export-format.ts';
import type { JournalFields } from '../../../src/collect/journal/export-format.ts';

const VERSIONS = [247, 252, 257, 262] as const;

function fixture(version: number): Buffer {
  return readFileSync(new URL(`../../../fixtures/journal-export/systemd-${version}.export`, import.meta.url));
}

function parse(bytes: Buffer, chunkSize = bytes.length): JournalFields[] {
  const parser = createExportParser();
  const found: JournalFields[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) found.push(...parser.push(bytes.subarray(at, at + chunkSize)));
  return [...found, ...parser.end()];
}

function binaryField(name: string, value: Buffer, size = BigInt(value.length)): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(size);
  return Buffer.concat([Buffer.from(`${name}\n`), length, value, Buffer.from('\n')]);
}

describe.each(VERSIONS)('what journalctl %i printed', (version) => {
  const entries = parse(fixture(version));

  it('is divided into its entries, each with a time and a boot', () => {
    expect(entries).toHaveLength({ 247: 6, 252: 9, 257: 5, 262: 7 }[version]);
    for (const entry of entries) {
      expect(entry['__CURSOR']).toMatch(/^s=[0-9a-f]{32};i=/);
      expect(entry['__REALTIME_TIMESTAMP']).toMatch(/^\d{16}$/);
      expect(entry['_BOOT_ID']).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  it('keeps both values of a repeated field', () => {
    expect(entries.filter((entry) => entry['MESSAGE'] === 'two of a field').map((entry) => entry['COLOR'])).toEqual([['red', 'blue']]);
  });

  it('keeps newlines of a binary field, and takes nothing inside it for a field', () => {
    const entry = entries.find((one) => typeof one['MESSAGE'] === 'string' && one['MESSAGE'].startsWith('line one'));
    expect(entry?.['MESSAGE']).toBe('line one\nline two\n\nUNIT=evil.service\n');
    expect(entry?.['UNIT']).toBeUndefined();
  });

  it('tells of the failed start of a unit', () => {
    expect(entries).toContainEqual(
      expect.objectContaining({ UNIT: 'fixture.service', JOB_RESULT: 'failed', MESSAGE_ID: 'be02cf6855d2428ba40df7e9d022f03d' }),
    );
  });

  it.each([1, 2, 3, 7, 100, 4096])('is the same in chunks of %i bytes', (size) => {
    const bytes = fixture(version);
    const small = size < 7 ? bytes.subarray(0, 8000) : bytes;
    expect(parse(small, size)).toEqual(parse(small));
  });

  it('is tolerated when it is cut anywhere: whole entries stay, the cut one is dropped', () => {
    const bytes = fixture(version).subarray(0, 4000);
    const whole = parse(bytes);
    for (let cut = 0; cut < bytes.length; cut += 13) {
      const found = parse(bytes.subarray(0, cut));
      expect(found.slice(0, -1)).toEqual(whole.slice(0, Math.max(0, found.length - 1)));
      expect(found.length).toBeLessThanOrEqual(whole.length + 1);
    }
  });
});

describe('long and foreign bytes', () => {
  it('turns invalid UTF-8 into U+FFFD', () => {
    const [entry] = parse(fixture(252)).filter((one) => typeof one['MESSAGE'] === 'string' && one['MESSAGE'].includes('nul'));
    expect(entry?.['MESSAGE']).toBe('caf\ufffd \ufffd\ufffd \u0000nul\u001b[31m');
  });

  it.each([65536, 1000, 200_000])('cuts a field of 70,000 bytes with a mark, in chunks of %i', (size) => {
    const entry = parse(fixture(252), size).find((one) => one['MESSAGE'] === 'a big one');
    expect(entry?.['BIG']).toBe(`${'x'.repeat(VALUE_LIMIT_BYTES)}… [cut: 65536 of 70000 bytes]`);
    expect(entry?.['SYSLOG_IDENTIFIER']).toBe('fixture');
  });

  it.each([1 << 20, 5000, 65536 + 5, 200_005 + 4])('cuts a long binary field alike, in chunks of %i', (size) => {
    const bytes = Buffer.concat([Buffer.from('A=1\n'), binaryField('LONG', Buffer.alloc(200_000, 0x0a)), Buffer.from('B=2\n\nC=3\n\n')]);
    expect(parse(bytes, size)).toEqual([
      { A: '1', LONG: `${'\n'.repeat(VALUE_LIMIT_BYTES)}… [cut: 65536 of 200000 bytes]`, B: '2' },
      { C: '3' },
    ]);
  });

  it('keeps a value of just the limit whole', () => {
    const value = 'y'.repeat(VALUE_LIMIT_BYTES);
    expect(parse(Buffer.concat([binaryField('EXACT', Buffer.from(value)), Buffer.from('\n')]), 999)).toEqual([{ EXACT: value }]);
    expect(parse(Buffer.from(`EXACT=${value}\n\n`), 999)).toEqual([{ EXACT: value }]);
  });

  it('survives a length that lies', () => {
    const bytes = Buffer.concat([Buffer.from('A=1\n\n'), binaryField('LIE', Buffer.from('abc'), 2n ** 64n - 1n), Buffer.from('B=2\n\n')]);
    expect(parse(bytes, 5)).toEqual([{ A: '1' }]);
  });

  it('does not let a name reach what objects have by themselves', () => {
    const [entry] = parse(Buffer.from('__proto__=x\nconstructor=y\ntoString=z\nMESSAGE=m\n\n'));
    expect(Object.entries(entry ?? {})).toEqual([['MESSAGE', 'm']]);
    expect(Object.getPrototypeOf(entry)).toBe(Object.prototype);
  });

  it('keeps memory bounded when a stream has neither newline nor equals sign, or fields without end', () => {
    const parser = createExportParser();
    const block = Buffer.alloc(1 << 20, 0x41);
    for (let i = 0; i < 20; i++) expect(parser.push(block)).toEqual([]);
    expect(parser.end()).toEqual([]);
    const many = createExportParser();
    for (let i = 0; i < 5000; i++) many.push(Buffer.from(`F${i}=v\n`));
    const [entry] = many.push(Buffer.from('\n'));
    expect(Object.keys(entry ?? {})).toHaveLength(2048);
  });

  it('gives the last entry when only its empty line is missing', () => {
    expect(parse(Buffer.from('A=1\n\nB=2\n'))).toEqual([{ A: '1' }, { B: '2' }]);
    expect(parse(Buffer.from('A=1\n\nB=2'))).toEqual([{ A: '1' }]);
  });

  it('takes more than one empty line, and an empty value', () => {
    expect(parse(Buffer.from('\n\nA=\n\n\n\nB==\n\n'))).toEqual([{ A: '' }, { B: '=' }]);
  });
});
