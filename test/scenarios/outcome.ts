import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

/** A target of the machine's end that ends nothing: only what wants it happens. */
const harmlessReboot = unitFile('[Unit]', 'Description=Reboot that reboots nothing', 'DefaultDependencies=no');
const lastWords = unitFile(
  '[Unit]',
  'DefaultDependencies=no',
  '[Service]',
  'ExecStart=/bin/sleep infinity',
  '[Install]',
  'WantedBy=reboot.target',
);

/** OnFailure=, OnSuccess=, FailureAction=, and what looks like them. */
export const OUTCOME: readonly Scenario[] = [
  defineScenario({
    name: 'on-failure',
    title: 'A job fails and OnFailure= starts its handler',
    theme: 'outcome',
    units: {
      'backup.service': unitFile('[Unit]', 'OnFailure=alarm.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/false'),
      'alarm.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
    },
    watch: ['alarm.service'],
    run: `systemctl start backup || true; sleep 0.4`,
    expect: () => [start('alarm.service', by('on-failure', 'backup.service'))],
  }),
  defineScenario({
    name: 'handler-started-by-hand',
    title: 'The job is failed already and a person starts the handler',
    theme: 'outcome',
    units: {
      'backup.service': unitFile('[Unit]', 'OnFailure=alarm.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/false'),
      'alarm.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
    },
    setup: 'systemctl start backup || true; sleep 0.5',
    watch: ['alarm.service'],
    run: `systemctl start alarm; sleep 0.3`,
    expect: () => [start('alarm.service', client)],
    nearMissOf: 'on-failure',
  }),
  defineScenario({
    name: 'on-failure-of-each-attempt',
    title: 'OnFailure= of a service that Restart= tries again',
    theme: 'outcome',
    units: {
      'flaky.service': unitFile(
        ...['[Unit]', 'OnFailure=alarm.service', 'StartLimitIntervalSec=30', 'StartLimitBurst=2'],
        ...['[Service]', 'ExecStart=/bin/sh -c "sleep 0.2; exit 1"', 'Restart=on-failure', 'RestartSec=500ms'],
      ),
      'alarm.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
    },
    watch: ['alarm.service'],
    run: `systemctl start flaky; sleep 2.2`,
    expect: (version) => Array.from({ length: version < 254 ? 1 : 3 }, () => start('alarm.service', by('on-failure', 'flaky.service'))),
    why: 'Until v253 OnFailure= waits until no restart is to come (here: the start limit); from v254 each failed attempt triggers it.',
  }),
  defineScenario({
    name: 'on-failure-of-a-failed-dependency',
    title: 'A start job fails for its dependency, and that counts as failure for OnFailure=',
    theme: 'outcome',
    units: {
      'app.service': daemon('[Unit]', 'Requires=database.service', 'After=database.service', 'OnFailure=alarm.service'),
      'database.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/false'),
      'alarm.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
    },
    watch: ['alarm.service', 'app.service'],
    run: `systemctl start app || true; sleep 0.4`,
    expect: () => [start('alarm.service', by('on-failure', 'app.service'))],
  }),
  defineScenario({
    name: 'on-success',
    title: 'A job ends well and OnSuccess= starts the next one',
    theme: 'outcome',
    units: {
      'fetch.service': unitFile('[Unit]', 'OnSuccess=publish.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'publish.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
    },
    watch: ['publish.service'],
    run: `systemctl start fetch; sleep 0.4; systemctl start publish; sleep 0.2`,
    expect: (version) =>
      version < 249
        ? [{ ...start('publish.service', client), reason: 'OnSuccess= came with v249; before, the line is ignored' }]
        : [start('publish.service', by('on-success', 'fetch.service')), start('publish.service', client)],
  }),
  defineScenario({
    name: 'on-success-and-a-person-elsewhere',
    title: 'A job fails: OnSuccess= must not act, a person starts the next one',
    theme: 'outcome',
    units: {
      'fetch.service': unitFile('[Unit]', 'OnSuccess=publish.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/false'),
      'publish.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
    },
    watch: ['publish.service'],
    run: `systemctl start fetch || true; systemctl start publish; sleep 0.3`,
    expect: () => [start('publish.service', client)],
    nearMissOf: 'on-success',
  }),
  defineScenario({
    name: 'emergency-action',
    title: 'FailureAction=reboot starts reboot.target, which wants a last word',
    theme: 'outcome',
    units: {
      'reboot.target': harmlessReboot,
      'last-words.service': lastWords,
      'vital.service': unitFile('[Unit]', 'FailureAction=reboot', '[Service]', 'Type=oneshot', 'ExecStart=/bin/false'),
    },
    setup: 'systemctl enable last-words.service',
    watch: ['last-words.service', 'reboot.target'],
    run: `systemctl start vital || true; sleep 0.5`,
    expect: () => [
      start('last-words.service', by('emergency-action', 'vital.service'), by('wanted-by', 'reboot.target')),
      start('reboot.target', by('emergency-action', 'vital.service')),
    ],
  }),
  defineScenario({
    name: 'reboot-target-by-hand-after-a-failure',
    title: 'A unit fails without FailureAction=, and a person starts reboot.target at once',
    theme: 'outcome',
    units: {
      'reboot.target': harmlessReboot,
      'last-words.service': lastWords,
      'vital.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/false'),
    },
    setup: 'systemctl enable last-words.service',
    watch: ['last-words.service', 'reboot.target'],
    run: `systemctl start vital || true; systemctl start reboot.target; sleep 0.5`,
    expect: () =>
      [start('last-words.service', client, by('wanted-by', 'reboot.target')), start('reboot.target', client)].map((one) => ({
        ...one,
        live: ['stated', 'correlated'],
        reason: 'an emergency action of a unit that nobody asked about leaves no signal either, so only a client that was seen is stated',
      })),
    nearMissOf: 'emergency-action',
  }),
  defineScenario({
    name: 'on-failure-of-an-instance',
    title:
      'OnFailure=notify@%n.service, of a service whose file does not name the instance; before v249 the handler is not told whose it is',
    theme: 'outcome',
    units: {
      'bad.service': unitFile('[Unit]', 'OnFailure=notify@%n.service', '[Service]', 'ExecStart=/bin/false'),
      'notify@.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
    },
    watch: ['notify@bad.service.service'],
    run: `systemctl start bad; sleep 0.6`,
    expect: () => [start('notify@bad.service.service', by('on-failure', 'bad.service'))],
  }),
  defineScenario({
    name: 'instance-started-beside-a-failure',
    title: 'Another service fails without a handler, and right after that a person starts an instance',
    theme: 'outcome',
    units: {
      'bad.service': unitFile('[Service]', 'ExecStart=/bin/false'),
      'notify@.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
    },
    watch: ['notify@bad.service.service'],
    run: `systemctl start bad; systemctl start notify@bad.service.service; sleep 0.6`,
    expect: () => [start('notify@bad.service.service', client)],
    nearMissOf: 'on-failure-of-an-instance',
  }),
  defineScenario({
    name: 'on-failure-of-a-refused-start',
    title:
      'A start limit is hit while the manager runs its jobs: the handler and what it requires have run before their jobs are announced',
    theme: 'outcome',
    units: {
      'limited.service': unitFile(
        ...['[Unit]', 'OnFailure=handler.service', 'StartLimitBurst=1', 'StartLimitIntervalSec=60'],
        ...['[Service]', 'Type=oneshot', 'ExecStart=/bin/true'],
      ),
      // It keeps the other loaded, and with it the count of its starts.
      'holder.service': daemon('[Unit]', 'Wants=limited.service'),
      'handler.service': daemon('[Unit]', 'Requires=helper.service'),
      'helper.service': daemon(),
    },
    setup: 'systemctl start holder; sleep 0.3',
    watch: ['helper.service', 'handler.service'],
    run: `systemctl start limited || true; sleep 0.6`,
    expect: () => [
      start('handler.service', by('on-failure', 'limited.service')),
      start('helper.service', by('on-failure', 'limited.service'), by('required-by', 'handler.service')),
    ],
  }),
];
