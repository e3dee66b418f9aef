import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Socket } from 'node:net';
import { Message } from 'dbus-next';
// @ts-expect-error: the parser that connections use, which has no types
import { unmarshalMessages } from 'dbus-next/lib/message.js';
// @ts-expect-error: as above
import { marshallMessage } from 'dbus-next/lib/marshall-compat.js';
import { describe, expect, it } from 'vitest';
import { refuseLarge } from '../../../../src/collect/bus/limits/refuse-large.ts';

const LARGE = 40 * 1024;

function signal(sender: string, bytes: number, type = 4): Buffer {
  const fields = { path: '/a', interface: 'a.b', member: `M${String(bytes)}`, signature: 's', body: ['x'.repeat(bytes)], sender };
  const message = new Message({
    type,
    serial: 7,
    ...(type === 2 ? { replySerial: 1 as unknown as string, destination: ':1.1' } : {}),
    ...fields,
  });
  return (marshallMessage as (message: Message) => readonly [Buffer])(message)[0];
}

/** What a parser gets of these messages, which arrive in pieces. */
async function received(messages: readonly Buffer[], piece: number): Promise<{ readonly got: string[]; readonly most: number }> {
  const stream = new PassThrough({ highWaterMark: 64 * 1024 });
  const got: string[] = [];
  let most = 0;
  refuseLarge(stream as unknown as Socket, (sender) => sender === ':1.9');
  (unmarshalMessages as (from: PassThrough, take: (message: { sender: string; body: string[] }) => void, options: object) => void)(
    stream,
    ({ sender, body }) => got.push(`${sender} ${String(body[0]?.length)}`),
    {},
  );
  const all = Buffer.concat(messages);
  for (let at = 0; at < all.length; at += piece) {
    stream.write(all.subarray(at, at + piece));
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, stream.readableLength);
  }
  return { got, most };
}

describe.each([7, 4096, 64 * 1024])('messages in pieces of %i bytes', (piece) => {
  it('that are long are read of whoever is known, and of replies; all that are short, and none lost behind', async () => {
    const size = piece === 7 ? 17 * 1024 : LARGE;
    const { got } = await received(
      [
        ...[signal(':1.5', 10), signal(':1.5', size), signal(':1.9', size), signal(':1.5', size), signal(':1.5', size)],
        ...[signal(':1.5', size, 2), signal(':1.9', 16), signal(':1.5', 11)],
      ],
      piece,
    );
    expect(got).toEqual([':1.5 10', `:1.9 ${String(size)}`, `:1.5 ${String(size)}`, ':1.9 16', ':1.5 11']);
  });
});

it('one of 16 MiB is never there as a whole', async () => {
  const { got, most } = await received([signal(':1.5', 16 * 1024 * 1024), signal(':1.9', 5)], 64 * 1024);
  expect(got).toEqual([':1.9 5']);
  expect(most).toBeLessThan(512 * 1024);
});

it.each([
  ['a header', 12],
  ['a body', 4],
])('%s that claims to be longer than 1 GiB does not hide that the other end hung up', async (_, lengthAt) => {
  const stream = new PassThrough();
  refuseLarge(stream as unknown as Socket, () => false);
  (unmarshalMessages as (from: PassThrough, take: () => void, options: object) => void)(stream, () => undefined, {});
  const message = Buffer.from(signal(':1.5', 100));
  message.writeUInt32LE(0x50000000, lengthAt);
  stream.end(message);
  await expect(once(stream, 'end')).resolves.toEqual([]);
});
