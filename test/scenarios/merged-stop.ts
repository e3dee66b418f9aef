import { defineScenario, type ExpectedEnd, type ExpectedEndLink, type Scenario } from '../lab/scenario.ts';
import { client, daemon, start } from './chain.ts';

const systemctl: ExpectedEndLink = { ...client, client: { comm: 'systemctl' } };

/** A service that takes two seconds to start. */
const SLOW = daemon('ExecStartPre=/bin/sleep 2');

/** The main process, or one before it, of which the start failed. */
function killed(...links: readonly ExpectedEndLink[]): ExpectedEnd {
  return { unit: 'slow.service', how: 'killed', result: 'signal', chain: links };
}

/** Stops of which no job of their own tells: what is asked for again while it waits, or runs, goes on under the number that it has (job_merge_into_installed() in src/core/job.c). */
export const MERGED_STOP: readonly Scenario[] = [
  defineScenario({
    name: 'restart-of-a-starting-service',
    title: 'A service is restarted while it starts: systemd kills it, under the job of the start, and logs no signal',
    theme: 'merged-stop',
    units: { 'slow.service': SLOW },
    watch: ['slow.service'],
    run: `systemctl start --no-block slow; sleep 0.4; systemctl restart --no-block slow; sleep 2.6`,
    expect: () => [
      start('slow.service', client),
      { ...start('slow.service', client), live: ['stated', 'correlated', 'possible', 'unexplained'] },
    ],
    ends: () => [
      {
        ...killed({ mechanism: 'restart', from: 'unknown' }),
        live: ['possible', 'unexplained'],
        reason: 'a job that takes over another gives no signal, so who asked is not known',
      },
    ],
  }),
  defineScenario({
    name: 'signal-to-a-starting-service',
    title: 'The same service gets a signal from a process while it starts',
    theme: 'merged-stop',
    units: { 'slow.service': SLOW },
    watch: ['slow.service'],
    run: `systemctl start --no-block slow; sleep 0.4; kill $(systemctl show -P ControlPID slow); sleep 0.4`,
    expect: () => [start('slow.service', client)],
    ends: () => [killed({ mechanism: 'signal', from: 'unknown' })],
    nearMissOf: 'restart-of-a-starting-service',
  }),
  defineScenario({
    name: 'stop-through-a-unit-that-is-down',
    title: 'A person stops two services; the first is down, and the other is PartOf= it',
    theme: 'merged-stop',
    units: { 'front.service': daemon(), 'back.service': daemon('[Unit]', 'PartOf=front.service') },
    setup: 'systemctl start back; sleep 0.3',
    watch: ['back.service'],
    run: `systemctl stop front back; sleep 0.4`,
    expect: () => [],
    ends: () => [
      {
        unit: 'back.service',
        how: 'stopped',
        chain: [systemctl, { mechanism: 'stop-propagation', from: 'front.service' }],
        live: ['stated', 'correlated'],
        reason: 'of a stop of a unit that is down nothing tells that it was one',
      },
    ],
  }),
];
