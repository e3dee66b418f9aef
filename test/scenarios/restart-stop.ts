import { defineScenario, type ExpectedEnd, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

/** A failure after which Restart= acts. */
function failed(delayUsec = 100_000n): Omit<ExpectedEnd, 'unit'> {
  return { how: 'exited', result: 'exit-code', exitStatus: 1, restart: { acts: true, rule: 'table', on: 'exit-code', delayUsec } };
}

/** A service that fails some times before it stays up. */
function failing(times: number, ...settings: readonly string[]): string {
  const count = 'n=$$(cat /run/failed 2>/dev/null || echo 0)';
  return unitFile(
    ...settings,
    `ExecStart=/bin/sh -c '${count}; [ $$n -ge ${String(times)} ] && exec sleep infinity; echo $$((n + 1)) >/run/failed; sleep 0.2; exit 1'`,
  );
}

/** RestartSec=100ms to 1600ms in three steps: 100 ms × 16^(i/3). */
const STEPS = [100_000n, 251_984n, 634_960n, 1_600_000n];

/** Why a service stays down although Restart= is set, and how long it waits where it comes back. */
export const RESTART_STOP: readonly Scenario[] = [
  defineScenario({
    name: 'stays-down-after-a-clean-stop',
    title: 'Restart=on-failure, and a clean systemctl stop',
    theme: 'restart-stop',
    units: { 'worker.service': daemon('Restart=on-failure') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl stop worker; sleep 0.5`,
    expect: () => [],
    ends: () => [{ unit: 'worker.service', how: 'stopped', restart: { acts: false, rule: 'stop-pending' }, back: 'right' }],
    why: 'The stop job is still there when the service has gone down: unit_stop_pending() forbids a restart.',
  }),
  defineScenario({
    name: 'restart-by-a-job-is-no-policy',
    title: 'Restart=always, and a systemctl restart',
    theme: 'restart-stop',
    units: { 'worker.service': daemon('Restart=always') },
    setup: 'systemctl start worker; sleep 0.3',
    watch: ['worker.service'],
    run: `systemctl restart worker; sleep 0.5`,
    expect: () => [start('worker.service', client)],
    ends: () => [{ unit: 'worker.service', how: 'stopped', restart: { acts: false, rule: 'manual-stop' }, back: 'right' }],
    why: 'A restart job calls service_stop(), which sets forbid_restart; it is no stop job when the service has gone down.',
  }),
  defineScenario({
    name: 'restart-against-a-pending-stop',
    title: 'A service with Restart=always is killed while a stop job for it waits for its turn',
    theme: 'restart-stop',
    units: {
      'base.service': daemon('Restart=always'),
      'slow.service': daemon('ExecStop=/bin/sleep 1.2', '[Unit]', 'After=base.service'),
    },
    setup: 'systemctl start base slow; sleep 0.3',
    watch: ['base.service'],
    run: `systemctl stop --no-block slow; systemctl stop --no-block base; sleep 0.4; systemctl kill -s KILL base; sleep 1.5`,
    expect: () => [],
    ends: () => [{ unit: 'base.service', how: 'killed', result: 'signal', restart: { acts: false, rule: 'stop-pending' } }],
    nearMissOf: 'restart-policy',
  }),
  defineScenario({
    name: 'stopped-in-the-hold-off',
    title: 'A service with Restart=always fails, and is stopped while it waits for its restart',
    theme: 'restart-stop',
    units: { 'worker.service': unitFile('[Service]', 'Restart=always', 'RestartSec=3', `ExecStart=/bin/sh -c 'sleep 0.3; exit 1'`) },
    watch: ['worker.service'],
    run: `systemctl start worker; sleep 1; systemctl stop worker; sleep 0.5`,
    expect: () => [start('worker.service', client)],
    ends: () => [{ unit: 'worker.service', ...failed(3_000_000n) }],
    nearMissOf: 'stays-down-after-a-clean-stop',
  }),
  defineScenario({
    name: 'stays-down-after-the-start-limit',
    title: 'Restart=always, and a start limit of 3 in 30 s',
    theme: 'restart-stop',
    units: {
      'crash.service': unitFile(
        ...['[Unit]', 'StartLimitBurst=3', 'StartLimitIntervalSec=30'],
        ...['[Service]', 'Restart=always', `ExecStart=/bin/sh -c 'sleep 0.2; exit 1'`],
      ),
    },
    watch: ['crash.service'],
    run: `systemctl start crash; sleep 2`,
    expect: () => [
      start('crash.service', client),
      start('crash.service', by('restart-policy', 'crash.service')),
      start('crash.service', by('restart-policy', 'crash.service')),
    ],
    ends: () => [
      ...Array.from({ length: 3 }, () => ({ unit: 'crash.service', ...failed() })),
      { unit: 'crash.service', how: 'start-limit-hit', restart: { acts: false, rule: 'start-limit', on: 'start-limit-hit' } },
    ],
  }),
  defineScenario({
    name: 'restart-steps',
    title: 'RestartSteps= makes each restart wait longer, up to RestartMaxDelaySec=',
    theme: 'restart-stop',
    units: {
      'backoff.service': failing(
        4,
        ...['[Unit]', 'StartLimitIntervalSec=0', '[Service]', 'Restart=on-failure', 'RestartSec=100ms'],
        ...['RestartSteps=3', 'RestartMaxDelaySec=1600ms'],
      ),
    },
    watch: ['backoff.service'],
    run: `systemctl start backoff; sleep 4.5`,
    expect: () => [
      start('backoff.service', client),
      ...Array.from({ length: 4 }, () => start('backoff.service', by('restart-policy', 'backoff.service'))),
    ],
    ends: (version) =>
      STEPS.map((step) => ({
        unit: 'backoff.service',
        ...failed(version < 254 ? 100_000n : step),
        back: 'right',
      })),
    why: 'Both settings came with v254; 247 and 252 ignore the lines.',
  }),
  defineScenario({
    name: 'restart-mode-direct-decided',
    title: 'RestartMode=direct changes the way of a restart, not whether there is one',
    theme: 'restart-stop',
    units: { 'direct.service': daemon('Restart=on-failure', 'RestartMode=direct') },
    setup: 'systemctl start direct; sleep 0.3',
    watch: ['direct.service'],
    run: `systemctl kill -s KILL direct; sleep 0.8`,
    expect: () => [start('direct.service', by('restart-policy', 'direct.service'))],
    ends: () => [
      {
        unit: 'direct.service',
        how: 'killed',
        result: 'signal',
        restart: { acts: true, rule: 'table', on: 'signal', delayUsec: 100_000n },
      },
    ],
  }),
];
