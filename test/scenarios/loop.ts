import { defineScenario, type ExpectedFinding, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

const FLAKY = `#!/bin/sh
echo >> /tmp/runs
sleep 0.2
[ $(wc -l < /tmp/runs) -gt $(cat /tmp/failures 2>/dev/null || echo 1000) ] && exec sleep infinity
exit $(cat /tmp/status 2>/dev/null || echo 3)
`;

/** Runs a script that fails after 200 ms, as often as /tmp/failures says. */
function flaky(...lines: readonly string[]): string {
  return unitFile('[Service]', 'ExecStart=/opt/flaky', ...lines);
}

const endless = ['Restart=on-failure', 'RestartSec=1500ms', '[Unit]', 'StartLimitIntervalSec=0'];

/** Waits until Restart= has acted so often. */
function untilRestarts(unit: string, count: number): string {
  return `for i in $(seq 200); do [ "$(systemctl show -p NRestarts --value ${unit})" -ge ${count} ] && break; sleep 0.1; done`;
}

/** Waits until a file has so many lines. */
function untilLines(path: string, count: number): string {
  return `for i in $(seq 200); do [ "$(cat ${path} 2>/dev/null | wc -l)" -ge ${count} ] && break; sleep 0.1; done`;
}

function restarts(unit: string, count: number): ReturnType<typeof start>[] {
  return Array.from({ length: count }, () => start(unit, by('restart-policy', unit)));
}

function times(count: number, one: ReturnType<typeof start>): ReturnType<typeof start>[] {
  return Array.from({ length: count }, () => one);
}

const crashing: ExpectedFinding = {
  unit: 'worker.service',
  kind: 'crash-loop',
  severity: 'error',
  at: '/etc/systemd/system/worker.service:3',
  facts: { mechanism: 'restart-policy', setting: 'Restart=on-failure', first: 'exit-code 3/NOTIMPLEMENTED' },
};

/** Crash loops, and what else a unit's behaviour shows to be wrong. */
export const LOOP: readonly Scenario[] = [
  defineScenario({
    name: 'crash-loop',
    title: 'Restart= starts a service again and again that fails at once',
    theme: 'loop',
    files: { '/opt/flaky': FLAKY },
    units: { 'worker.service': flaky(...endless) },
    watch: ['worker.service'],
    run: `systemctl start worker; ${untilRestarts('worker', 3)}`,
    settleMs: 700,
    expect: () => [start('worker.service', client), ...restarts('worker.service', 3)],
    findings: () => [crashing],
  }),
  defineScenario({
    name: 'failed-twice',
    title: 'A service fails twice, is mended and runs: that is no loop',
    theme: 'loop',
    files: { '/opt/flaky': FLAKY },
    units: { 'worker.service': flaky(...endless) },
    watch: ['worker.service'],
    run: `echo 2 > /tmp/failures; systemctl start worker; ${untilRestarts('worker', 2)}`,
    expect: () => [start('worker.service', client), ...restarts('worker.service', 2)],
    findings: () => [],
    nearMissOf: 'crash-loop',
  }),
  defineScenario({
    name: 'crash-loop-for-another-reason',
    title: 'It fails with another status by now than it first did',
    theme: 'loop',
    files: { '/opt/flaky': FLAKY },
    units: { 'worker.service': flaky(...endless) },
    watch: ['worker.service'],
    run: `systemctl start worker; ${untilRestarts('worker', 2)}; echo 4 > /tmp/status; ${untilRestarts('worker', 3)}`,
    settleMs: 700,
    expect: () => [start('worker.service', client), ...restarts('worker.service', 3)],
    findings: () => [{ ...crashing, facts: { first: 'exit-code 3/NOTIMPLEMENTED', last: 'exit-code 4/NOPERMISSION' } }],
  }),
  defineScenario({
    name: 'crash-loop-mended',
    title: 'A loop that was mended: the service has run since',
    theme: 'loop',
    files: { '/opt/flaky': FLAKY },
    units: { 'worker.service': flaky(...endless) },
    watch: ['worker.service'],
    run: `echo 3 > /tmp/failures; systemctl start worker; ${untilRestarts('worker', 3)}`,
    settleMs: 3000,
    expect: () => [start('worker.service', client), ...restarts('worker.service', 3)],
    findings: () => [{ ...crashing, severity: 'info' }],
  }),
  defineScenario({
    name: 'start-limit-hit',
    title: 'A loop runs into the start limit and stays down',
    theme: 'loop',
    files: { '/opt/flaky': FLAKY },
    units: { 'worker.service': flaky('Restart=on-failure', '[Unit]', 'StartLimitBurst=5', 'StartLimitIntervalSec=30') },
    watch: ['worker.service'],
    run: `systemctl start worker; for i in $(seq 100); do systemctl -q is-failed worker && break; sleep 0.1; done`,
    expect: () => [start('worker.service', client), ...restarts('worker.service', 4)],
    findings: () => [
      { ...crashing, severity: 'warning' },
      {
        unit: 'worker.service',
        kind: 'start-limit-hit',
        severity: 'error',
        at: '/etc/systemd/system/worker.service:5',
        facts: { count: 5, usec: '30000000', setting: 'Restart=on-failure' },
      },
    ],
  }),
  defineScenario({
    name: 'start-limit-reset',
    title: 'The start limit was hit, reset and the service started: it is not the present state any more',
    theme: 'loop',
    files: { '/opt/flaky': FLAKY },
    units: { 'worker.service': flaky('Restart=on-failure') },
    watch: ['worker.service'],
    run: `systemctl start worker; for i in $(seq 100); do systemctl -q is-failed worker && break; sleep 0.1; done
      echo 0 > /tmp/failures; systemctl reset-failed worker; systemctl start worker`,
    settleMs: 3000,
    expect: () => [start('worker.service', client), ...restarts('worker.service', 4), start('worker.service', client)],
    findings: () => [{ ...crashing, severity: 'info' }],
    nearMissOf: 'start-limit-hit',
  }),
  defineScenario({
    name: 'crash-loop-by-timer',
    title: 'A timer starts a oneshot again and again that fails each time',
    theme: 'loop',
    units: {
      'tick.service': unitFile(
        ...['[Unit]', 'StartLimitIntervalSec=0', '[Service]', 'Type=oneshot'],
        `ExecStart=/bin/sh -c 'echo >> /tmp/runs; sleep 0.2; exit 1'`,
      ),
      'tick.timer': unitFile('[Timer]', 'OnActiveSec=100ms', 'OnUnitInactiveSec=1500ms', 'AccuracySec=1ms'),
    },
    watch: ['tick.service'],
    run: `systemctl start tick.timer; ${untilLines('/tmp/runs', 4)}`,
    settleMs: 700,
    expect: () => times(4, start('tick.service', by('timer', 'tick.timer'))),
    findings: () => [
      {
        unit: 'tick.service',
        kind: 'crash-loop',
        severity: 'error',
        at: '/etc/systemd/system/tick.timer:3',
        facts: { mechanism: 'timer', other: 'tick.timer', first: 'exit-code 1/FAILURE' },
      },
    ],
  }),
  defineScenario({
    name: 'oneshot-each-second',
    title: 'A timer starts a healthy oneshot each second: that is no loop',
    theme: 'loop',
    units: {
      'tick.service': unitFile(
        ...['[Unit]', 'StartLimitIntervalSec=0', '[Service]', 'Type=oneshot'],
        `ExecStart=/bin/sh -c 'echo >> /tmp/runs; sleep 0.2'`,
      ),
      'tick.timer': unitFile('[Timer]', 'OnActiveSec=100ms', 'OnUnitInactiveSec=1s', 'AccuracySec=1ms'),
    },
    watch: ['tick.service'],
    run: `systemctl start tick.timer; ${untilLines('/tmp/runs', 5)}; systemctl stop tick.timer`,
    expect: () => times(5, start('tick.service', by('timer', 'tick.timer'))),
    findings: () => [],
    nearMissOf: 'crash-loop-by-timer',
  }),
  defineScenario({
    name: 'restarted-from-outside-again-and-again',
    title: 'A script restarts a healthy service at regular intervals, and NRestarts stays 0',
    theme: 'loop',
    units: { 'worker.service': daemon('[Unit]', 'StartLimitIntervalSec=0') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `for i in 1 2 3 4 5 6; do systemctl restart worker; sleep 1; done`,
    settleMs: 500,
    expect: () => times(6, start('worker.service', client)),
    findings: () => [{ unit: 'worker.service', kind: 'crash-loop', severity: 'info' }],
  }),
  defineScenario({
    name: 'restarted-by-a-person-five-times',
    title: 'A person restarts a service five times in a few seconds: that is no loop',
    theme: 'loop',
    units: { 'worker.service': daemon('[Unit]', 'StartLimitIntervalSec=0') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `for s in 0.6 1.9 1.1 2.6 0.4; do systemctl restart worker; sleep $s; done`,
    expect: () => times(5, start('worker.service', client)),
    findings: () => [],
    nearMissOf: 'restarted-from-outside-again-and-again',
  }),
  defineScenario({
    name: 'restart-hides-failures',
    title: 'Restart=always brings a service back that dies now and then: it looks healthy',
    theme: 'loop',
    units: { 'worker.service': daemon('Restart=always') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl kill -s KILL worker; sleep 12; systemctl kill -s KILL worker; sleep 1; systemctl kill -s KILL worker; sleep 0.5`,
    expect: () => restarts('worker.service', 3),
    findings: () => [
      {
        unit: 'worker.service',
        kind: 'restart-hides-failures',
        severity: 'warning',
        at: '/etc/systemd/system/worker.service:3',
        facts: { count: 3, setting: 'Restart=always', first: 'signal 9/KILL' },
      },
    ],
  }),
  defineScenario({
    name: 'restarted-after-two-failures',
    title: 'Two failures in a while are not yet a habit',
    theme: 'loop',
    units: { 'worker.service': daemon('Restart=always') },
    setup: 'systemctl start worker',
    watch: ['worker.service'],
    run: `systemctl kill -s KILL worker; sleep 1.5; systemctl kill -s KILL worker; sleep 0.5`,
    expect: () => restarts('worker.service', 2),
    findings: () => [],
    nearMissOf: 'restart-hides-failures',
  }),
];
