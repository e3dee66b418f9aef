import { defineScenario, type ExpectedSuspect, type Scenario } from '../lab/scenario.ts';
import { daemon, unitFile } from './chain.ts';

const noFixture = 'what the disk and the manager say at the moment of the question, which a recording of starts need not hold';
const base = { theme: 'suspect', run: 'true', settleMs: 100, expect: () => [], noFixture } as const;
const oneshot = (...lines: readonly string[]): string => unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true', ...lines);
const unit = '/etc/systemd/system';

const from = (
  mechanism: ExpectedSuspect['mechanism'],
  owner: string,
  to: string,
  more: Partial<ExpectedSuspect> = {},
): ExpectedSuspect => ({
  mechanism,
  from: owner,
  to,
  via: [],
  ...more,
});

/** What can start a unit, armed or not, and what only looks as if it could. */
export const SUSPECT: readonly Scenario[] = [
  defineScenario({
    ...base,
    name: 'suspect-triggers',
    title: 'A socket listens, a timer waits, a path is off, another timer is masked, and a service is only ordered before it',
    units: {
      'app.service': daemon('Restart=on-failure'),
      'app.socket': unitFile('[Socket]', 'ListenStream=/run/app.sock'),
      'app.timer': unitFile('[Timer]', 'OnCalendar=2099-01-01'),
      'app.path': unitFile('[Path]', 'PathExists=/run/app.go'),
      'extra.timer': unitFile('[Timer]', 'OnBootSec=1s', 'Unit=app.service'),
      'masked.timer': { link: '/dev/null' },
      'masked.timer.d/unit.conf': unitFile('[Timer]', 'OnCalendar=daily', 'Unit=app.service'),
      'early.service': daemon('[Unit]', 'Before=app.service'),
      'late.service': daemon('[Unit]', 'After=app.service'),
    },
    setup: 'systemctl start app.socket app.timer early',
    watch: ['app.service'],
    suspects: () => [
      from('socket-activation', 'app.socket', 'app.service', {
        armed: true,
        detail: 'listening on /run/app.sock',
        at: `${unit}/app.socket:2`,
      }),
      from('timer', 'app.timer', 'app.service', { armed: true, detail: 'OnCalendar=2099-01-01', at: `${unit}/app.timer:2` }),
      from('path', 'app.path', 'app.service', { armed: false, detail: 'watching /run/app.go, not loaded', at: `${unit}/app.path:2` }),
      from('timer', 'extra.timer', 'app.service', { armed: false, detail: 'OnBootSec=1s', at: `${unit}/extra.timer:2` }),
      from('restart-policy', 'app.service', 'app.service', { armed: false, at: `${unit}/app.service:3` }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-chain',
    title: 'A timer starts a service that wants a target that requires the unit, which wants the service in turn',
    units: {
      'app.service': daemon('[Unit]', 'Wants=nightly.service'),
      'nightly.timer': unitFile('[Timer]', 'OnCalendar=2099-01-01'),
      'nightly.service': oneshot('[Unit]', 'Wants=work.target'),
      'work.target': unitFile('[Unit]', 'Requires=app.service'),
      'lonely.service': daemon('[Unit]', 'BindsTo=app.service'),
    },
    setup: 'systemctl start nightly.timer',
    watch: ['app.service'],
    suspects: () => [
      from('required-by', 'work.target', 'app.service', { detail: 'inactive', at: `${unit}/work.target:2` }),
      from('bound-by', 'lonely.service', 'app.service', { detail: 'not loaded', at: `${unit}/lonely.service:4` }),
      from('wanted-by', 'nightly.service', 'app.service', { via: ['work.target'], at: `${unit}/nightly.service:5` }),
      from('timer', 'nightly.timer', 'app.service', {
        via: ['nightly.service', 'work.target'],
        armed: true,
        at: `${unit}/nightly.timer:2`,
      }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-boot',
    title: 'The unit and its socket are enabled; another link is masked, another target is started by nobody',
    units: {
      'app.service': daemon('[Install]', 'WantedBy=multi-user.target'),
      'app.socket': unitFile('[Socket]', 'ListenFIFO=/run/app.fifo'),
      'multi-user.target.wants/app.service': { link: '/etc/systemd/system/app.service' },
      'sockets.target.wants/app.socket': { link: '/etc/systemd/system/app.socket' },
      'graphical.target.wants/app.service': { link: '/dev/null' },
      'party.target': unitFile('[Unit]', 'Description=A party'),
      'party.target.wants/app.service': { link: '/etc/systemd/system/app.service' },
    },
    watch: ['app.service'],
    suspects: () => [
      from('socket-activation', 'app.socket', 'app.service', { armed: false }),
      from('wanted-by', 'multi-user.target', 'app.service', { detail: 'active', at: `${unit}/multi-user.target.wants/app.service` }),
      from('boot', 'boot', 'app.service', {
        via: ['multi-user.target'],
        detail: 'enabled, at boot',
        at: `${unit}/multi-user.target.wants/app.service`,
      }),
      from('wanted-by', 'party.target', 'app.service', { detail: 'not loaded', at: `${unit}/party.target.wants/app.service` }),
      from('wanted-by', 'sockets.target', 'app.service', { via: ['app.socket'] }),
      from('boot', 'boot', 'app.service', { via: ['sockets.target', 'app.socket'], detail: 'app.socket is enabled, at boot' }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-ends-and-upholders',
    title: 'Units uphold it, fail into it, succeed into it; one that upholds it is down, one only stops with it',
    units: {
      'app.service': daemon('[Unit]', 'PartOf=suite.service'),
      'suite.service': daemon(),
      'keeper.service': daemon('[Unit]', 'Upholds=app.service'),
      'idle-keeper.service': daemon('[Unit]', 'Upholds=app.service'),
      'backup.service': oneshot('[Unit]', 'OnFailure=app.service'),
      'report.service': oneshot('[Unit]', 'OnSuccess=app.service'),
      'enemy.service': daemon('[Unit]', 'Conflicts=app.service', 'PropagatesStopTo=app.service'),
    },
    // 247 knows neither Upholds= nor OnSuccess=.
    setup: 'systemctl start keeper enemy; sleep 0.5; systemctl stop enemy; systemctl start keeper; sleep 0.5',
    watch: ['app.service'],
    suspects: (version) => [
      ...(version < 249
        ? []
        : [
            from('upheld-by', 'keeper.service', 'app.service', { armed: true, detail: 'active', at: `${unit}/keeper.service:4` }),
            from('upheld-by', 'idle-keeper.service', 'app.service', { detail: 'not loaded', at: `${unit}/idle-keeper.service:4` }),
            from('on-success', 'report.service', 'app.service', { at: `${unit}/report.service:5` }),
          ]),
      from('on-failure', 'backup.service', 'app.service', { at: `${unit}/backup.service:5` }),
      from('restart-propagation', 'suite.service', 'app.service', { at: `${unit}/app.service:4` }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-bus-name',
    title: 'A bus name is activated by systemd, for the unit by its alias; another by dbus-daemon alone, another for another unit',
    units: {
      'app.service': daemon('Type=simple', 'BusName=org.example.App', '[Install]', 'Alias=dbus-org.example.App.service'),
      'dbus-org.example.App.service': { link: '/etc/systemd/system/app.service' },
      'other.service': daemon(),
    },
    files: {
      '/usr/share/dbus-1/system-services/org.example.App.service':
        '[D-BUS Service]\nName=org.example.App\nExec=/bin/false\nUser=root\nSystemdService=dbus-org.example.App.service\n',
      '/usr/share/dbus-1/system-services/org.example.Plain.service':
        '[D-BUS Service]\nName=org.example.Plain\nExec=/usr/bin/app.service\nUser=root\n',
      '/usr/share/dbus-1/system-services/org.example.Other.service':
        '[D-BUS Service]\nName=org.example.Other\nExec=/bin/false\nUser=root\nSystemdService=other.service\n',
    },
    watch: ['app.service'],
    suspects: () => [
      from('bus-activation', 'client', 'app.service', {
        armed: true,
        detail: 'org.example.App',
        at: '/usr/share/dbus-1/system-services/org.example.App.service:5',
      }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-udev-rule',
    title: 'A udev rule makes a device want the instance; one is commented out, one wants another unit, one is masked',
    units: { 'probe@.service': unitFile('[Service]', 'ExecStart=/bin/sleep infinity') },
    files: {
      '/etc/udev/rules.d/90-probe.rules': [
        '# ENV{SYSTEMD_WANTS}+="probe@eth9.service"',
        'SUBSYSTEM=="net", ENV{SYSTEMD_WANTS}+="other@%k.service"',
        'SUBSYSTEM=="net", TAG+="systemd", ENV{SYSTEMD_WANTS}+="probe@%k.service"',
        '',
      ].join('\n'),
      '/usr/lib/udev/rules.d/91-probe.rules': 'SUBSYSTEM=="tty", ENV{SYSTEMD_WANTS}+="probe@tty.service"\n',
      '/etc/udev/rules.d/91-probe.rules': { link: '/dev/null' },
    },
    setup: 'systemctl start probe@eth0',
    watch: ['probe@eth0.service'],
    suspects: () => [from('device', 'kernel', 'probe@eth0.service', { at: '/etc/udev/rules.d/90-probe.rules:3' })],
  }),
  defineScenario({
    ...base,
    name: 'suspect-mentions',
    title: 'A cron table, a script of another unit and a command of a third ask for it; others mention it without starting it',
    units: {
      'app.service': daemon(),
      'app-two.service': daemon(),
      'janitor.service': oneshot('ExecStart=/opt/janitor.sh'),
      'janitor.timer': unitFile('[Timer]', 'OnCalendar=2099-01-01'),
      'direct.service': oneshot('ExecStartPost=-/bin/systemctl --no-block restart app'),
      'stopper.service': oneshot('ExecStart=/bin/systemctl stop app.service', 'ExecStartPost=/bin/systemctl start app-two'),
    },
    files: {
      '/opt/janitor.sh':
        '#!/bin/sh\n# systemctl start app\nsystemctl is-active app ||\n  systemctl start app.service\necho "try systemctl restart app"\n',
      '/etc/cron.d/app': [
        '# 1 * * * * root systemctl start app',
        '2 * * * * root systemctl status app',
        '3 * * * * root systemctl restart app-two',
        '4 * * * * root service app restart',
        '5 * * * * root /usr/local/sbin/revive --quiet',
        '',
      ].join('\n'),
      '/etc/cron.d/app.dpkg-old': '6 * * * * root systemctl start app\n',
      '/usr/local/sbin/revive': '#!/bin/sh\nexec systemctl try-restart app.service\n',
    },
    setup: 'systemctl start janitor.timer',
    watch: ['app.service'],
    suspects: () => [
      from('client-request', 'client', 'app.service', { strength: 'possible', at: '/etc/cron.d/app:4', detail: 'service app restart' }),
      from('client-request', 'client', 'app.service', { strength: 'possible', at: '/usr/local/sbin/revive:2' }),
      from('client-request', 'janitor.service', 'app.service', { strength: 'possible', at: '/opt/janitor.sh:4' }),
      from('client-request', 'direct.service', 'app.service', { strength: 'possible', at: `${unit}/direct.service:4` }),
      from('timer', 'janitor.timer', 'app.service', { via: ['janitor.service'], armed: true, strength: 'possible' }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-generator',
    title: 'A generator wants the unit and makes a service that does',
    units: { 'app.service': daemon() },
    files: {
      '/etc/systemd/system-generators/make-app': [
        '#!/bin/sh',
        'mkdir -p "$1/multi-user.target.wants"',
        'ln -sf /etc/systemd/system/app.service "$1/multi-user.target.wants/app.service"',
        'printf "[Unit]\\nSourcePath=/etc/made.conf\\nWants=app.service\\n[Service]\\nExecStart=/bin/true\\n" > "$1/made.service"',
        '',
      ].join('\n'),
    },
    setup: 'systemctl daemon-reload',
    watch: ['app.service'],
    suspects: () => [
      from('wanted-by', 'multi-user.target', 'app.service', {
        detail: 'made by a generator',
        at: '/run/systemd/generator/multi-user.target.wants/app.service',
      }),
      from('boot', 'boot', 'app.service', { via: ['multi-user.target'] }),
      from('wanted-by', 'made.service', 'app.service', {
        detail: 'made by a generator from /etc/made.conf',
        at: '/run/systemd/generator/made.service:3',
      }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-template',
    title: 'Of a template, what starts its instances; a timer named after it means another unit',
    units: {
      'job@.service': unitFile('[Service]', 'ExecStart=/bin/sleep infinity'),
      'job.timer': unitFile('[Timer]', 'OnCalendar=2099-01-01'),
      'job@.timer': unitFile('[Timer]', 'OnCalendar=2099-01-01'),
      'boss.service': daemon('[Unit]', 'Wants=job@a.service'),
    },
    setup: 'systemctl start job@a.timer boss; sleep 0.2',
    watch: ['job@a.service'],
    suspects: () => [
      from('timer', 'job@a.timer', 'job@a.service', { armed: true, at: `${unit}/job@.timer:2` }),
      from('wanted-by', 'boss.service', 'job@a.service', { detail: 'active', at: `${unit}/boss.service:4` }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-automount',
    title: 'An automount waits at the folder; another waits at another folder',
    units: {
      'srv-lazy.mount': unitFile('[Mount]', 'What=tmpfs', 'Where=/srv/lazy', 'Type=tmpfs'),
      'srv-lazy.automount': unitFile('[Automount]', 'Where=/srv/lazy'),
      'srv-other.mount': unitFile('[Mount]', 'What=tmpfs', 'Where=/srv/other', 'Type=tmpfs'),
      'srv-other.automount': unitFile('[Automount]', 'Where=/srv/other'),
      'user.service': daemon('[Unit]', 'RequiresMountsFor=/srv/lazy/data'),
    },
    setup: 'systemctl start srv-lazy.automount srv-other.automount',
    watch: ['srv-lazy.mount'],
    suspects: () => [
      from('automount', 'srv-lazy.automount', 'srv-lazy.mount', { armed: true, detail: '/srv/lazy', at: `${unit}/srv-lazy.automount:2` }),
      from('required-by', 'user.service', 'srv-lazy.mount', { detail: 'not loaded', at: `${unit}/user.service:4` }),
    ],
    why: 'RequiresMountsFor= of a unit that is not loaded stands in no property, and in no list of units: it is read in the file',
  }),
  defineScenario({
    ...base,
    name: 'suspect-emergency-action',
    title: 'The failure of one unit powers the host off, the success of another does it without the target, a third would reboot',
    units: {
      'vital.service': daemon('[Unit]', 'FailureAction=poweroff'),
      'rough.service': daemon('[Unit]', 'FailureAction=poweroff-force'),
      'other.service': daemon('[Unit]', 'StartLimitAction=reboot'),
    },
    setup: 'systemctl start vital rough other',
    watch: ['poweroff.target'],
    suspects: () => [
      from('emergency-action', 'vital.service', 'poweroff.target', {
        detail: 'FailureAction=poweroff, active',
        at: `${unit}/vital.service:4`,
      }),
      from('restart-propagation', 'systemd-poweroff.service', 'poweroff.target', { armed: false }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-nothing',
    title: 'Nothing can start the unit, though much is near it',
    units: {
      'app.service': daemon('[Unit]', 'Wants=friend.service', 'Requires=helper.service', '[Install]', 'WantedBy=multi-user.target'),
      'friend.service': daemon('[Unit]', 'After=app.service'),
      'helper.service': daemon('[Unit]', 'Requisite=app.service'),
      'app.target': unitFile('[Unit]', 'After=app.service'),
      'application.timer': unitFile('[Timer]', 'OnCalendar=daily'),
      'gone.target.wants/app.service': { link: '/etc/systemd/system/app.service' },
      'gone.target': { link: '/dev/null' },
    },
    watch: ['app.service'],
    suspects: () => [
      from('restart-propagation', 'helper.service', 'app.service', { armed: false, at: `${unit}/app.service:5` }),
      from('wanted-by', 'gone.target', 'app.service', { armed: false, detail: 'masked' }),
    ],
  }),
  defineScenario({
    ...base,
    name: 'suspect-user-manager',
    title: 'A timer of the user manager, a bus name of the session, and a system timer of the same name',
    scope: 'user',
    units: { 'app.timer': unitFile('[Timer]', 'OnCalendar=2099-01-01', 'Unit=other.service') },
    userUnits: {
      'app.service': daemon('[Unit]', 'Description=App'),
      'app.timer': unitFile('[Timer]', 'OnCalendar=2099-01-01'),
      'default.target.wants/app.service': { link: '/etc/systemd/user/app.service' },
    },
    files: {
      '/usr/share/dbus-1/services/org.example.App.service':
        '[D-BUS Service]\nName=org.example.App\nExec=/bin/false\nSystemdService=app.service\n',
      '/etc/cron.d/app': '1 * * * * root systemctl start app\n',
    },
    setup: 'runuser -u alice -- env XDG_RUNTIME_DIR=/run/user/1000 systemctl --user start app.timer',
    watch: ['app.service'],
    suspects: () => [
      from('timer', 'app.timer', 'app.service', { armed: true }),
      from('bus-activation', 'client', 'app.service', { at: '/usr/share/dbus-1/services/org.example.App.service:4' }),
      from('wanted-by', 'default.target', 'app.service', { detail: 'active' }),
      from('boot', 'boot', 'app.service', { via: ['default.target'] }),
    ],
  }),
];
