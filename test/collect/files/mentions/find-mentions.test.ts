import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMentions } from '../../../../src/collect/files/mentions/index.ts';
import { indexUnitFiles } from '../../../../src/collect/files/unit-files.ts';
import { putFile, type LabFile } from '../../../lab/lab-file.ts';

// What is mounted from a server, which may be away.
vi.mock('../../../../src/collect/disk/mounts.ts', () => ({
  readMounts: () => ({ isRemote: (path: string) => path.endsWith('/net/server'), isKernel: () => false }),
}));

let root = '';

const FILES: Readonly<Record<string, LabFile>> = {
  '/usr/lib/systemd/system/app.service': '[Service]\nExecStart=/usr/bin/app\n',
  '/etc/systemd/system/dbus-org.example.App.service': { link: '/usr/lib/systemd/system/app.service' },
  '/usr/share/dbus-1/system-services/org.example.App.service':
    '[D-BUS Service]\nName=org.example.App\nExec=/bin/false\nSystemdService=dbus-org.example.App.service\n',
  '/etc/dbus-1/system-services/org.example.Moved.service': '[D-BUS Service]\nName=org.example.Moved\nSystemdService=here.service\n',
  '/usr/share/dbus-1/system-services/org.example.Moved.service': '[D-BUS Service]\nName=org.example.Moved\nSystemdService=there.service\n',
  '/usr/share/dbus-1/system-services/org.example.Plain.service': '[D-BUS Service]\nName=org.example.Plain\nExec=/usr/bin/plain\n',
  '/usr/share/dbus-1/services/org.example.Session.service':
    '[D-BUS Service]\nName=org.example.Session\nSystemdService=session-app.service\n',
  '/etc/udev/rules.d/80-a.rules': 'ENV{SYSTEMD_WANTS}+="app.service lamp@%k.service", ENV{SYSTEMD_USER_WANTS}="user-app.service"\n',
  '/usr/lib/udev/rules.d/80-a.rules': 'ENV{SYSTEMD_WANTS}+="hidden.service"\n',
  '/usr/lib/udev/rules.d/80-b.rules':
    '# ENV{SYSTEMD_WANTS}+="commented.service"\nENV{SYSTEMD_WANTS}=="asked.service"\nENV{SYSTEMD_WANTS}="$env{NAME}.service"\n',
  '/etc/crontab': '1 * * * * root systemctl start app\n',
  '/etc/cron.d/.placeholder': '1 * * * * root systemctl start placeholder\n',
  '/var/spool/cron/crontabs/alice': '* * * * * systemctl --user start user-app\n',
  '/etc/cron.daily/revive': '#!/bin/sh\nservice app restart\n',
  '/etc/cron.daily/off': { text: '#!/bin/sh\nsystemctl start off\n', mode: 0o644 },
  '/etc/logrotate.d/app': '/var/log/app {\n  postrotate\n    systemctl restart app\n  endscript\n}\n',
  '/usr/lib/systemd/system/runner.service': '[Service]\nExecStart=/bin/sh /opt/run.sh %p\nExecStop=/bin/systemctl restart app-of-%p\n',
  '/etc/init.d/runner': '#!/bin/sh\ncase $1 in start) systemctl start app;; esac\n',
  '/etc/init.d/unknown': '#!/bin/sh\nsystemctl start app\n',
  '/opt/run.sh': 'cd /\nsystemctl start app\n',
  '/usr/lib/systemd/system/linked.service': '[Service]\nExecStart=/opt/linked.sh\n',
  '/opt/linked.sh': { link: '/srv/of-the-root.sh' },
  '/srv/of-the-root.sh': 'systemctl start app\n',
  '/usr/lib/systemd/system/far.service': '[Service]\nExecStart=/net/server/far.sh\n',
  '/net/server/far.sh': 'systemctl start app\n',
  '/etc/cron.d/far': '1 * * * * root /net/server/cron.sh\n',
  '/net/server/cron.sh': { text: '#!/bin/sh\nsystemctl start app\n', mode: 0o755 },
  '/usr/lib/systemd/system/binary.service': '[Service]\nExecStart=/opt/binary\n',
  '/opt/binary': '\u0000systemctl start app\n',
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'whyalive-mentions-'));
  for (const [path, file] of Object.entries(FILES)) putFile(join(root, path), file);
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function found(scope: 'system' | 'user', depth: 'bus-names' | 'all' = 'all'): readonly string[] {
  const places = { scope, root, environment: {}, home: '/home/alice' } as const;
  return findMentions(places, indexUnitFiles(places), depth).map(
    ({ where, path, line, unit, owner, busName }) =>
      `${where} ${path.slice(root.length)}:${String(line)} ${[unit, owner, busName].filter((word) => word !== undefined).join(' ')}`,
  );
}

describe('lines outside of the unit files that can start a unit', () => {
  it('the service files of the bus that leave it to systemd, by the name that an alias stands for; the first folder counts', () => {
    expect(found('system', 'bus-names')).toEqual([
      'bus-service /etc/dbus-1/system-services/org.example.Moved.service:3 here.service org.example.Moved',
      'bus-service /usr/share/dbus-1/system-services/org.example.App.service:4 app.service org.example.App',
    ]);
    expect(found('user', 'bus-names')).toEqual([
      'bus-service /usr/share/dbus-1/services/org.example.Session.service:3 session-app.service org.example.Session',
    ]);
  });

  it('udev rules, cron tables and what they run, hooks, and the commands and scripts of other units; nothing from the network, where a server may be away', () => {
    expect(found('system').filter((line) => !line.startsWith('bus-service'))).toEqual([
      'udev-rule /etc/udev/rules.d/80-a.rules:1 app.service',
      'udev-rule /etc/udev/rules.d/80-a.rules:1 lamp@.service',
      'cron /etc/crontab:1 app.service',
      'cron /etc/cron.daily/revive:2 app.service',
      'script /opt/linked.sh:1 app.service linked.service',
      'script /opt/run.sh:2 app.service runner.service',
      'script /usr/lib/systemd/system/runner.service:3 app-of-runner.service runner.service',
      'script /etc/logrotate.d/app:3 app.service logrotate.service',
      'sysv /etc/init.d/runner:2 app.service runner.service',
    ]);
  });

  it("for a user's manager, what asks that one", () => {
    expect(found('user').filter((line) => !line.startsWith('bus-service'))).toEqual([
      'udev-rule /etc/udev/rules.d/80-a.rules:1 user-app.service',
      'cron /var/spool/cron/crontabs/alice:1 user-app.service',
    ]);
  });
});
