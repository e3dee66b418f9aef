import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync, readSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withOpenFile } from '../../src/collect/attempt.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-attempt-'));
  writeFileSync(join(folder, 'file'), 'hello');
  symlinkSync('file', join(folder, 'link'));
  symlinkSync('/dev/null', join(folder, 'device'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string): string | undefined =>
  withOpenFile(join(folder, name), (file) => {
    const buffer = Buffer.alloc(16);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, 16, 0));
  });

it('opens regular files, also by a link', () => {
  expect([read('file'), read('link')]).toEqual(['hello', 'hello']);
});

it('opens nothing else: no device, no pipe, no folder', () => {
  expect([read('device'), read('pipe'), read('.'), read('missing')]).toEqual([undefined, undefined, undefined, undefined]);
});
