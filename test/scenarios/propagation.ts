import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start } from './chain.ts';

/** Restarts that spread, and what looks like it. */
export const PROPAGATION: readonly Scenario[] = [
  defineScenario({
    name: 'part-of-restart',
    title: 'PartOf= makes the part restart with the whole',
    theme: 'propagation',
    units: { 'whole.service': daemon(), 'part.service': daemon('[Unit]', 'PartOf=whole.service') },
    setup: 'systemctl start whole part',
    watch: ['whole.service', 'part.service'],
    run: `systemctl restart whole; sleep 0.4`,
    expect: () => [start('whole.service', client), start('part.service', client, by('restart-propagation', 'whole.service'))],
  }),
  defineScenario({
    name: 'part-restarted-right-after-the-whole',
    title: 'The whole is restarted while its part is down, then a person starts the part at once',
    theme: 'propagation',
    units: { 'whole.service': daemon(), 'part.service': daemon('[Unit]', 'PartOf=whole.service') },
    setup: 'systemctl start whole',
    watch: ['whole.service', 'part.service'],
    run: `systemctl restart whole; systemctl start part; sleep 0.4`,
    expect: () => [start('whole.service', client), start('part.service', client)],
    nearMissOf: 'part-of-restart',
    why: 'A restart spreads only to what is active.',
  }),
  defineScenario({
    name: 'bound-unit-follows-a-restart',
    title: 'BindsTo= and Requires= make their units restart with it, and PartOf= of those goes on from there',
    theme: 'propagation',
    units: {
      'database.service': daemon(),
      'bound.service': daemon('[Unit]', 'BindsTo=database.service', 'After=database.service'),
      'requiring.service': daemon('[Unit]', 'Requires=database.service', 'After=database.service'),
      'sidecar.service': daemon('[Unit]', 'PartOf=bound.service', 'After=bound.service'),
    },
    setup: 'systemctl start bound requiring sidecar',
    watch: ['bound.service', 'requiring.service', 'sidecar.service'],
    run: `systemctl restart database; sleep 0.5`,
    expect: () => [
      start('bound.service', client, by('restart-propagation', 'database.service')),
      start('requiring.service', client, by('restart-propagation', 'database.service')),
      start('sidecar.service', client, by('restart-propagation', 'database.service'), by('restart-propagation', 'bound.service')),
    ],
  }),
  defineScenario({
    name: 'stopped-and-started-whole',
    title: 'Stop and start is no restart: the start of the database does not bring the app back, a person does',
    theme: 'propagation',
    units: { 'database.service': daemon(), 'app.service': daemon('[Unit]', 'Requires=database.service', 'After=database.service') },
    setup: 'systemctl start app',
    watch: ['app.service', 'database.service'],
    run: `systemctl stop database; sleep 0.2; systemctl start database; sleep 0.3; systemctl start app; sleep 0.3`,
    expect: () => [start('database.service', client), start('app.service', client)],
    nearMissOf: 'bound-unit-follows-a-restart',
  }),
  defineScenario({
    name: 'policy-restart-propagates',
    title: 'A crash, Restart=, and the part follows its whole',
    theme: 'propagation',
    units: {
      'whole.service': daemon('Restart=always', 'RestartSec=300ms'),
      'part.service': daemon('[Unit]', 'PartOf=whole.service', 'After=whole.service'),
    },
    setup: 'systemctl start whole part',
    watch: ['whole.service', 'part.service'],
    run: `systemctl kill -s KILL whole; sleep 1`,
    expect: () => [
      start('whole.service', by('restart-policy', 'whole.service')),
      start('part.service', by('restart-policy', 'whole.service'), by('restart-propagation', 'whole.service')),
    ],
    why: 'Until v253 the policy enqueues a restart job, from v254 a start job in mode restart-dependencies; both spread.',
  }),
];
