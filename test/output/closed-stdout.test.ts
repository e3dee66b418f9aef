// @module-tag dbus-daemon
import { spawn, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeManager, startDaemon, temporaryDirectory, variant, type FakeManager } from '../collect/bus/private-bus.ts';

// The built program, as it is installed; `npm test` builds it first.
const PROGRAM = process.env['WHYALIVE_PROGRAM'] ?? fileURLToPath(new URL('../../dist/whyalive.mjs', import.meta.url));

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let recording: string;
let cleanups: (() => unknown)[];
let manager: FakeManager;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  directory = await temporaryDirectory();
  const socket = join(directory.path, 'bus');
  recording = join(directory.path, 'f.jsonl.gz');
  const daemon = await startDaemon(socket);
  manager = await fakeManager(socket);
  manager.answer('GetUnit', () => ['o', ['/org/freedesktop/systemd1/unit/a_2eservice']]);
  manager.answer('GetAll', () => ['a{sv}', [{ Id: variant('s', 'a.service'), LoadState: variant('s', 'loaded') }]]);
  cleanups = [() => directory.remove(), () => daemon.kill(), () => manager.leave()];
  env = { PATH: process.env['PATH'], TZ: 'UTC', DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${socket}` };
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

function start(...argv: readonly string[]): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, [PROGRAM, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  cleanups.push(() => child.kill('SIGKILL'));
  return child;
}

/** Reads until the watch has begun. */
async function begun(stream: NodeJS.ReadableStream): Promise<void> {
  let said = '';
  stream.setEncoding('utf8');
  for await (const [text] of on(stream, 'data') as AsyncIterable<[string]>) {
    said += text;
    if (/watching a\.service/i.test(said)) return;
  }
}

const kinds = (): readonly string[] =>
  gunzipSync(readFileSync(recording))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => (JSON.parse(line) as { readonly payload: { readonly kind: string } }).payload.kind);

describe('a watch', () => {
  test('whose reader is interrupted with it writes its recording to the end', async () => {
    const child = start('watch', '-w', recording, 'a.service');
    await begun(child.stdout);
    (child.stdout as unknown as { destroy(): void }).destroy();
    const ended = once(child, 'close') as Promise<[number | null]>;
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(0);
    expect(kinds().at(-1)).toBe('session-end');
  });

  test('that nobody reads any more ends by itself, and writes its recording to the end', async () => {
    const child = start('watch', '-w', recording, 'a.service');
    await begun(child.stdout);
    (child.stdout as unknown as { destroy(): void }).destroy();
    const ended = once(child, 'close') as Promise<[number | null]>;
    // What was not seen meanwhile is told.
    manager.signal('Reloading', 'b', [true]);
    manager.signal('Reloading', 'b', [false]);
    expect((await ended)[0]).toBe(0);
    expect(kinds()).toContain('gap');
    expect(kinds().at(-1)).toBe('session-end');
  });

  test('whose terminal has gone still gives its report', async () => {
    const child = start('watch', '-o', 'html', 'a.service');
    await begun(child.stderr);
    (child.stderr as unknown as { destroy(): void }).destroy();
    let page = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (page += text));
    const ended = once(child, 'close') as Promise<[number | null]>;
    child.kill('SIGHUP');
    expect((await ended)[0]).toBe(0);
    expect(page).toMatch(/<\/html>\s*$/);
  });
});
