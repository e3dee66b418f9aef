import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

const folder = '/etc/systemd/system';

/** What a unit's behaviour shows to be wrong, besides loops. */
export const BEHAVIOUR: readonly Scenario[] = [
  defineScenario({
    name: 'path-stays-true',
    title: 'The file that a path waits for stays there, so its oneshot is started until the start limit stops it',
    theme: 'behaviour',
    units: {
      'look.path': unitFile('[Path]', 'PathExists=/tmp/there'),
      'look.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 0.2'),
    },
    setup: 'systemctl start look.path',
    watch: ['look.service', 'look.path'],
    run: `touch /tmp/there; for i in $(seq 100); do systemctl -q is-failed look.path && break; sleep 0.1; done`,
    expect: () => Array.from({ length: 5 }, () => start('look.service', by('path', 'look.path'))),
    findings: () => [
      {
        unit: 'look.service',
        kind: 'path-stays-true',
        severity: 'warning',
        at: `${folder}/look.path:2`,
        facts: { other: 'look.path', setting: 'PathExists=/tmp/there' },
      },
      { unit: 'look.service', kind: 'start-limit-hit', severity: 'error', facts: { count: 5, usec: '10000000' } },
      { unit: 'look.path', kind: 'path-stays-true', at: `${folder}/look.path:2`, facts: { other: 'look.service' } },
    ],
  }),
  defineScenario({
    name: 'path-stays-true-of-an-instance',
    title: 'The same of an instance, whose settings stand in its template',
    theme: 'behaviour',
    units: {
      'look@.path': unitFile('[Path]', 'PathExists=/tmp/%i'),
      'look@.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 0.2'),
    },
    setup: 'systemctl start look@there.path',
    watch: ['look@there.service', 'look@there.path'],
    run: `touch /tmp/there; for i in $(seq 100); do systemctl -q is-failed look@there.path && break; sleep 0.1; done`,
    expect: () => Array.from({ length: 5 }, () => start('look@there.service', by('path', 'look@there.path'))),
    findings: () => [
      {
        unit: 'look@there.service',
        kind: 'path-stays-true',
        severity: 'warning',
        at: `${folder}/look@.path:2`,
        facts: { other: 'look@there.path', setting: 'PathExists=/tmp/%i', path: '/tmp/there' },
      },
      { unit: 'look@there.service', kind: 'start-limit-hit', severity: 'error', facts: { count: 5, usec: '10000000' } },
      { unit: 'look@there.path', kind: 'path-stays-true', at: `${folder}/look@.path:2`, facts: { other: 'look@there.service' } },
    ],
  }),
  defineScenario({
    name: 'path-taken-away',
    title: 'The oneshot takes the file away each time, and somebody brings a new one',
    theme: 'behaviour',
    units: {
      'look.path': unitFile('[Path]', 'PathExists=/tmp/there'),
      'look.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 0.2', 'ExecStart=/bin/rm /tmp/there'),
    },
    setup: 'systemctl start look.path',
    watch: ['look.service', 'look.path'],
    run: `for i in 1 2 3 4; do touch /tmp/there; sleep 1.3; done`,
    expect: () => Array.from({ length: 4 }, () => start('look.service', by('path', 'look.path'))),
    findings: () => [],
    nearMissOf: 'path-stays-true',
  }),
  defineScenario({
    name: 'timer-requires-service',
    title: 'Requires= of a timer names the service that it triggers, which so starts with the timer',
    theme: 'behaviour',
    units: {
      'tick.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 0.2'),
      'tick.timer': unitFile('[Unit]', 'Description=Tick', 'Requires=tick.service', '[Timer]', 'OnActiveSec=1h'),
    },
    watch: ['tick.service'],
    run: `systemctl start tick.timer; sleep 0.5`,
    expect: () => [start('tick.service', client, by('required-by', 'tick.timer'))],
    findings: () => [
      {
        unit: 'tick.service',
        kind: 'timer-requires-service',
        severity: 'warning',
        at: `${folder}/tick.timer:3`,
        facts: { other: 'tick.timer' },
      },
    ],
  }),
  defineScenario({
    name: 'timer-requires-another-service',
    title: 'Requires= of a timer names a service that its own service needs',
    theme: 'behaviour',
    units: {
      'base.service': daemon(),
      'tick.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 0.2'),
      'tick.timer': unitFile('[Unit]', 'Requires=base.service', '[Timer]', 'OnActiveSec=500ms', 'AccuracySec=1ms'),
    },
    watch: ['tick.service', 'base.service'],
    run: `systemctl start tick.timer; sleep 1`,
    expect: () => [start('base.service', client, by('required-by', 'tick.timer')), start('tick.service', by('timer', 'tick.timer'))],
    findings: () => [],
    nearMissOf: 'timer-requires-service',
  }),
  defineScenario({
    name: 'on-failure-storm',
    title: 'A service that fails again and again starts its OnFailure= each time',
    theme: 'behaviour',
    units: {
      'bad.service': unitFile('[Unit]', 'OnFailure=tell.service', '[Service]', 'Type=oneshot', `ExecStart=/bin/sh -c 'sleep 0.2; exit 1'`),
      'tell.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 0.1'),
    },
    watch: ['tell.service', 'bad.service'],
    run: `for i in 1 2 3; do systemctl start bad || true; sleep 0.8; done`,
    expect: () => [1, 2, 3].flatMap(() => [start('bad.service', client), start('tell.service', by('on-failure', 'bad.service'))]),
    findings: () => [
      {
        unit: 'bad.service',
        kind: 'on-failure-storm',
        severity: 'warning',
        at: `${folder}/bad.service:2`,
        facts: { other: 'tell.service', count: 3 },
      },
      { unit: 'tell.service', kind: 'on-failure-storm', severity: 'warning', facts: { other: 'bad.service', count: 3 } },
    ],
  }),
  defineScenario({
    name: 'on-failure-twice',
    title: 'Two failures, and OnFailure= tells of both',
    theme: 'behaviour',
    units: {
      'bad.service': unitFile('[Unit]', 'OnFailure=tell.service', '[Service]', 'Type=oneshot', `ExecStart=/bin/sh -c 'sleep 0.2; exit 1'`),
      'tell.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 0.1'),
    },
    watch: ['tell.service', 'bad.service'],
    run: `for i in 1 2; do systemctl start bad || true; sleep 0.8; done`,
    expect: () => [1, 2].flatMap(() => [start('bad.service', client), start('tell.service', by('on-failure', 'bad.service'))]),
    findings: () => [],
    nearMissOf: 'on-failure-storm',
  }),
  defineScenario({
    name: 'on-failure-at-each-attempt',
    title: 'Restart= and OnFailure=: from v254 on each failed attempt starts the handler',
    theme: 'behaviour',
    units: {
      'bad.service': unitFile(
        ...['[Unit]', 'OnFailure=tell.service', 'StartLimitIntervalSec=0'],
        ...['[Service]', 'Restart=on-failure', 'RestartSec=1500ms', `ExecStart=/bin/sh -c 'sleep 0.2; exit 1'`],
      ),
      'tell.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 0.1'),
    },
    watch: ['bad.service'],
    run: `systemctl start bad; for i in $(seq 200); do [ "$(systemctl show -p NRestarts --value bad)" -ge 3 ] && break; sleep 0.1; done`,
    settleMs: 700,
    expect: () => [start('bad.service', client), ...[1, 2, 3].map(() => start('bad.service', by('restart-policy', 'bad.service')))],
    findings: (version) => [
      { unit: 'bad.service', kind: 'crash-loop', severity: 'error', at: `${folder}/bad.service:5` },
      ...(version < 254 ? [] : [{ unit: 'bad.service', kind: 'on-failure-storm' as const }]),
    ],
    why: 'Until v253 UNIT_NOTIFY_WILL_AUTO_RESTART keeps OnFailure= back while Restart= goes on.',
  }),
  defineScenario({
    name: 'ordering-cycle',
    title: 'Two services are ordered after each other, and systemd drops the start of one',
    theme: 'behaviour',
    units: {
      'left.service': daemon('[Unit]', 'Wants=right.service', 'After=right.service'),
      'right.service': daemon('[Unit]', 'After=left.service'),
    },
    watch: ['left.service', 'right.service'],
    run: `systemctl start left`,
    expect: () => [start('left.service', client)],
    findings: () => [
      {
        unit: 'left.service',
        kind: 'ordering-cycle',
        severity: 'warning',
        at: `${folder}/left.service:5`,
        facts: { other: 'right.service' },
      },
      {
        unit: 'right.service',
        kind: 'ordering-cycle',
        severity: 'error',
        at: `${folder}/right.service:4`,
        facts: { other: 'right.service' },
      },
    ],
  }),
  defineScenario({
    name: 'wanted-in-a-circle',
    title: 'Two services want each other, and only one is ordered: no cycle',
    theme: 'behaviour',
    units: {
      'left.service': daemon('[Unit]', 'Wants=right.service', 'After=right.service'),
      'right.service': daemon('[Unit]', 'Wants=left.service'),
    },
    watch: ['left.service', 'right.service'],
    run: `systemctl start left`,
    expect: () => [start('left.service', client), start('right.service', client, by('wanted-by', 'left.service'))],
    findings: () => [],
    nearMissOf: 'ordering-cycle',
  }),
];
