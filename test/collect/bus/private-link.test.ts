import { createServer, type Server, type Socket } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { JobNew } from '../../../src/collect/bus/job-new-signal.ts';
import { openPrivateLink } from '../../../src/collect/bus/private-link.ts';

const RECORDED = readFileSync(join(import.meta.dirname, '../../../fixtures/private-link/start-stop-247.bin'));
const GREETING = RECORDED.subarray(0, RECORDED.indexOf('\r\n') + 2);
const MESSAGES = RECORDED.subarray(GREETING.length);

let folder: string;
let server: Server | undefined;
let link: { close(): void } | undefined;
const clients: Socket[] = [];
const jobs: JobNew[] = [];

/** A manager that answers as told; what it is sent is kept. */
async function manager(answer: (client: Socket, text: string) => void): Promise<string[]> {
  const heard: string[] = [];
  const own = createServer((client) => {
    clients.push(client);
    client.on('error', () => undefined);
    client.on('data', (bytes) => {
      heard.push(bytes.toString('latin1'));
      answer(client, heard.at(-1) ?? '');
    });
  });
  server = own;
  await new Promise<void>((ready) => own.listen(join(folder, 'private'), ready));
  return heard;
}

/** Up to v247 BEGIN is overlooked when it comes with AUTH. */
function like247(client: Socket, text: string): void {
  if (text.startsWith('\0AUTH')) client.write(GREETING);
  if (text === 'BEGIN\r\n') client.write(MESSAGES);
}

function open(): void {
  link = openPrivateLink({ scope: 'system', env: {}, socket: join(folder, 'private'), onJobNew: (all) => jobs.push(...all) });
}

async function goAway(): Promise<void> {
  for (const client of clients.splice(0)) client.destroy();
  const own = server;
  server = undefined;
  if (own !== undefined) await new Promise((done) => own.close(done));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-private-'));
  jobs.length = 0;
});
afterEach(async () => {
  link?.close();
  await goAway();
  rmSync(folder, { recursive: true, force: true });
});

it('hears what the manager announces, and asks for nothing', async () => {
  const heard = await manager(like247);
  open();
  await vi.waitFor(() => expect(jobs).toHaveLength(2), 5000);
  expect(jobs[0]).toEqual({ jobId: 41, unit: 'target-x.service' });
  expect(heard.join('')).toMatch(/^\0AUTH EXTERNAL (3\d)+\r\nBEGIN\r\n$/);
});

it('connects again when the manager re-executes itself', async () => {
  await manager(like247);
  open();
  await vi.waitFor(() => expect(jobs).toHaveLength(2), 5000);
  await goAway();
  await manager(like247);
  await vi.waitFor(() => expect(jobs).toHaveLength(4), 5000);
});

it('waits for a manager that is not there yet', async () => {
  open();
  await manager(like247);
  await vi.waitFor(() => expect(jobs).toHaveLength(2), 5000);
});

it.each([
  ['refuses', 'REJECTED EXTERNAL\r\n'],
  ['speaks something else', 'OK x\r\nHTTP/1.1 400 Bad Request\r\n\r\n'],
  ['says too much', 'x'.repeat(10_000)],
])('is silent where the other side %s', async (_how, text) => {
  const heard = await manager((client) => client.write(text));
  open();
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(1), 5000);
  expect(jobs).toEqual([]);
});

it('does nothing for a user without a manager', () => {
  link = openPrivateLink({ scope: 'user', env: {}, onJobNew: (all) => jobs.push(...all) });
  expect(jobs).toEqual([]);
});

it('hangs up when it cannot keep up, which the manager would pay for, tells it, and comes back', async () => {
  let connections = 0;
  await manager((client, text) => {
    if (text.startsWith('\0AUTH')) client.write(GREETING);
    if (text !== 'BEGIN\r\n') return;
    connections += 1;
    if (connections > 1) return void client.write(MESSAGES);
    const all = Buffer.concat(Array.from({ length: Math.ceil((4 * 1024 * 1024) / MESSAGES.length) }, () => MESSAGES));
    client.write(all);
  });
  const late: bigint[] = [];
  link = openPrivateLink({
    ...{ scope: 'system', env: {}, socket: join(folder, 'private'), mostBehind: 64 * 1024 },
    onJobNew: (all) => connections > 1 && jobs.push(...all),
    onLate: (from, to) => late.push(to.realtimeUsec - from.realtimeUsec),
  });
  await vi.waitFor(() => expect(jobs.length).toBeGreaterThan(0), { timeout: 5000 });
  expect(late).toHaveLength(1);
  expect(connections).toBe(2);
});
