import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDisk } from '../../../../src/collect/disk/disk.ts';
import { checkPath } from '../../../../src/collect/files/checks/path-check.ts';

const CRLF_SCRIPT = '#! /bin/bash\r\nexit 0\r\n';

describe('a path below another root', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'whyalive-path-check-'));
    const put = (path: string, text: string, mode = 0o644): void => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
      chmodSync(join(root, path), mode);
    };
    put('/opt/gateway/bin/api-gateway.py', '#!/usr/bin/env python3\n', 0o755);
    put('/opt/gateway/bin/plain', 'text\n');
    put('/opt/gateway/bin/dos', CRLF_SCRIPT, 0o755);
    put('/usr/sbin/nginx', '\u007fELF', 0o755);
    put('/usr/bin/python3', '\u007fELF', 0o755);
    put('/etc/app/a.env', 'A=1\n');
    put('/etc/app/.hidden.conf', '');
    symlinkSync('/opt/gateway', join(root, 'opt/current'));
    symlinkSync('nowhere', join(root, 'opt/dangling'));
    symlinkSync('loop', join(root, 'opt/loop'));
    symlinkSync('/', join(root, 'opt/top'));
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const check = (path: string, wanted?: 'directory'): Record<string, unknown> => {
    const { source, kind, path: same, ...rest } = checkPath(path, wanted ?? 'file', openDisk(root));
    expect([source, kind, same]).toEqual(['unit-files', 'path-check', path]);
    return rest;
  };

  it('is a file, with its execute bits and its first line', () => {
    expect(check('/opt/gateway/bin/api-gateway.py')).toEqual({ found: 'file', executable: true, interpreter: '/usr/bin/env python3' });
    expect(check('/opt/gateway/bin/plain')).toEqual({ found: 'file', executable: false });
    expect(check('/opt/gateway/bin/dos')).toMatchObject({ interpreter: '/bin/bash\r' });
  });

  it('is a folder, also one that the path writes with a slash behind', () => {
    expect(check('/opt/gateway/')).toEqual({ found: 'directory' });
  });

  it('is followed through links, which do not lead out of the root', () => {
    expect(check('/opt/current/bin/plain')).toEqual({ found: 'file', executable: false });
    expect(check('/opt/top/opt/current/bin/../bin/plain')).toEqual({ found: 'file', executable: false });
    expect(check('/opt/dangling')).toEqual({ found: 'missing' });
    expect(check('/opt/loop')).toEqual({ found: 'unreadable' });
  });

  it('is missing, and offers what looks like it', () => {
    expect(check('/opt/gateway/bin/api-gatway.py')).toEqual({ found: 'missing', near: ['/opt/gateway/bin/api-gateway.py'] });
    expect(check('/opt/gatewya/bin/plian')).toEqual({ found: 'missing', near: ['/opt/gateway/bin/plain'] });
    expect(check('/opt/gatewya', 'directory')).toEqual({ found: 'missing', near: ['/opt/gateway'] });
    expect(check('/srv/never-heard-of')).toEqual({ found: 'missing' });
    expect(check('/usr/bin/nginx')).toEqual({ found: 'missing', near: ['/usr/sbin/nginx'] });
    expect(check('/opt/gateway/bin/plain/below')).toMatchObject({ found: 'missing' });
  });

  it('is looked up where systemd would, when it is a bare name', () => {
    expect(check('nginx')).toEqual({ found: 'file', executable: true });
    expect(check('pyhton3')).toEqual({ found: 'missing', near: ['/usr/bin/python3'] });
  });

  it('may be a pattern, which some name has to match', () => {
    expect(check('/etc/app/*.env')).toEqual({ found: 'file' });
    expect(check('/etc/app/[!b].en?')).toEqual({ found: 'file' });
    expect(check('/etc/app/*.conf')).toEqual({ found: 'missing' });
    expect(check('/etc/app/a.[e-a]nv')).toEqual({ found: 'unreadable' });
    expect(check('/etc/*/a.env')).toEqual({ found: 'unreadable' });
  });
});
