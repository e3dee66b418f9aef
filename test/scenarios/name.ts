import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

/** Names that are not plain, and the user's own manager. */
export const NAME: readonly Scenario[] = [
  defineScenario({
    name: 'template-instance',
    title: 'An instance of a template is started by the timer of the same instance, its sibling by hand',
    theme: 'name',
    units: {
      'job@.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'job@.timer': unitFile('[Timer]', 'OnActiveSec=700ms', 'AccuracySec=1ms'),
    },
    watch: ['job@north.service', 'job@south.service'],
    run: `systemctl start job@north.timer; systemctl start job@south.service; sleep 1.1`,
    expect: () => [start('job@south.service', client), start('job@north.service', by('timer', 'job@north.timer'))],
  }),
  defineScenario({
    name: 'alias',
    title: 'Asked for by its alias, wanted by its alias',
    theme: 'name',
    units: {
      'real.service': daemon('[Install]', 'Alias=nickname.service'),
      'friend.service': daemon('[Unit]', 'Wants=nickname.service'),
    },
    setup: 'systemctl enable real.service',
    watch: ['nickname.service'],
    run: `systemctl start friend; sleep 0.3; systemctl stop real; systemctl start nickname; sleep 0.3`,
    expect: () => [start('real.service', client, by('wanted-by', 'friend.service')), start('real.service', client)],
    why: 'Jobs and journal fields use the primary name.',
  }),
  defineScenario({
    name: 'transient-unit-to-come',
    title: 'Watched before it is there: systemd-run makes the unit, and once more when it is gone',
    theme: 'name',
    units: {},
    watch: ['errand.service'],
    run: `systemd-run --unit=errand sleep 0.3; sleep 0.8; systemd-run --unit=errand sleep 0.3; sleep 0.6`,
    expect: () => [start('errand.service', client), start('errand.service', client)],
    ends: () => [
      { unit: 'errand.service', how: 'exited', chain: [] },
      { unit: 'errand.service', how: 'exited', chain: [] },
    ],
  }),
  defineScenario({
    name: 'generated-unit-to-come',
    title: 'Watched before it is there: a reload brings the unit and the timer that starts it, as a generator makes them',
    theme: 'name',
    units: {},
    watch: ['errand.service'],
    run: `printf '[Service]\nExecStart=/bin/sleep infinity\n' >/run/systemd/system/errand.service
      printf '[Timer]\nOnActiveSec=400ms\nAccuracySec=1ms\n' >/run/systemd/system/errand.timer
      systemctl daemon-reload; systemctl start errand.timer; sleep 1`,
    expect: () => [start('errand.service', by('timer', 'errand.timer'))],
    nearMissOf: 'transient-unit-to-come',
  }),
  defineScenario({
    name: 'escaped-name',
    title: 'Names with escapes, on both ends of an edge',
    theme: 'name',
    units: {
      'my\\x2dapp-data.service': daemon(),
      'needs@.service': daemon('[Unit]', 'Requires=my\\x2dapp-data.service'),
    },
    watch: ['my\\x2dapp-data.service'],
    run: `systemctl start 'needs@a\\x2db:c.service'; sleep 0.3; systemctl restart 'my\\x2dapp-data.service'; sleep 0.3`,
    expect: () => [
      start('my\\x2dapp-data.service', client, by('required-by', 'needs@a\\x2db:c.service')),
      start('my\\x2dapp-data.service', client),
    ],
  }),
  defineScenario({
    name: 'user-manager',
    title: "A timer and a person in alice's own manager",
    theme: 'name',
    scope: 'user',
    alice: true,
    units: {},
    userUnits: {
      'sync.service': unitFile('[Unit]', 'Wants=index.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'sync.timer': unitFile('[Timer]', 'OnActiveSec=700ms', 'AccuracySec=1ms'),
      'index.service': daemon('Restart=on-failure'),
    },
    watch: ['index.service'],
    run: `user() { runuser -u alice -- env XDG_RUNTIME_DIR=/run/user/1000 systemctl --user "$@"; }
      user start sync.timer
      sleep 1.2
      user kill -s KILL index.service
      sleep 0.5
      user restart index.service
      sleep 0.3`,
    expect: () => [
      start('index.service', by('timer', 'sync.timer'), by('wanted-by', 'sync.service')),
      start('index.service', by('restart-policy', 'index.service')),
      start('index.service', client),
    ],
  }),
  defineScenario({
    name: 'same-name-in-the-user-manager',
    title: "A timer of alice's manager starts her twin.service; the system's twin.service is started by a person",
    theme: 'name',
    alice: true,
    units: { 'twin.service': daemon() },
    userUnits: { 'twin.service': daemon(), 'twin.timer': unitFile('[Timer]', 'OnActiveSec=700ms', 'AccuracySec=1ms') },
    watch: ['twin.service'],
    run: `user() { runuser -u alice -- env XDG_RUNTIME_DIR=/run/user/1000 systemctl --user "$@"; }
      user start twin.timer
      sleep 0.9
      systemctl start twin.service
      sleep 0.3
      user restart twin.service
      sleep 0.3`,
    expect: () => [start('twin.service', client)],
    nearMissOf: 'user-manager',
  }),
];
