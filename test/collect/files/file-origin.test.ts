import { lutimesSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readFileOrigins } from '../../../src/collect/files/file-origin.ts';
import { putFile } from '../../lab/lab-file.ts';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

it('tells the package by the lists of dpkg, under either name of /lib, and the last change of the file or of the link itself', async () => {
  const root = mkdtempSync(join(tmpdir(), 'whyalive-origin-'));
  made.push(root);
  putFile(
    join(root, '/var/lib/dpkg/info/app:amd64.list'),
    '/.\n/lib\n/lib/systemd/system\n/lib/systemd/system/app.service\n/etc/cron.d/app\n',
  );
  putFile(join(root, '/var/lib/dpkg/info/other.list'), '/.\n/opt/etc/cron.d/app-two\n/etc/cron.d/app-two.old\n');
  putFile(join(root, '/usr/lib/systemd/system/app.service'), '');
  putFile(join(root, '/etc/cron.d/app-two'), '');
  putFile(join(root, '/etc/systemd/system/x.target.wants/app.service'), { link: '/usr/lib/systemd/system/app.service' });
  utimesSync(join(root, '/usr/lib/systemd/system/app.service'), 1_600_000_000, 1_600_000_000);
  lutimesSync(join(root, '/etc/systemd/system/x.target.wants/app.service'), 1_700_000_000, 1_700_000_000);
  const paths = ['/usr/lib/systemd/system/app.service', '/etc/cron.d/app-two', '/etc/systemd/system/x.target.wants/app.service', '/gone'];
  const origins = await readFileOrigins(
    paths.map((path) => join(root, path)),
    root,
  );
  expect(origins.map(({ path, package: owner, modifiedUsec }) => [path.slice(root.length), owner, modifiedUsec])).toEqual([
    ['/usr/lib/systemd/system/app.service', 'app', '1600000000000000'],
    ['/etc/cron.d/app-two', undefined, expect.stringMatching(/^\d{16}$/)],
    ['/etc/systemd/system/x.target.wants/app.service', undefined, '1700000000000000'],
    ['/gone', undefined, undefined],
  ]);
});

it('knows no packages where there is no database of them', async () => {
  const root = mkdtempSync(join(tmpdir(), 'whyalive-origin-'));
  made.push(root);
  putFile(join(root, '/etc/a'), '');
  expect((await readFileOrigins([join(root, '/etc/a')], root)).map(({ package: owner }) => owner)).toEqual([undefined]);
});
