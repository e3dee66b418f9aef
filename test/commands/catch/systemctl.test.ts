import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stopUnits, systemctlWords } from '../../../src/commands/catch/systemctl.ts';

test.each([
  ['Failed to stop a.service: Access denied\nSee system logs and "systemctl status a.service" for details.\n', 'Access denied'],
  [
    'Warning: Stopping a.service, but it can still be activated by:\n  a.socket\nJob for a.service canceled.\n',
    'Job for a.service canceled',
  ],
  ['Failed to stop x.service: Unit x.service not loaded.\n', 'Unit x.service not loaded'],
  ['', ''],
])('what systemctl says: %j', (complaints, words) => {
  expect(systemctlWords(complaints)).toBe(words);
});

describe('with a systemctl that notes how it was called', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'whyalive-systemctl-'));
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  const standIn = (script: string): void => {
    writeFileSync(join(folder, 'systemctl'), `#!/bin/sh\nprintf '%s\\n' "$@" >${folder}/argv\n${script}\n`);
    chmodSync(join(folder, 'systemctl'), 0o755);
  };
  const argv = (): string[] => readFileSync(join(folder, 'argv'), 'utf8').trimEnd().split('\n');

  test('the units are stopped in their order, by one call, without a shell', async () => {
    standIn('exit 0');
    await stopUnits(['a.socket', '-.mount', '$(id).service'], { scope: 'system' });
    expect(argv()).toEqual(['stop', '--no-ask-password', '--', 'a.socket', '-.mount', '$(id).service']);
  });

  test('the manager of the user', async () => {
    standIn('exit 0');
    await stopUnits(['a.service'], { scope: 'user' });
    expect(argv()[0]).toBe('--user');
  });

  test('a refusal is one sentence, with what to do', async () => {
    standIn('echo "Failed to stop a.service: Access denied" >&2; exit 4');
    await expect(stopUnits(['a.service'], { scope: 'system' })).rejects.toThrow(
      'systemctl could not stop a.service: Access denied; run it as root, or stop it by other means and leave --stop out',
    );
  });

  test('a failure without words', async () => {
    standIn('exit 5');
    await expect(stopUnits(['a.service'], { scope: 'system' })).rejects.toThrow('could not stop a.service: it ended with status 5');
  });

  test('it is not waited for longer than wanted', async () => {
    standIn('exec sleep 30');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await stopUnits(['a.service'], { scope: 'system', signal: controller.signal });
    expect(controller.signal.aborted).toBe(true);
  });

  test('no systemctl', async () => {
    vi.stubEnv('PATH', folder);
    await expect(stopUnits(['a.service'], { scope: 'system' })).rejects.toThrow('systemctl cannot be run, so nothing was stopped');
  });
});
