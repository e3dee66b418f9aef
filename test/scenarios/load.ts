import { defineScenario, type ExpectedStart, type Scenario } from '../lab/scenario.ts';
import { client, start, unitFile } from './chain.ts';

const INSTANCES = 250;
const ROUNDS = 20;
const names = Array.from({ length: INSTANCES }, (_, index) => `burst@${index + 1}.service`);

const BEHIND = 'in a burst journald is seconds behind, and without the journal a bus activation is not ruled out';

/** More than comes in a day. */
export const LOAD: readonly Scenario[] = [
  defineScenario({
    name: 'burst',
    title: '5,000 starts as fast as the manager can',
    theme: 'load',
    units: {
      'burst@.service': unitFile(
        '[Unit]',
        'DefaultDependencies=no',
        'StartLimitIntervalSec=0',
        '[Service]',
        'Type=oneshot',
        'ExecStart=/bin/true',
      ),
    },
    watch: names,
    run: async (lab) => {
      const round = `for round in $(seq ${ROUNDS}); do systemctl start $(seq -f 'burst@%g.service' ${INSTANCES}); done`;
      await lab.exec(['/bin/sh', '-e', '-c', round], { timeoutMs: 300_000 });
    },
    settleMs: 8000,
    timeoutSeconds: 420,
    lines: 6000,
    notIn: {
      host: '5,000 starts ask for all of a machine for minutes, and so do 250 units that are watched: beside the life of the host this measures the machine',
    },
    noFixture: 'its recordings hold 5,000 starts and weigh some MB',
    expect: () =>
      names.flatMap((name) =>
        Array.from({ length: ROUNDS }, (): ExpectedStart => ({ ...start(name, client), live: ['stated', 'correlated'], reason: BEHIND })),
      ),
    why: 'Twenty chunks of 250 instances; each instance is unloaded after it has ended.',
  }),
];
