import { defineScenario, type ExpectedStart, type Scenario } from '../lab/scenario.ts';
import { by, client, clientIn, daemon, start, unitFile } from './chain.ts';

/** It takes a moment to start, as most services do; who waits for it can be seen meanwhile. */
const worker = { 'worker.service': daemon('ExecStartPre=/bin/sleep 0.2') };
const startUnit = 'org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StartUnit ss';

/** A start by a program that is known by its connection alone. */
const BY_CONNECTION: ExpectedStart = {
  ...start('worker.service', { ...client, client: { comm: 'steer' } }),
  live: ['correlated'],
  reason: 'a connection tells that it asked for something, not for what',
};

/** People and programs that ask for a start, in all the ways there are. */
export const CLIENT: readonly Scenario[] = [
  defineScenario({
    name: 'client-systemctl-start',
    title: 'systemctl start',
    theme: 'client',
    units: worker,
    watch: ['worker.service'],
    run: `systemctl start worker; sleep 0.3`,
    expect: () => [{ ...start('worker.service', { ...client, client: { comm: 'systemctl' } }) }],
  }),
  defineScenario({
    name: 'client-no-block',
    title: 'systemctl start --no-block is gone before the start',
    theme: 'client',
    units: {
      ...worker,
      'slow.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 1'),
      'worker.service': daemon('[Unit]', 'After=slow.service'),
    },
    watch: ['worker.service'],
    run: `systemctl start --no-block slow.service worker.service; sleep 1.5`,
    expect: () => [start('worker.service', client)],
  }),
  defineScenario({
    name: 'client-restart',
    title: 'systemctl restart: one job that keeps its id from the stop to the start',
    theme: 'client',
    units: { 'worker.service': daemon('Restart=always') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl restart worker; sleep 0.4; systemctl try-restart worker; sleep 0.4; systemctl reload-or-restart worker; sleep 0.3`,
    expect: () => [start('worker.service', client), start('worker.service', client), start('worker.service', client)],
    nearMissOf: 'restart-policy',
  }),
  defineScenario({
    name: 'client-try-restart-of-a-stopped-unit',
    title: 'try-restart of what is stopped starts nothing',
    theme: 'client',
    units: worker,
    watch: ['worker.service'],
    run: `systemctl try-restart worker; sleep 0.3; systemctl restart worker; sleep 0.2`,
    expect: () => [start('worker.service', client)],
    nearMissOf: 'client-restart',
  }),
  defineScenario({
    name: 'client-busctl',
    title: 'StartUnit by busctl over the system bus',
    theme: 'client',
    units: worker,
    watch: ['worker.service'],
    run: `busctl call ${startUnit} worker.service replace; sleep 0.3`,
    expect: () => [start('worker.service', client)],
  }),
  defineScenario({
    name: 'client-beside-one-who-only-waits',
    title: "A process of alice has the command line of who would ask, and waits; root's program, which nobody knows by its name, asks",
    theme: 'client',
    alice: true,
    units: worker,
    setup: `cp "$(command -v systemctl)" /opt/steer; cp /bin/bash /opt/systemctl; chmod 755 /opt/systemctl
      (cd /; runuser -u alice -- /opt/systemctl -c 'sleep 20; true' systemctl start worker.service) </dev/null >/dev/null 2>&1 & sleep 0.3`,
    watch: ['worker.service'],
    run: `/opt/steer start worker; sleep 0.4`,
    expect: () => [BY_CONNECTION],
    nearMissOf: 'client-of-another-name',
    why: "an ordinary user may not use the manager's private socket, and a call over the bus would have been overheard",
  }),
  defineScenario({
    name: 'client-of-another-name',
    title: 'A program that nobody knows by its name asks the manager over its private socket',
    theme: 'client',
    units: worker,
    setup: 'cp "$(command -v systemctl)" /opt/steer',
    watch: ['worker.service'],
    run: `/opt/steer start worker; sleep 0.4`,
    expect: () => [BY_CONNECTION],
  }),
  defineScenario({
    name: 'client-in-a-unit',
    title: 'A timer starts a script, and the script runs systemctl start',
    theme: 'client',
    units: {
      ...worker,
      'check.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sh -c "sleep 0.1; systemctl start worker.service"'),
      'check.timer': unitFile('[Timer]', 'OnActiveSec=700ms', 'AccuracySec=1ms'),
    },
    watch: ['worker.service'],
    run: `systemctl start check.timer; sleep 1.5`,
    expect: () => [start('worker.service', by('timer', 'check.timer'), clientIn('check.service'))],
  }),
  defineScenario({
    name: 'client-beside-a-running-script',
    title: 'The timer runs its script, which starts something else, while a person starts the service',
    theme: 'client',
    units: {
      ...worker,
      'other.service': daemon(),
      'check.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sh -c "systemctl start other.service; sleep 1.5"'),
      'check.timer': unitFile('[Timer]', 'OnActiveSec=500ms', 'AccuracySec=1ms'),
    },
    watch: ['worker.service'],
    run: `systemctl start check.timer
      for i in $(seq 100); do [ "$(systemctl show -p SubState --value check.timer)" = running ] && break; sleep 0.05; done
      sleep 0.3
      systemctl start worker.service
      sleep 0.4`,
    expect: () => [start('worker.service', client)],
    nearMissOf: 'client-in-a-unit',
  }),
  defineScenario({
    name: 'client-systemd-run',
    title: 'systemd-run makes a transient unit, and its process starts another',
    theme: 'client',
    units: worker,
    setup: 'systemd-run --quiet --unit=adhoc /bin/true; sleep 0.3',
    watch: ['adhoc.service', 'worker.service'],
    run: `systemd-run --quiet --unit=adhoc /bin/sh -c 'sleep 0.3; systemctl start worker.service; exec sleep infinity'; sleep 1`,
    expect: () => [start('adhoc.service', client), start('worker.service', client, clientIn('adhoc.service'))],
  }),
  defineScenario({
    name: 'client-cron',
    title: 'cron runs a job that restarts the service',
    theme: 'client',
    units: worker,
    files: { '/etc/cron.d/widget': { text: '@reboot root systemctl restart worker.service\n', mode: 0o644 } },
    setup: 'systemctl start worker; systemctl stop cron; rm -f /run/crond.reboot',
    watch: ['worker.service'],
    run: `systemctl start cron; sleep 1`,
    expect: () => [start('worker.service', client, clientIn('cron.service'))],
    why: 'Without /run/crond.reboot cron takes its start for a boot and runs its @reboot jobs at once.',
  }),
  defineScenario({
    name: 'client-cron-of-something-else',
    title: 'cron runs a job about another unit while a timer starts the service',
    theme: 'client',
    units: { ...worker, 'other.service': daemon(), 'worker.timer': unitFile('[Timer]', 'OnActiveSec=1ms', 'AccuracySec=1ms') },
    files: { '/etc/cron.d/widget': { text: '@reboot root systemctl restart other.service; sleep 1\n', mode: 0o644 } },
    setup: 'systemctl stop cron; rm -f /run/crond.reboot',
    watch: ['worker.service'],
    run: `systemctl start cron; systemctl start worker.timer; sleep 1`,
    expect: () => [start('worker.service', by('timer', 'worker.timer'))],
    nearMissOf: 'client-cron',
  }),
  defineScenario({
    name: 'client-sudo',
    title: 'alice restarts the service with sudo',
    theme: 'client',
    alice: true,
    units: worker,
    files: { '/etc/sudoers.d/alice': { text: 'alice ALL=(ALL) NOPASSWD: ALL\n', mode: 0o440 } },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `runuser -u alice -- sudo systemctl restart worker; sleep 0.4`,
    expect: () => [start('worker.service', client)],
  }),
  defineScenario({
    name: 'client-sudo-of-something-else',
    title: 'alice uses sudo for another unit while Restart= brings the service back',
    theme: 'client',
    alice: true,
    units: { 'worker.service': daemon('Restart=on-failure'), 'other.service': daemon() },
    files: { '/etc/sudoers.d/alice': { text: 'alice ALL=(ALL) NOPASSWD: ALL\n', mode: 0o440 } },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl kill -s KILL worker; runuser -u alice -- sudo systemctl start other; sleep 0.5`,
    expect: () => [start('worker.service', by('restart-policy', 'worker.service'))],
    nearMissOf: 'client-sudo',
  }),
  defineScenario({
    name: 'client-marked-jobs',
    title: 'A package script marks the unit and asks for the marked jobs',
    theme: 'client',
    units: worker,
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `if [ "$(systemctl --version | sed -n '1s/^systemd \\([0-9]*\\).*/\\1/p')" -ge 248 ]; then
        systemctl set-property --runtime worker.service Markers=+needs-restart
        systemctl reload-or-restart --marked
      fi
      sleep 0.5`,
    expect: (version) => (version < 248 ? [] : [start('worker.service', { ...client, client: { comm: 'systemctl' } })]),
    why: 'EnqueueMarkedJobs came with v248; on 247 there is nothing to call.',
  }),
  defineScenario({
    name: 'client-beside-marked-jobs',
    title: 'A person starts the service at the moment at which a package script asks for the marked jobs of another one',
    theme: 'client',
    alice: true,
    units: { ...worker, 'other.service': daemon() },
    files: { '/etc/sudoers.d/alice': { text: 'alice ALL=(ALL) NOPASSWD: ALL\n', mode: 0o440 } },
    setup: 'systemctl start other',
    watch: ['worker.service'],
    run: `systemctl set-property --runtime other.service Markers=+needs-restart 2>/dev/null || true
      (runuser -u alice -- sudo systemctl start worker.service) & systemctl reload-or-restart --marked 2>/dev/null || true
      wait; sleep 0.5`,
    expect: () => [start('worker.service', { ...client, client: { runBy: 'sudo', comm: 'systemctl' } })],
    nearMissOf: 'client-marked-jobs',
  }),
];
