import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

/** The manager's own doings: boot, isolate, signals, reload and re-execution, and what the kernel does without a job. */
export const MANAGER: readonly Scenario[] = [
  defineScenario({
    name: 'boot',
    title: 'A service that is enabled in multi-user.target, and what it requires',
    theme: 'manager',
    atBoot: true,
    units: {
      'early.service': daemon('[Unit]', 'Requires=base.service', '[Install]', 'WantedBy=multi-user.target'),
      'base.service': daemon(),
      'multi-user.target.wants/early.service': { link: '/etc/systemd/system/early.service' },
    },
    watch: ['early.service', 'base.service'],
    run: `sleep 0.3`,
    expect: () => [],
    back: () => [
      start('early.service', by('boot', 'boot'), by('wanted-by', 'multi-user.target')),
      start('base.service', by('boot', 'boot'), by('wanted-by', 'multi-user.target'), by('required-by', 'early.service')),
    ],
  }),
  defineScenario({
    name: 'boot-then-restarted-by-hand',
    title: 'Started at boot, restarted by a person right after it',
    theme: 'manager',
    atBoot: true,
    units: {
      'early.service': daemon('[Install]', 'WantedBy=multi-user.target'),
      'multi-user.target.wants/early.service': { link: '/etc/systemd/system/early.service' },
    },
    watch: ['early.service'],
    run: `systemctl restart early; sleep 0.3`,
    expect: () => [start('early.service', client)],
    back: () => [start('early.service', by('boot', 'boot'), by('wanted-by', 'multi-user.target')), start('early.service', client)],
    nearMissOf: 'boot',
  }),
  defineScenario({
    name: 'boot-that-takes-long',
    title:
      'A boot that goes on for six seconds; a service of it has a socket that nobody enabled, another was pulled in by a unit whose condition failed',
    theme: 'manager',
    atBoot: true,
    units: {
      'slow.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 6'),
      'early.service': daemon('[Install]', 'WantedBy=multi-user.target'),
      'early.socket': unitFile('[Socket]', 'ListenStream=/run/early'),
      'skipped.service': unitFile('[Unit]', 'ConditionPathExists=/nonexistent', 'Wants=helper.service', '[Service]', 'ExecStart=/bin/true'),
      'helper.service': daemon(),
      'multi-user.target.wants/slow.service': { link: '/etc/systemd/system/slow.service' },
      'multi-user.target.wants/early.service': { link: '/etc/systemd/system/early.service' },
      'multi-user.target.wants/skipped.service': { link: '/etc/systemd/system/skipped.service' },
    },
    watch: ['early.service', 'helper.service'],
    run: `while systemctl is-active slow.service | grep -q activating; do sleep 0.2; done; sleep 0.3`,
    expect: () => [],
    back: () => [
      { ...start('early.service', by('boot', 'boot'), by('wanted-by', 'multi-user.target')), back: 'right' },
      start('helper.service', by('boot', 'boot'), by('wanted-by', 'multi-user.target'), by('wanted-by', 'skipped.service')),
    ],
  }),
  defineScenario({
    name: 'started-by-hand-while-the-boot-goes-on',
    title: 'A person starts a service while the boot still goes on',
    theme: 'manager',
    atBoot: true,
    units: {
      'slow.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 4'),
      'multi-user.target.wants/slow.service': { link: '/etc/systemd/system/slow.service' },
      'late.service': daemon(),
    },
    watch: ['late.service'],
    run: `systemctl start late; while systemctl is-active slow.service | grep -q activating; do sleep 0.2; done; sleep 0.3`,
    expect: () => [start('late.service', client)],
    nearMissOf: 'boot-that-takes-long',
  }),
  defineScenario({
    name: 'isolate',
    title: 'isolate goes to a target that wants a service',
    theme: 'manager',
    units: {
      'site.target': unitFile('[Unit]', 'Requires=multi-user.target', 'After=multi-user.target', 'AllowIsolate=yes'),
      'web.service': daemon('[Install]', 'WantedBy=site.target'),
    },
    setup: 'systemctl enable web.service',
    watch: ['web.service'],
    run: `systemctl isolate site.target; sleep 0.5`,
    expect: () => [start('web.service', client, by('wanted-by', 'site.target'))],
  }),
  defineScenario({
    name: 'isolate-revives-what-an-active-unit-wants',
    title: 'isolate collects no garbage: what an active unit further down wants is started too',
    theme: 'manager',
    units: {
      'site.target': unitFile('[Unit]', 'Requires=multi-user.target', 'After=multi-user.target', 'AllowIsolate=yes', 'Wants=web.service'),
      'web.service': daemon('[Unit]', 'Wants=cache.service'),
      'cache.service': daemon(),
    },
    setup: 'systemctl start site.target; systemctl stop cache.service',
    watch: ['web.service', 'cache.service'],
    run: `systemctl isolate site.target; sleep 0.5; systemctl stop cache.service; systemctl start site.target; sleep 0.3; systemctl start cache.service; sleep 0.2`,
    expect: () => [
      start('cache.service', client, by('wanted-by', 'site.target'), by('wanted-by', 'web.service')),
      start('cache.service', client),
    ],
    nearMissOf: 'no-op-start',
  }),
  defineScenario({
    name: 'several-units-in-one-command',
    title: 'One command starts, and then restarts, a unit whose job waits and two that an active unit below it wants',
    theme: 'manager',
    units: {
      'slow.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 0.7'),
      'app.service': daemon('[Unit]', 'Requires=db.service', 'After=slow.service'),
      'db.service': daemon('[Unit]', 'Wants=exporter-a.service exporter-b.service'),
      'exporter-a.service': daemon(),
      'exporter-b.service': daemon(),
    },
    setup: 'systemctl start db.service; systemctl stop exporter-a.service exporter-b.service',
    watch: ['exporter-a.service', 'exporter-b.service', 'app.service'],
    run: `systemctl start --no-block slow.service
      systemctl start app.service exporter-a.service exporter-b.service
      sleep 0.5
      systemctl start --no-block slow.service
      systemctl restart app.service exporter-a.service exporter-b.service
      sleep 0.5`,
    expect: () => ['exporter-a.service', 'exporter-b.service', 'app.service'].flatMap((unit) => [start(unit, client), start(unit, client)]),
    nearMissOf: 'isolate-revives-what-an-active-unit-wants',
  }),
  defineScenario({
    name: 'signal',
    title: 'SIGWINCH to PID 1 starts kbrequest.target',
    theme: 'manager',
    units: {
      'kbrequest.target': unitFile('[Unit]', 'Description=Keyboard request that only wants one service'),
      'greeter.service': daemon('[Install]', 'WantedBy=kbrequest.target'),
    },
    setup: 'systemctl enable greeter.service',
    watch: ['greeter.service', 'kbrequest.target'],
    run: `kill -WINCH 1; sleep 0.5`,
    expect: () => [
      start('greeter.service', by('signal', 'process'), by('wanted-by', 'kbrequest.target')),
      start('kbrequest.target', by('signal', 'process')),
    ],
  }),
  defineScenario({
    name: 'signal-ctrl-alt-del',
    title: 'SIGINT to PID 1 starts ctrl-alt-del.target, here a harmless one',
    theme: 'manager',
    units: {
      'ctrl-alt-del.target': unitFile(
        '[Unit]',
        'Description=Three keys that reboot nothing',
        'DefaultDependencies=no',
        'Wants=greeter.service',
      ),
      'greeter.service': daemon(),
    },
    watch: ['greeter.service'],
    run: `kill -INT 1; sleep 0.5`,
    expect: () => [start('greeter.service', by('signal', 'process'), by('wanted-by', 'ctrl-alt-del.target'))],
  }),
  defineScenario({
    name: 'signal-target-by-hand',
    title: 'A signal starts the target once; after a stop a person starts the same target',
    theme: 'manager',
    units: {
      'kbrequest.target': unitFile('[Unit]', 'Description=Keyboard request that only wants one service'),
      'greeter.service': daemon('[Install]', 'WantedBy=kbrequest.target'),
    },
    setup: 'systemctl enable greeter.service; kill -WINCH 1; sleep 0.5; systemctl stop greeter.service kbrequest.target',
    watch: ['greeter.service'],
    run: `systemctl start kbrequest.target; sleep 0.4`,
    expect: () => [start('greeter.service', client, by('wanted-by', 'kbrequest.target'))],
    nearMissOf: 'signal',
  }),
  defineScenario({
    name: 'daemon-reexec-in-the-middle',
    title: 'The manager executes itself anew between a start by hand and one by a path unit',
    theme: 'manager',
    units: {
      'inbox.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'inbox.path': unitFile('[Path]', 'PathModified=/run/inbox'),
      'worker.service': daemon('Restart=on-failure'),
    },
    setup: 'touch /run/inbox; systemctl start inbox.path worker.service',
    watch: ['inbox.service', 'worker.service'],
    run: `systemctl start inbox.service
      sleep 0.4
      systemctl daemon-reexec
      sleep 2
      echo letter >>/run/inbox
      sleep 0.5
      systemctl kill -s KILL worker
      sleep 0.5
      systemctl start inbox.service
      sleep 0.3`,
    expect: () => [
      start('inbox.service', client),
      start('inbox.service', by('path', 'inbox.path')),
      start('inbox.service', client),
      start('worker.service', by('restart-policy', 'worker.service')),
    ],
  }),
  defineScenario({
    name: 'daemon-reload-while-a-job-waits',
    title: 'daemon-reload while a start waits in the queue: its job is installed again with the same id',
    theme: 'manager',
    units: {
      'slow.service': unitFile('[Service]', 'Type=oneshot', 'RemainAfterExit=yes', 'ExecStart=/bin/sleep 1.5'),
      'shared.service': daemon('[Unit]', 'After=slow.service'),
      'front.service': daemon('[Unit]', 'Requires=shared.service', 'After=shared.service'),
    },
    watch: ['shared.service', 'front.service'],
    run: `systemctl start --no-block slow front; sleep 0.4; systemctl daemon-reload; sleep 1.8`,
    expect: () => [start('shared.service', client, by('required-by', 'front.service')), start('front.service', client)],
    nearMissOf: 'required-by',
  }),
  defineScenario({
    name: 'mount-without-a-job',
    title: 'A mount appears by itself and wants a service',
    theme: 'manager',
    units: { 'indexer.service': daemon('[Install]', 'WantedBy=srv-stick.mount') },
    setup:
      'mkdir -p /srv/stick; mount -t tmpfs tmpfs /srv/stick; sleep 0.2; umount /srv/stick; systemctl enable indexer.service; sleep 0.2',
    watch: ['srv-stick.mount', 'indexer.service'],
    run: `mount -t tmpfs tmpfs /srv/stick; sleep 0.6`,
    expect: () => [
      start('srv-stick.mount', by('no-job', 'kernel')),
      start('indexer.service', by('no-job', 'kernel'), by('wanted-by', 'srv-stick.mount')),
    ],
    why: 'The first mount and umount only make the name known: a mount without a unit file is unloaded when it is gone.',
  }),
  defineScenario({
    name: 'mount-by-a-job',
    title: 'The same mount by its unit: a person asked',
    theme: 'manager',
    units: {
      'srv-stick.mount': unitFile('[Mount]', 'What=tmpfs', 'Where=/srv/stick', 'Type=tmpfs'),
      'indexer.service': daemon('[Install]', 'WantedBy=srv-stick.mount'),
    },
    setup: 'systemctl enable indexer.service',
    watch: ['srv-stick.mount', 'indexer.service'],
    run: `systemctl start srv-stick.mount; sleep 0.6`,
    expect: () => [start('srv-stick.mount', client), start('indexer.service', client, by('wanted-by', 'srv-stick.mount'))],
    nearMissOf: 'mount-without-a-job',
  }),
];
