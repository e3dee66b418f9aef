import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { currentBootId } from '../../src/collect/clock.ts';
import { parseVersion, readHost } from '../../src/collect/host.ts';

describe('readHost', () => {
  it('tells of this machine', async () => {
    const host = await readHost({ scope: 'user' });
    expect(host).toMatchObject({ source: 'host', kind: 'host', manager: 'user' });
    expect(host.hostname?.length).toBeGreaterThan(0);
    expect(currentBootId()).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-257.so', '257'],
    ['usr/lib/systemd/libsystemd-shared-257.13-1~deb13u1.so', '257 (257.13-1~deb13u1)'],
    ['lib/systemd/libsystemd-shared-247.so', '247'],
    ['usr/lib/systemd/other.so', undefined],
  ])('tells of another root by its files: %s', async (library, version) => {
    const root = mkdtempSync(join(tmpdir(), 'whyalive-host-'));
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/hostname'), 'web1\n');
    writeFileSync(join(root, 'etc/machine-id'), '5003f946222e4ebe83872fb472eadb55\n');
    mkdirSync(join(root, library, '..'), { recursive: true });
    writeFileSync(join(root, library), '');
    expect(await readHost({ scope: 'system', root })).toEqual({
      source: 'host',
      kind: 'host',
      manager: 'system',
      hostname: 'web1',
      machineId: '5003f946222e4ebe83872fb472eadb55',
      ...(version === undefined ? {} : { systemdVersion: version }),
    });
    rmSync(root, { recursive: true });
  });

  it('leaves out what an empty root does not tell', async () => {
    expect(await readHost({ scope: 'system', root: '/nonexistent' })).toEqual({ source: 'host', kind: 'host', manager: 'system' });
  });
});

describe('parseVersion', () => {
  it.each([
    ['systemd 247 (247.3-7+deb11u8)\n+PAM +AUDIT\n', '247 (247.3-7+deb11u8)'],
    ['systemd 262 (262-1)\n', '262 (262-1)'],
    ['systemd 239\n', '239'],
    ['bash: systemctl: not found', undefined],
  ])('%j', (text, expected) => {
    expect(parseVersion(text)).toBe(expected);
  });
});
