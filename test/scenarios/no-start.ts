import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

/** Jobs that are no starts, and must not be counted. */
export const NO_START: readonly Scenario[] = [
  defineScenario({
    name: 'condition-skip',
    title: 'A condition skips the start twice; with the file there, the third is one',
    theme: 'no-start',
    units: { 'guarded.service': daemon('[Unit]', 'ConditionPathExists=/run/go') },
    watch: ['guarded.service'],
    run: `systemctl start guarded; systemctl start guarded; sleep 0.3; touch /run/go; systemctl start guarded; sleep 0.3`,
    expect: () => [start('guarded.service', client)],
    why: 'A skipped start says UNIT_STARTED in the journal and done on the bus, but gives no new InvocationID.',
  }),
  defineScenario({
    name: 'exec-condition-skip',
    title: 'ExecCondition= runs a process before it skips: a start that ended at once',
    theme: 'no-start',
    units: { 'guarded.service': daemon('ExecCondition=/usr/bin/test -e /run/go') },
    watch: ['guarded.service'],
    run: `systemctl start guarded; sleep 0.3; touch /run/go; systemctl start guarded; sleep 0.3`,
    expect: () => [start('guarded.service', client), start('guarded.service', client)],
    nearMissOf: 'condition-skip',
    why: 'The unit went to activating and got a new InvocationID, which is what a start is.',
  }),
  defineScenario({
    name: 'start-limit',
    title: 'Two starts are allowed, two more meet the start limit',
    theme: 'no-start',
    units: { 'limited.service': daemon('[Unit]', 'StartLimitBurst=2', 'StartLimitIntervalSec=60') },
    watch: ['limited.service'],
    run: `systemctl start limited; systemctl restart limited; sleep 0.3; systemctl restart limited || true; systemctl start limited || true; sleep 0.3`,
    expect: () => [start('limited.service', client), start('limited.service', client)],
  }),
  defineScenario({
    name: 'already-active',
    title: 'Five starts of an active service, by hand and by timer, are none',
    theme: 'no-start',
    units: { 'worker.service': daemon(), 'worker.timer': unitFile('[Timer]', 'OnActiveSec=500ms', 'AccuracySec=1ms') },
    setup: 'systemctl start worker.service',
    watch: ['worker.service'],
    run: `for i in 1 2 3 4; do systemctl start worker.service; done; systemctl start worker.timer; sleep 1`,
    expect: () => [],
  }),
  defineScenario({
    name: 'canceled-start',
    title: 'A queued start is canceled by a stop; the next one is by a timer',
    theme: 'no-start',
    units: {
      'slow.service': unitFile('[Service]', 'Type=oneshot', 'RemainAfterExit=yes', 'ExecStart=/bin/sleep 1.2'),
      'late.service': daemon('[Unit]', 'After=slow.service'),
      'late.timer': unitFile('[Timer]', 'OnActiveSec=1500ms', 'AccuracySec=1ms'),
    },
    watch: ['late.service'],
    run: `systemctl start late.timer; systemctl start --no-block slow.service late.service; sleep 0.3; systemctl stop late.service; sleep 2`,
    expect: () => [start('late.service', by('timer', 'late.timer'))],
  }),
];
