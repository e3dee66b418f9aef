import { defineScenario, type ExpectedEnd, type ExpectedEndLink, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

/** An end of `unit`, stopped by the chain of `links`, root first. */
function stopped(unit: string, ...links: readonly ExpectedEndLink[]): ExpectedEnd {
  return { unit, how: 'stopped', chain: links };
}

const from = (mechanism: ExpectedEndLink['mechanism'], unit: string): ExpectedEndLink => ({ mechanism, from: unit });
const systemctl: ExpectedEndLink = { ...client, client: { comm: 'systemctl' } };

const MOUNT = unitFile('[Mount]', 'What=tmpfs', 'Where=/srv/lazy', 'Type=tmpfs');
const IDLE = {
  'srv-lazy.mount': MOUNT,
  'srv-lazy.automount': unitFile('[Automount]', 'Where=/srv/lazy', 'TimeoutIdleSec=1'),
  'backup.service': daemon('[Unit]', 'RequiresMountsFor=/srv/lazy'),
};

/** A mount that is there, and a service that it cannot be beside. */
const STANDBY = {
  units: {
    'srv-live.mount': unitFile('[Mount]', 'What=tmpfs', 'Where=/srv/live', 'Type=tmpfs'),
    'standby.service': daemon('[Unit]', 'Conflicts=srv-live.mount'),
  },
  setup: 'mkdir -p /srv/live; systemctl start srv-live.mount; sleep 0.3',
  watch: ['standby.service', 'srv-live.mount'],
};

/** Stop jobs that the manager makes itself, which nobody asked for. */
export const MANAGER_STOP: readonly Scenario[] = [
  defineScenario({
    name: 'stop-by-an-idle-automount',
    title: 'TimeoutIdleSec=: nobody uses the mount, so the manager stops it, and with it what requires it',
    theme: 'manager-stop',
    units: IDLE,
    setup: 'mkdir -p /srv/lazy; systemctl start srv-lazy.automount',
    watch: ['srv-lazy.mount', 'backup.service'],
    run: `systemctl start backup; n=0; while systemctl is-active -q backup && [ $n -lt 60 ]; do sleep 0.1; n=$((n+1)); done; sleep 0.3`,
    expect: () => [start('srv-lazy.mount', client, by('required-by', 'backup.service')), start('backup.service', client)],
    ends: () => [
      { ...stopped('srv-lazy.mount', from('automount-idle', 'srv-lazy.automount')), live: ['stated', 'correlated'] },
      {
        ...stopped('backup.service', from('automount-idle', 'srv-lazy.automount'), from('stop-propagation', 'srv-lazy.mount')),
        live: ['stated', 'correlated'],
        reason: 'neither a line nor a signal tells of the expiry',
      },
    ],
  }),
  defineScenario({
    name: 'stop-of-a-mount-whose-automount-can-expire',
    title: 'A person stops the mount before it has been idle for so long',
    theme: 'manager-stop',
    units: { ...IDLE, 'srv-lazy.automount': unitFile('[Automount]', 'Where=/srv/lazy', 'TimeoutIdleSec=60') },
    setup: 'mkdir -p /srv/lazy; systemctl start srv-lazy.automount; systemctl start srv-lazy.mount',
    watch: ['srv-lazy.mount'],
    run: `systemctl stop srv-lazy.mount; sleep 0.4`,
    expect: () => [],
    ends: () => [{ ...stopped('srv-lazy.mount', systemctl), live: ['stated', 'correlated'] }],
    nearMissOf: 'stop-by-an-idle-automount',
  }),
  defineScenario({
    name: 'stop-by-a-mount-by-hand',
    title: 'mount makes a unit active without a job: it stops what it conflicts with and starts what it wants',
    theme: 'manager-stop',
    units: {
      'srv-live.mount': unitFile(
        ...['[Unit]', 'Conflicts=standby.service', 'Wants=helper.service'],
        ...['[Mount]', 'What=tmpfs', 'Where=/srv/live', 'Type=tmpfs'],
      ),
      'standby.service': daemon(),
      'helper.service': daemon(),
    },
    setup: 'mkdir -p /srv/live; systemctl start standby',
    watch: ['standby.service', 'helper.service', 'srv-live.mount'],
    run: `mount -t tmpfs tmpfs /srv/live; sleep 0.6`,
    expect: () => [
      start('srv-live.mount', by('no-job', 'kernel')),
      start('helper.service', by('no-job', 'kernel'), by('wanted-by', 'srv-live.mount')),
    ],
    ends: () => [stopped('standby.service', from('no-job', 'kernel'), from('conflicts', 'srv-live.mount'))],
  }),
  defineScenario({
    name: 'stop-beside-a-mount-by-hand',
    title: 'Something else is mounted by hand while a person stops the service',
    theme: 'manager-stop',
    units: {
      'srv-other.mount': unitFile('[Mount]', 'What=tmpfs', 'Where=/srv/other', 'Type=tmpfs'),
      'srv-live.mount': unitFile(...['[Unit]', 'Conflicts=standby.service'], ...['[Mount]', 'What=tmpfs', 'Where=/srv/live', 'Type=tmpfs']),
      'standby.service': daemon(),
    },
    setup: 'mkdir -p /srv/other; systemctl start standby',
    watch: ['standby.service'],
    run: `mount -t tmpfs tmpfs /srv/other; systemctl stop standby; sleep 0.5`,
    expect: () => [],
    ends: () => [stopped('standby.service', systemctl)],
    nearMissOf: 'stop-by-a-mount-by-hand',
  }),
  defineScenario({
    name: 'stop-by-a-mount-that-is-back',
    title: 'A service stops the mount that it conflicts with, and somebody mounts it again at once: that stops the service',
    theme: 'manager-stop',
    ...STANDBY,
    run: `systemctl start standby; while [ "$(systemctl show -P ActiveState srv-live.mount)" != inactive ]; do sleep 0.01; done; mount -t tmpfs tmpfs /srv/live; sleep 0.6`,
    expect: () => [start('standby.service', client), start('srv-live.mount', by('no-job', 'kernel'))],
    ends: () => [
      stopped('srv-live.mount', systemctl, from('conflicts', 'standby.service')),
      stopped('standby.service', from('no-job', 'kernel'), from('conflicts', 'srv-live.mount')),
    ],
    why: 'What is mounted before the manager has seen that umount(8) ended, it unmounts as well: mount_sigchld_event() in src/core/mount.c.',
  }),
  defineScenario({
    name: 'stop-beside-a-mount-that-goes',
    title: 'A service stops the mount that it conflicts with, and a person stops the service right after',
    theme: 'manager-stop',
    ...STANDBY,
    run: `systemctl start standby; sleep 0.05; systemctl stop standby; sleep 0.4`,
    expect: () => [start('standby.service', client)],
    ends: () => [stopped('srv-live.mount', systemctl, from('conflicts', 'standby.service')), stopped('standby.service', systemctl)],
    nearMissOf: 'stop-by-a-mount-that-is-back',
  }),
  defineScenario({
    name: 'stop-of-what-waits-for-its-restart',
    title: 'A service has ended and waits for its automatic restart when what it conflicts with is started: that stopped nothing',
    theme: 'manager-stop',
    units: {
      'round.service': unitFile(
        '[Unit]',
        'Conflicts=night.service',
        '[Service]',
        'ExecStart=/bin/sleep 0.3',
        'Restart=always',
        'RestartSec=5',
      ),
      'night.service': daemon(),
    },
    watch: ['round.service'],
    run: `systemctl start round; sleep 1; systemctl start night; sleep 0.5`,
    expect: () => [start('round.service', client)],
    ends: () => [{ unit: 'round.service', how: 'exited', result: 'success', chain: [] }],
    nearMissOf: 'stop-by-conflict',
  }),
  defineScenario({
    name: 'stop-beside-targets-that-change',
    title: 'One target is reached, another and a service are stopped, and a service that neither needs goes on',
    theme: 'manager-stop',
    units: {
      'worker.service': daemon(),
      'other.service': daemon(),
      'day.target': unitFile('[Unit]', 'AllowIsolate=yes'),
      'night.target': unitFile('[Unit]', 'AllowIsolate=yes'),
    },
    setup: 'systemctl start worker other night.target; sleep 1.2',
    watch: ['worker.service', 'other.service', 'night.target', 'day.target'],
    run: `systemctl start day.target; systemctl stop --no-block night.target worker; sleep 5.2`,
    expect: () => [start('day.target', client)],
    ends: () => [stopped('night.target', systemctl), stopped('worker.service', systemctl)],
    nearMissOf: 'stop-by-isolate',
  }),
  defineScenario({
    name: 'stop-when-never-needed',
    title: 'StopWhenUnneeded= of a service that a person starts and nothing needs: it is stopped as soon as it is up',
    theme: 'manager-stop',
    units: { 'lonely.service': daemon('[Unit]', 'StopWhenUnneeded=yes') },
    setup: 'systemctl daemon-reload',
    watch: ['lonely.service'],
    run: `systemctl start lonely; sleep 0.5`,
    expect: () => [start('lonely.service', client)],
    ends: () => [stopped('lonely.service', from('stop-when-unneeded', 'lonely.service'))],
    nearMissOf: 'stop-by-hand',
  }),
  defineScenario({
    name: 'stop-after-an-end',
    title: 'PropagatesStopTo= and BindsTo= of a service that ends by itself: both are stopped without its having had a stop job',
    theme: 'manager-stop',
    units: {
      'leader.service': unitFile('[Unit]', 'PropagatesStopTo=follower.service', '[Service]', 'ExecStart=/bin/sleep 1'),
      'follower.service': daemon(),
      'bound.service': daemon('[Unit]', 'BindsTo=leader.service', 'After=leader.service'),
    },
    setup: 'systemctl start follower',
    watch: ['follower.service', 'bound.service'],
    run: `systemctl start bound; sleep 1.6; systemctl stop follower; sleep 0.3`,
    expect: () => [start('bound.service', client)],
    ends: (version) => [
      stopped('bound.service', from('bound-to-inactive', 'leader.service')),
      version < 249 ? stopped('follower.service', systemctl) : stopped('follower.service', from('bound-to-inactive', 'leader.service')),
    ],
    why: 'PropagatesStopTo= came with v249; retroactively_stop_dependencies() in src/core/unit.c.',
  }),
  defineScenario({
    name: 'stop-by-what-ran-for-too-long',
    title:
      'RuntimeMaxSec= of a service is over and it takes a while to end: what is bound to it is stopped at once, before that has a line of its end',
    theme: 'manager-stop',
    units: {
      'limited.service': unitFile('[Service]', 'RuntimeMaxSec=1', 'ExecStart=/bin/sleep infinity', 'ExecStopPost=/bin/sleep 0.5'),
      'bound.service': unitFile(
        '[Unit]',
        'BindsTo=limited.service',
        '[Service]',
        'Type=oneshot',
        'RemainAfterExit=yes',
        'ExecStart=/bin/true',
      ),
    },
    watch: ['bound.service', 'limited.service'],
    run: `systemctl start bound; sleep 2; systemctl start bound; sleep 0.3; systemctl stop bound limited; sleep 0.8`,
    expect: () => [
      start('limited.service', client, by('bound-by', 'bound.service')),
      start('bound.service', client),
      start('limited.service', client, by('bound-by', 'bound.service')),
      start('bound.service', client),
    ],
    ends: () => [
      { unit: 'limited.service', how: 'timeout', result: 'timeout', chain: [from('manager-kill', 'limited.service')] },
      stopped('bound.service', from('manager-kill', 'limited.service'), from('bound-to-inactive', 'limited.service')),
      stopped('bound.service', systemctl),
      stopped('limited.service', systemctl),
    ],
    why: 'retroactively_stop_dependencies() in src/core/unit.c acts when the unit enters deactivating.',
  }),
  defineScenario({
    name: 'stop-right-after-an-end',
    title: 'The leader has ended, and a moment later a person stops a service that only wants it',
    theme: 'manager-stop',
    units: {
      'leader.service': unitFile('[Service]', 'ExecStart=/bin/sleep 0.8'),
      'follower.service': daemon('[Unit]', 'Wants=leader.service'),
    },
    watch: ['follower.service'],
    run: `systemctl start follower; sleep 0.82; systemctl stop follower; sleep 0.3`,
    expect: () => [start('follower.service', client)],
    ends: () => [stopped('follower.service', systemctl)],
    nearMissOf: 'stop-after-an-end',
  }),
  defineScenario({
    name: 'stop-while-starting',
    title: 'A person stops a oneshot that is still running: systemd logs no "Stopping", and the process dies of its signal',
    theme: 'manager-stop',
    units: { 'nightly.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 30') },
    watch: ['nightly.service'],
    run: `systemctl start --no-block nightly; sleep 0.8; systemctl stop nightly; sleep 0.4`,
    expect: () => [start('nightly.service', client)],
    ends: () => [{ unit: 'nightly.service', how: 'killed', result: 'signal', chain: [systemctl] }],
    nearMissOf: 'signal-by-hand',
  }),
  defineScenario({
    name: 'killed-while-starting',
    title: 'A oneshot that is still running is killed past systemd',
    theme: 'manager-stop',
    units: { 'nightly.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 30') },
    watch: ['nightly.service'],
    run: `systemctl start --no-block nightly; sleep 0.6; kill -TERM "$(systemctl show -p MainPID --value nightly)"; sleep 0.5; systemctl stop nightly; sleep 0.2`,
    expect: () => [start('nightly.service', client)],
    ends: () => [{ unit: 'nightly.service', how: 'killed', result: 'signal', chain: [from('signal', 'unknown')] }],
    nearMissOf: 'stop-while-starting',
  }),
  defineScenario({
    name: 'signal-takes-another-down',
    title: 'The daemon is killed past systemd, and what is BindsTo= it is stopped',
    theme: 'manager-stop',
    units: {
      'daemon.service': daemon('Restart=always', 'RestartSec=500ms'),
      'engine.service': daemon('Restart=always', '[Unit]', 'BindsTo=daemon.service', 'After=daemon.service'),
    },
    setup: 'systemctl start engine; sleep 0.3',
    watch: ['engine.service'],
    run: `kill -9 "$(systemctl show -p MainPID --value daemon)"; sleep 1`,
    expect: () => [],
    ends: () => [stopped('engine.service', from('signal', 'unknown'), from('bound-to-inactive', 'daemon.service'))],
    nearMissOf: 'signal-by-hand',
  }),
];
