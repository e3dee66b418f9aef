import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

/** Fails as soon as base.service is gone, and wants it. */
function dependant(...unitLines: readonly string[]): string {
  return unitFile(
    ...['[Unit]', 'Wants=base.service', ...unitLines, '[Service]', 'Restart=always', 'RestartSec=500ms'],
    `ExecStart=/bin/sh -c 'sleep 0.3; while systemctl -q is-active base; do sleep 0.1; done; exit 1'`,
  );
}

/** dependant.service wants base.service, and its job waits two seconds for slow.service. */
const waitingDependant = {
  'slow.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 2'),
  'dependant.service': unitFile(
    ...['[Unit]', 'Wants=base.service slow.service', 'After=slow.service'],
    ...['[Service]', 'Type=oneshot', 'ExecStart=/bin/true'],
  ),
};

/** worker.service wants helper.service, which does not come back by itself. */
const helped = {
  'helper.service': daemon(),
  'worker.service': daemon(
    ...['[Unit]', 'Wants=helper.service', 'After=helper.service'],
    ...['[Service]', 'Restart=on-failure', 'RestartSec=1500ms'],
  ),
};

const killBoth = 'systemctl stop helper; systemctl kill -s KILL worker';

const killBase = 'kill -KILL $(systemctl show -p MainPID --value base.service)';

/** Restart=, and what looks like it. */
export const RESTART: readonly Scenario[] = [
  defineScenario({
    name: 'restart-policy',
    title: 'A killed daemon comes back by Restart=on-failure',
    theme: 'restart',
    units: { 'worker.service': daemon('Restart=on-failure') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl kill -s KILL worker; sleep 0.6; systemctl kill -s KILL worker; sleep 0.4`,
    expect: () => [
      start('worker.service', by('restart-policy', 'worker.service')),
      start('worker.service', by('restart-policy', 'worker.service')),
    ],
  }),
  defineScenario({
    name: 'clean-stop-then-started-by-hand',
    title: 'Restart=on-failure is set, but the stop was clean and a person starts it again',
    theme: 'restart',
    units: { 'worker.service': daemon('Restart=on-failure') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl stop worker; sleep 0.3; systemctl start worker; sleep 0.3`,
    expect: () => [start('worker.service', client)],
    nearMissOf: 'restart-policy',
  }),
  defineScenario({
    name: 'restarted-by-hand-with-restart-always',
    title: 'systemctl restart of a service with Restart=always is a request, not the policy',
    theme: 'restart',
    units: { 'worker.service': daemon('Restart=always') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl restart worker; sleep 0.5`,
    expect: () => [start('worker.service', client)],
    nearMissOf: 'restart-policy',
    why: 'A stop by a job forbids the restart; 247 and 252 use a restart job for the policy as well, so the type of the job tells nothing.',
  }),
  defineScenario({
    name: 'started-by-hand-in-the-hold-off',
    title: 'A person starts the service while Restart= waits for RestartSec=',
    theme: 'restart',
    units: { 'worker.service': daemon('Restart=always', 'RestartSec=2') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl kill -s KILL worker; sleep 0.7; systemctl start --no-block worker; sleep 2`,
    expect: (version) => [
      version < 257
        ? {
            ...start('worker.service', by('restart-policy', 'worker.service')),
            reason:
              'until v256 the request waits (service_start gives -EAGAIN) and is merged with the job of Restart=, which comes when RestartSec= is over',
          }
        : {
            ...start('worker.service', client),
            reason: 'from v257 the request cuts the hold-off short: "Scheduled restart job immediately on client request"',
          },
    ],
    nearMissOf: 'restart-policy',
  }),
  defineScenario({
    name: 'helper-of-a-start-in-the-hold-off',
    title: 'A person starts the service while Restart= waits for RestartSec=, and the helper that it wants is down',
    theme: 'restart',
    units: helped,
    setup: 'systemctl start worker',
    watch: ['helper.service', 'worker.service'],
    run: `${killBoth}; sleep 0.5; systemctl start --no-block worker; sleep 1.6`,
    expect: (version) => [
      start('helper.service', client, by('wanted-by', 'worker.service')),
      start('worker.service', version < 257 ? by('restart-policy', 'worker.service') : client),
    ],
    nearMissOf: 'helper-of-an-automatic-restart',
    why: 'The helper came with the job of the person, made long before that of Restart=. Until v256 the worker itself waits for RestartSec= all the same.',
  }),
  defineScenario({
    name: 'helper-of-an-automatic-restart',
    title: 'Restart= brings the service back, and with it the helper that it wants',
    theme: 'restart',
    units: helped,
    setup: 'systemctl start worker',
    watch: ['helper.service', 'worker.service'],
    run: `${killBoth}; sleep 2`,
    expect: () => [
      start('helper.service', by('restart-policy', 'worker.service'), by('wanted-by', 'worker.service')),
      start('worker.service', by('restart-policy', 'worker.service')),
    ],
  }),
  defineScenario({
    name: 'waiting-for-its-own-restart-as-its-dependant-crashes',
    title: 'A is killed, then B, which wants A, and each comes back by its own Restart=',
    theme: 'restart',
    units: {
      'base.service': daemon('Restart=always', 'RestartSec=300ms'),
      'dependant.service': daemon('[Unit]', 'Wants=base.service', '[Service]', 'Restart=always', 'RestartSec=700ms'),
    },
    setup: 'systemctl start dependant',
    watch: ['base.service', 'dependant.service'],
    run: `systemctl kill -s KILL base; sleep 0.2; systemctl kill -s KILL dependant; sleep 1.2`,
    expect: () => [
      start('base.service', by('restart-policy', 'base.service')),
      start('dependant.service', by('restart-policy', 'dependant.service')),
    ],
    nearMissOf: 'revived-while-the-dependant-waits',
    why: 'A unit that waits for its automatic restart is activating, and retroactively_start_dependencies() passes over what is.',
  }),
  defineScenario({
    name: 'revived-by-a-restarted-dependant',
    title: 'A is stopped, B fails for it, Restart= of B brings B back, and B wants A',
    theme: 'restart',
    units: { 'base.service': daemon(), 'dependant.service': dependant('After=base.service') },
    setup: 'systemctl start dependant; sleep 0.4',
    watch: ['base.service', 'dependant.service'],
    run: `systemctl stop base; sleep 1.5`,
    expect: () => [
      start('dependant.service', by('restart-policy', 'dependant.service')),
      start('base.service', by('restart-policy', 'dependant.service'), by('wanted-by', 'dependant.service')),
    ],
  }),
  defineScenario({
    name: 'revived-while-the-dependant-waits',
    title: 'The same without After=: A is back as soon as B waits for its restart, long before B',
    theme: 'restart',
    units: { 'base.service': daemon(), 'dependant.service': dependant() },
    setup: 'systemctl start dependant; sleep 0.4',
    watch: ['base.service', 'dependant.service'],
    run: `systemctl stop base; sleep 1.5`,
    expect: () => [
      start('base.service', by('restart-policy', 'dependant.service'), by('wanted-by', 'dependant.service')),
      start('dependant.service', by('restart-policy', 'dependant.service')),
    ],
    nearMissOf: 'revived-by-a-restarted-dependant',
    why: 'From failed to auto-restart B is activating without a job, so retroactively_start_dependencies starts what it wants and is not ordered after, each in a transaction of its own, mode fail.',
  }),
  defineScenario({
    name: 'crashed-while-what-wants-it-starts',
    title: 'B, which wants A, is being started while A is up; A is killed in that moment, and its own Restart= brings it back',
    theme: 'restart',
    units: {
      'base.service': daemon('Restart=always', 'RestartSec=20ms'),
      'dependant.service': unitFile('[Unit]', 'Wants=base.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 1'),
    },
    setup: 'systemctl start base.service',
    watch: ['base.service', 'dependant.service'],
    run: `pid=$(systemctl show -p MainPID --value base.service); systemctl start --no-block dependant.service; kill -KILL $pid; sleep 1.3`,
    expect: () => [start('base.service', by('restart-policy', 'base.service')), start('dependant.service', client)],
    nearMissOf: 'revived-by-a-restarted-dependant',
    why: 'A transaction drops the start of a unit that is active: what comes back while B still starts, with a job of a higher number, is not of that transaction.',
  }),
  defineScenario({
    name: 'crashed-while-what-wants-it-waits',
    title:
      'B, which wants A, waits for what it is ordered after while A is up; A is killed, then B starts, and then the Restart= of A brings A back',
    theme: 'restart',
    units: { 'base.service': daemon('Restart=always', 'RestartSec=2'), ...waitingDependant },
    setup: 'systemctl start base.service',
    watch: ['base.service', 'dependant.service'],
    run: `systemctl start --no-block dependant.service; sleep 1; ${killBase}; sleep 2.4`,
    expect: () => [start('base.service', by('restart-policy', 'base.service')), start('dependant.service', client)],
    nearMissOf: 'crashed-while-what-wants-it-starts',
    why: 'The journal shows a job when it runs: that of B has the lower number and runs while A is down, and yet it was queued while A was up.',
  }),
  defineScenario({
    name: 'started-by-hand-while-what-wants-it-waits',
    title: 'The same, and while B waits a person starts A again, which has no Restart=',
    theme: 'restart',
    units: { 'base.service': daemon(), ...waitingDependant },
    setup: 'systemctl start base.service',
    watch: ['base.service', 'dependant.service'],
    run: `systemctl start --no-block dependant.service; sleep 0.3; ${killBase}; sleep 0.2; systemctl start base.service; sleep 1.8`,
    expect: () => [start('base.service', client), start('dependant.service', client)],
    nearMissOf: 'crashed-while-what-wants-it-waits',
  }),
  defineScenario({
    name: 'base-started-by-hand-after-a-reload',
    title: 'B, which wants A, reloads of its own accord, and becomes active without a job; right after, a person starts A',
    theme: 'restart',
    units: {
      'base.service': daemon(),
      'dependant.service': unitFile(
        '[Unit]',
        'Wants=base.service',
        '[Service]',
        'Type=notify',
        'NotifyAccess=all',
        'ExecStart=/usr/local/bin/reloads',
      ),
    },
    files: {
      '/usr/local/bin/reloads': `#!/bin/sh
trap 'systemd-notify RELOADING=1; systemd-notify READY=1; touch /run/reloaded' HUP
systemd-notify READY=1
while :; do sleep 0.05; done
`,
    },
    setup: 'systemctl start dependant; systemctl stop base',
    watch: ['base.service', 'dependant.service'],
    run: `kill -HUP $(systemctl show -p MainPID --value dependant.service)
      until [ -e /run/reloaded ]; do sleep 0.01; done
      systemctl start base.service
      sleep 0.3`,
    expect: () => [start('base.service', client)],
    nearMissOf: 'revived-while-the-dependant-waits',
    why: 'What is wanted is started without a job of its unit only when that was inactive or failed (unit_notify() in src/core/unit.c).',
  }),
  defineScenario({
    name: 'stopped-base-started-by-hand',
    title: 'A is stopped and started by a person while B, which wants it, waits for its restart',
    theme: 'restart',
    units: {
      'base.service': daemon(),
      'dependant.service': daemon('Restart=always', 'RestartSec=1', '[Unit]', 'Wants=base.service', 'After=base.service'),
    },
    setup: 'systemctl start dependant',
    watch: ['base.service', 'dependant.service'],
    run: `systemctl stop base; systemctl kill -s KILL dependant; sleep 0.4; systemctl start base; sleep 1.2`,
    expect: () => [start('base.service', client), start('dependant.service', by('restart-policy', 'dependant.service'))],
    nearMissOf: 'revived-by-a-restarted-dependant',
  }),
  defineScenario({
    name: 'restart-mode-direct',
    title: 'RestartMode=direct restarts without ever being inactive',
    theme: 'restart',
    units: { 'worker.service': daemon('Restart=on-failure', 'RestartMode=direct') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl kill -s KILL worker; sleep 0.6`,
    expect: () => [start('worker.service', by('restart-policy', 'worker.service'))],
    why: 'RestartMode= came with v254; 247 and 252 ignore the line and restart in the usual way.',
  }),
  defineScenario({
    name: 'upheld-and-restarted',
    title: 'Restart= and Upholds= both want the killed service back, within milliseconds',
    theme: 'restart',
    units: { 'keeper.service': daemon('[Unit]', 'Upholds=kept.service'), 'kept.service': daemon('Restart=always', 'RestartSec=0') },
    setup: 'systemctl start keeper kept',
    watch: ['kept.service'],
    run: `systemctl kill -s KILL kept; sleep 0.5; systemctl stop kept; sleep 0.5`,
    expect: (version) =>
      version < 249
        ? [start('kept.service', by('restart-policy', 'kept.service'))]
        : [start('kept.service', by('restart-policy', 'kept.service')), start('kept.service', by('upheld-by', 'keeper.service'))],
    nearMissOf: 'upheld-by-continuously',
  }),
  defineScenario({
    name: 'restart-taken-out-since',
    title: 'Restart= brings the service back, and is taken out of its file afterwards',
    theme: 'restart',
    units: { 'worker.service': daemon('Restart=always') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl kill -s KILL worker; sleep 0.6; sed -i '/^Restart=/d' /etc/systemd/system/worker.service; systemctl daemon-reload; sleep 0.3`,
    expect: () => [{ ...start('worker.service', by('restart-policy', 'worker.service')), back: 'right' }],
    ends: () => [{ unit: 'worker.service', how: 'killed', result: 'signal' }],
    why: 'systemd logs each restart that it schedules; what the file says now is not what it did then.',
  }),
  defineScenario({
    name: 'restart-put-in-since',
    title: 'A service without Restart= is killed and started by a person, and gets Restart=always only after that',
    theme: 'restart',
    units: { 'worker.service': daemon() },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl kill -s KILL worker; sleep 0.4; systemctl start worker; sleep 0.4; echo Restart=always >>/etc/systemd/system/worker.service; systemctl daemon-reload; sleep 0.3`,
    expect: () => [{ ...start('worker.service', client), back: 'right' }],
    ends: () => [{ unit: 'worker.service', how: 'killed', result: 'signal' }],
    nearMissOf: 'restart-taken-out-since',
  }),
];
