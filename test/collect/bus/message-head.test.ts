import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createFrameReader } from '../../../src/collect/bus/message-frames.ts';
import { firstArguments, readHead } from '../../../src/collect/bus/message-head.ts';

/** A call of StartUnit in little-endian, with a descriptor in its last argument, and `rest` bytes of arguments behind. */
function call(rest: Buffer): Buffer {
  const text = (value: string): Buffer => Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(`${value}\0`)]);
  const field = (code: number, type: string, value: Buffer): Buffer =>
    Buffer.concat([Buffer.from([code, 1, type.charCodeAt(0), 0]), value]);
  const fields = align([
    field(1, 'o', text('/org/freedesktop/systemd1')),
    field(3, 's', text('StartUnit')),
    field(6, 's', text('org.freedesktop.systemd1')),
    field(7, 's', text(':1.7')),
    field(8, 'g', Buffer.from('\x04ssha\0')),
    field(9, 'u', number(1)),
  ]);
  const body = Buffer.concat([pad(text('a.service'), 4), pad(text('replace'), 4), number(0), rest]);
  return Buffer.concat([
    pad(Buffer.concat([Buffer.from([0x6c, 1, 0, 1]), number(body.length), number(9), number(fields.length), fields]), 8),
    body,
  ]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function pad(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
}

function align(parts: readonly Buffer[]): Buffer {
  return parts.reduce((all, part) => Buffer.concat([pad(all, 8), part]), Buffer.alloc(0));
}

test('the header and the arguments before a descriptor are read', () => {
  const message = call(Buffer.alloc(0));
  const head = readHead(message);
  expect(head).toEqual({
    type: 1,
    flags: 0,
    serial: 9,
    replySerial: 0,
    sender: ':1.7',
    destination: 'org.freedesktop.systemd1',
    path: '/org/freedesktop/systemd1',
    member: 'StartUnit',
    signature: 'ssha',
  });
  expect(firstArguments(message, head?.signature ?? '')).toEqual(['a.service', 'replace']);
});

test('of a message that is long the rest is skipped, however the bytes come', () => {
  const stream = Buffer.concat([call(Buffer.alloc(300_000)), call(Buffer.alloc(0)), call(Buffer.alloc(70_000)), call(Buffer.alloc(8))]);
  for (const size of [7, 1000, 65_536, 70_000, stream.length]) {
    const read = createFrameReader();
    const frames: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) frames.push(...(read(stream.subarray(at, at + size)) ?? [Buffer.alloc(0)]));
    expect(frames.map((frame) => readHead(frame)?.member)).toEqual(['StartUnit', 'StartUnit', 'StartUnit', 'StartUnit']);
    expect(Math.max(...frames.map(({ length }) => length))).toBe(64 * 1024);
  }
});

test('a field of another type than the specification gives it is none, and whichever one byte is another one, nothing is thrown', () => {
  const message = call(Buffer.alloc(0));
  const wrong: string[] = [];
  for (let at = 12; at < message.length; at += 1) {
    for (let byte = 0; byte < 256; byte += 1) {
      const other = Buffer.from(message);
      other[at] = byte;
      for (const frame of createFrameReader()(other) ?? []) {
        const head = readHead(frame);
        if (head === undefined) continue;
        const texts: readonly unknown[] = [head.path, head.member, head.sender, head.destination, head.signature];
        if (!texts.every((text) => typeof text === 'string')) wrong.push(`${byte} at ${at}`);
        firstArguments(frame, head.signature);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('whatever comes, nothing is thrown', () => {
  for (let round = 0; round < 2000; round += 1) {
    const message = Buffer.from(call(Buffer.alloc(4)));
    const noise = randomBytes(3);
    for (const byte of noise) message[12 + (byte % (message.length - 12))] = randomBytes(1)[0] ?? 0;
    for (const frame of createFrameReader()(message) ?? []) firstArguments(frame, readHead(frame)?.signature ?? 'suogh');
  }
});
