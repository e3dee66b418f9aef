import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkAccount } from '../../../../src/collect/files/checks/account-check.ts';
import { openDisk } from '../../../../src/collect/disk/disk.ts';

let root = '';
const put = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whyalive-account-'));
  put('/etc/passwd', 'root:x:0:0::/root:/bin/sh\ngatewayd:x:990:990::/:/bin/false\n+nisuser:::::\n');
  put('/etc/group', 'daemon:x:1:\n');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
const base = { source: 'unit-files', kind: 'account-check' } as const;

it('exists when a file names it', () => {
  expect(checkAccount('user', 'gatewayd', openDisk(root))).toEqual({ ...base, database: 'user', name: 'gatewayd', exists: true });
  expect(checkAccount('group', 'daemon', openDisk(root))).toMatchObject({ database: 'group', exists: true });
  expect(checkAccount('group', 'gatewayd', openDisk(root))).toMatchObject({ exists: false });
});

it('offers names that look like a missing one', () => {
  expect(checkAccount('user', 'gateway', openDisk(root))).toEqual({
    ...base,
    database: 'user',
    name: 'gateway',
    exists: false,
    near: ['gatewayd'],
  });
});

it('exists as a user record, and as a dynamic user that runs', () => {
  put('/run/userdb/anna.user', '{}');
  put('/run/systemd/dynamic-uid/jobber', '');
  expect(['anna', 'jobber', 'berta'].map((name) => checkAccount('user', name, openDisk(root)).exists)).toEqual([true, true, false]);
});

it('exists in the tables below /usr/lib that nss-altfiles reads', () => {
  put('/etc/nsswitch.conf', 'passwd: files altfiles systemd\ngroup: files altfiles systemd\n');
  put('/usr/lib/passwd', 'chrony:x:994:991::/:/bin/false\n');
  put('/usr/lib/group', 'chrony:x:991:\n');
  expect(checkAccount('user', 'chrony', openDisk(root)).exists).toBe(true);
  expect(checkAccount('group', 'chrony', openDisk(root)).exists).toBe(true);
  expect(checkAccount('user', 'berta', openDisk(root))).toEqual({ ...base, database: 'user', name: 'berta', exists: false });
});

it('names the databases that it does not ask', () => {
  put('/etc/nsswitch.conf', 'passwd: files [SUCCESS=return] systemd ldap sss # all\ngroup: files systemd\n');
  expect(checkAccount('user', 'berta', openDisk(root))).toMatchObject({ exists: false, unasked: ['ldap', 'sss'] });
  expect(checkAccount('user', 'gatewayd', openDisk(root))).not.toHaveProperty('unasked');
  expect(checkAccount('group', 'berta', openDisk(root))).not.toHaveProperty('unasked');
});
