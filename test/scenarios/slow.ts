import { defineScenario, type ExpectedLink, type ExpectedStart, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

const STARTS_SLOWLY = [
  '[Service]',
  'Type=notify',
  'NotifyAccess=all',
  `ExecStart=/bin/bash -c 'sleep 3; systemd-notify --ready; sleep infinity'`,
];
const SLOW = unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 3');
const TRAPPED = `ExecStart=/bin/bash -c 'trap "sleep 3; exit 0" TERM; while :; do sleep 0.2; done'`;

/** A start by a unit that somebody started, and that has not run when it is told live: JobNew has no type. */
function pulledIn(unit: string, link: ExpectedLink): ExpectedStart {
  const reason = 'JobNew carries no job type, and the parent has not run yet when the start is told';
  return { ...start(unit, client, link), live: ['stated', 'correlated'], back: 'right', reason };
}

/** Transactions whose first line and last are seconds apart: looking back, the parent of a unit is told long after it, or not yet. */
export const SLOWNESS: readonly Scenario[] = [
  defineScenario({
    name: 'parent-is-up-seconds-later',
    title:
      'Units that are ordered after what they pull in: their line comes seconds after those of the units that they started, or took down',
    theme: 'slow',
    units: {
      'db.service': unitFile(...STARTS_SLOWLY),
      'app.service': daemon('[Unit]', 'Requires=db.service', 'After=db.service'),
      'stack.target': unitFile('[Unit]', 'Wants=slow.service member.service'),
      'slow.service': SLOW,
      'member.service': daemon(),
      'store.service': daemon(),
      'client.service': unitFile('[Unit]', 'Requires=store.service', 'After=store.service', '[Service]', TRAPPED),
    },
    setup: 'systemctl start client.service; sleep 0.5',
    watch: ['db.service', 'member.service', 'client.service'],
    run: `systemctl stop --no-block store.service; systemctl start --no-block app.service; systemctl start stack.target; sleep 0.3`,
    expect: () => [pulledIn('db.service', by('required-by', 'app.service')), pulledIn('member.service', by('wanted-by', 'stack.target'))],
    back: () => [
      pulledIn('db.service', by('required-by', 'app.service')),
      pulledIn('member.service', by('wanted-by', 'stack.target')),
      start('client.service', client),
    ],
    ends: () => [
      {
        unit: 'client.service',
        how: 'stopped',
        chain: [client, { mechanism: 'stop-propagation', from: 'store.service' }],
        back: 'right',
      },
    ],
  }),
  defineScenario({
    name: 'parent-waits',
    title: 'A target waits for a slow member while it is asked who started another: it has left no line yet, and the manager has its job',
    theme: 'slow',
    units: {
      'stack.target': unitFile('[Unit]', 'Wants=slow.service member.service'),
      'slow.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 60'),
      'member.service': daemon(),
    },
    watch: ['member.service'],
    run: `systemctl start --no-block stack.target; sleep 0.3`,
    expect: () => [pulledIn('member.service', by('wanted-by', 'stack.target'))],
  }),
  defineScenario({
    name: 'enabled-and-started-while-its-target-waits',
    title:
      'A unit is enabled in a target that waits, or was reached just now, and started by hand: the links are younger than the jobs of the targets',
    theme: 'slow',
    units: {
      'stack.target': unitFile('[Unit]', 'Wants=slow.service'),
      'slow.service': SLOW,
      'agent.service': daemon('[Install]', 'WantedBy=stack.target'),
      'done.target': unitFile('[Unit]', 'Description=Reached at once'),
      'late.service': daemon('[Install]', 'WantedBy=done.target'),
      'boot.service': daemon('[Install]', 'WantedBy=multi-user.target'),
    },
    watch: ['agent.service', 'late.service', 'boot.service'],
    run: `systemctl start --no-block stack.target; systemctl start done.target; sleep 0.3
      systemctl enable --now -q agent.service; systemctl enable --now -q late.service; systemctl enable --now -q boot.service; sleep 3`,
    expect: () => [start('agent.service', client), start('late.service', client), start('boot.service', client)],
    nearMissOf: 'parent-is-up-seconds-later',
  }),
];
