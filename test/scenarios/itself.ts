import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, clientIn, daemon, start, unitFile } from './chain.ts';

/** A client in the control group of the unit that it has restarted is killed by that: it can be gone, or have no command line any more, when it is looked for. */
const seen = {
  live: ['stated', 'correlated', 'unexplained'],
  reason: 'the client is killed by what it asked for, and of one that has ended only its name and its parents are left',
} as const;

const noLimit = ['[Unit]', 'StartLimitIntervalSec=0'];

/** After a while it restarts `other`, but no more than `times` times in all. */
function restarts(own: string, other: string, times: number): string {
  const count = `n=$$(cat /run/${own}.rounds || echo 0); [ $$n -lt ${String(times)} ]`;
  return `/bin/sh -c 'sleep 0.4; ${count} && { echo $$((n+1)) >/run/${own}.rounds; systemctl --no-block restart ${other}; }; exec sleep infinity'`;
}

/** Units that bring about their own starts: a chain ends where it would come to a unit again. */
export const ITSELF: readonly Scenario[] = [
  defineScenario({
    name: 'service-restarts-itself',
    title: 'A process of a service restarts the service, as an updater does, three times',
    theme: 'itself',
    units: { 'updater.service': unitFile(...noLimit, '[Service]', `ExecStart=${restarts('updater', 'updater', 3)}`) },
    watch: ['updater.service'],
    run: `systemctl start updater; sleep 2.2`,
    expect: () => [
      start('updater.service', client),
      ...Array.from({ length: 3 }, () => ({ ...start('updater.service', clientIn('updater.service')), ...seen })),
    ],
    ends: () =>
      Array.from({ length: 3 }, () => ({
        unit: 'updater.service',
        how: 'stopped' as const,
        chain: [clientIn('updater.service')],
        ...seen,
      })),
    why: 'what a service asks for ends its own run: who started that run did not ask for the next',
  }),
  defineScenario({
    name: 'two-services-restart-each-other',
    title: 'A process of one service restarts another, whose process restarts the first',
    theme: 'itself',
    units: {
      'left.service': unitFile(...noLimit, '[Service]', `ExecStart=${restarts('left', 'right', 2)}`),
      'right.service': unitFile(...noLimit, '[Service]', `ExecStart=${restarts('right', 'left', 2)}`),
    },
    watch: ['left.service', 'right.service'],
    run: `systemctl start left; sleep 3`,
    expect: () => [
      start('left.service', client),
      { ...start('right.service', client, clientIn('left.service')), ...seen },
      { ...start('left.service', clientIn('left.service'), clientIn('right.service')), ...seen },
      { ...start('right.service', clientIn('right.service'), clientIn('left.service')), ...seen },
      { ...start('left.service', clientIn('left.service'), clientIn('right.service')), ...seen },
    ],
  }),
  defineScenario({
    name: 'instances-start-one-another',
    title: 'An instance of a template starts the next one, and that the next: three units, and the chain goes through all',
    theme: 'itself',
    units: {
      'relay@.service': daemon('ExecStartPost=/bin/sh -c "[ %i -ge 3 ] || systemctl --no-block start relay@$$((%i+1))"'),
    },
    watch: ['relay@1.service', 'relay@2.service', 'relay@3.service'],
    run: `systemctl start relay@1; sleep 0.8`,
    expect: () => [
      start('relay@1.service', client),
      { ...start('relay@2.service', client, clientIn('relay@1.service')), ...seen },
      { ...start('relay@3.service', client, clientIn('relay@1.service'), clientIn('relay@2.service')), ...seen },
    ],
    nearMissOf: 'service-restarts-itself',
  }),
  defineScenario({
    name: 'restart-takes-over-the-start',
    title: 'A timer starts a service whose ExecStartPost= restarts it: the job of the timer becomes a restart, and made two starts',
    theme: 'itself',
    units: {
      'renew.timer': unitFile('[Timer]', 'OnActiveSec=500ms', 'AccuracySec=1ms'),
      'renew.service': daemon(
        'ExecStartPost=/bin/sh -c "sleep 0.3; [ -e /run/renewed ] || { touch /run/renewed; systemctl --no-block restart renew; }"',
      ),
    },
    watch: ['renew.service'],
    run: `systemctl start renew.timer; sleep 2`,
    expect: () => [
      start('renew.service', by('timer', 'renew.timer')),
      {
        ...start('renew.service', clientIn('renew.service')),
        live: ['stated', 'unexplained'],
        reason: 'the restart is merged into the job that there is, and no JobNew tells of it',
      },
    ],
    nearMissOf: 'client-restart',
  }),
];
