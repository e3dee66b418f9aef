import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { client, start, unitFile } from './chain.ts';

const folder = '/etc/systemd/system';

/** A service that says when it is ready. */
function notifying(command: string, ...lines: readonly string[]): string {
  return unitFile('[Service]', 'Type=notify', ...lines, `ExecStart=/bin/sh -c '${command}'`);
}

/** Services that are to say that they are ready, and alive, and those that do not. */
export const READINESS: readonly Scenario[] = [
  defineScenario({
    name: 'notify-never-ready',
    title: 'Type=notify, and the program knows nothing of that',
    theme: 'readiness',
    units: { 'worker.service': notifying('sleep 60', 'TimeoutStartSec=1') },
    watch: ['worker.service'],
    run: `systemctl start worker || true`,
    expect: () => [start('worker.service', client)],
    findings: () => [
      {
        unit: 'worker.service',
        kind: 'notify-without-ready',
        severity: 'error',
        at: `${folder}/worker.service:2`,
        facts: { first: 'timeout' },
      },
    ],
  }),
  defineScenario({
    name: 'notify-from-a-child',
    title: 'A child says READY=1, and NotifyAccess=main does not listen to it',
    theme: 'readiness',
    units: { 'worker.service': notifying('sh -c "systemd-notify --ready; sleep 60" & wait', 'TimeoutStartSec=1', 'NotifyAccess=main') },
    watch: ['worker.service'],
    run: `systemctl start worker || true`,
    expect: () => [start('worker.service', client)],
    findings: () => [
      {
        unit: 'worker.service',
        kind: 'notify-without-ready',
        severity: 'error',
        at: `${folder}/worker.service:4`,
        facts: { first: 'timeout', other: 'NotifyAccess=main' },
      },
    ],
  }),
  defineScenario({
    name: 'notify-ends-before-ready',
    title: 'Type=notify, and the program ends well without ever having been ready',
    theme: 'readiness',
    units: { 'worker.service': notifying('sleep 0.3') },
    watch: ['worker.service'],
    run: `systemctl start worker || true`,
    expect: () => [start('worker.service', client)],
    findings: () => [{ unit: 'worker.service', kind: 'notify-without-ready', severity: 'error', facts: { first: 'protocol' } }],
  }),
  defineScenario({
    name: 'notify-ready',
    title: 'Type=notify as it should be, and a failure long after READY=1',
    theme: 'readiness',
    units: { 'worker.service': notifying('systemd-notify --ready; sleep 0.5; exit 3', 'NotifyAccess=all', 'TimeoutStartSec=30') },
    watch: ['worker.service'],
    run: `systemctl start worker || true; sleep 1`,
    expect: () => [start('worker.service', client)],
    findings: () => [],
    nearMissOf: 'notify-never-ready',
  }),
  defineScenario({
    name: 'notify-hangs-in-another-command',
    title: 'Type=notify, and what takes too long is ExecStartPre=, and ExecStartPost= of a service that said READY=1',
    theme: 'readiness',
    units: {
      'before.service': notifying(
        'systemd-notify --ready; sleep 60',
        'NotifyAccess=all',
        'TimeoutStartSec=1',
        'ExecStartPre=/bin/sleep 60',
      ),
      'after.service': notifying(
        'systemd-notify --ready; sleep 60',
        'NotifyAccess=all',
        'TimeoutStartSec=1',
        'ExecStartPost=/bin/sleep 60',
      ),
    },
    watch: ['before.service', 'after.service'],
    run: `systemctl start before || true; systemctl start after || true; sleep 0.3`,
    expect: () => [start('before.service', client), start('after.service', client)],
    findings: () => [],
    nearMissOf: 'notify-never-ready',
  }),
  defineScenario({
    name: 'watchdog-too-short',
    title: 'The watchdog kills a service that goes on working and logging',
    theme: 'readiness',
    units: {
      'worker.service': notifying(
        'systemd-notify --ready; while :; do echo working; sleep 0.2; done',
        ...['NotifyAccess=all', 'WatchdogSec=1', 'TimeoutStartSec=30'],
      ),
    },
    watch: ['worker.service'],
    run: `systemctl start worker; for i in $(seq 100); do systemctl -q is-failed worker && break; sleep 0.1; done`,
    expect: () => [start('worker.service', client)],
    findings: () => [
      {
        unit: 'worker.service',
        kind: 'watchdog-too-short',
        severity: 'warning',
        at: `${folder}/worker.service:4`,
        facts: { count: 1, usec: '1000000', line: 'working' },
      },
    ],
  }),
  defineScenario({
    name: 'watchdog-fed',
    title: 'A watchdog that is fed in time, and a program that fails for itself',
    theme: 'readiness',
    units: {
      'worker.service': notifying(
        'systemd-notify --ready; for i in 1 2 3 4 5 6; do systemd-notify WATCHDOG=1; sleep 0.4; done; exit 3',
        ...['NotifyAccess=all', 'WatchdogSec=2', 'TimeoutStartSec=30'],
      ),
    },
    watch: ['worker.service'],
    run: `systemctl start worker; for i in $(seq 100); do systemctl -q is-failed worker && break; sleep 0.1; done`,
    expect: () => [start('worker.service', client)],
    findings: () => [],
    nearMissOf: 'watchdog-too-short',
  }),
];
