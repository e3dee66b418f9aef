import { describe, expect, it } from 'vitest';
import { clientInExecTrace } from '../../../src/analysis/clients/exec-trace.ts';
import type { Client } from '../../../src/analysis/clients/client.ts';
import type { ClientExecPayload, Observation, ObservationPayload, ProcessDescription } from '../../../src/model/observation.ts';
import { replaced, story } from '../story.ts';

const NAME = 'clean-stop-then-started-by-hand-live';
const { job, at: asked } = story(NAME).activation('worker.service');

/** The process that the lab really showed for the start by hand. */
const systemctl = story(NAME)
  .history.clientsSeen.filter(({ jobs }) => jobs.includes(job!.id))
  .flatMap(({ processes }) => processes)
  .find(({ cmdline }) => cmdline?.includes('start') === true)!;

/** The stop by hand, which came a second before. */
function isEarlierJob(payload: ObservationPayload): boolean {
  return payload.kind === 'signal' && payload.member === 'JobNew' && payload.body[2] === 'worker.service' && payload.body[0] !== job?.id;
}

function isExecuted({ kind }: ObservationPayload): boolean {
  return kind === 'client-exec';
}

interface Executed {
  readonly process?: ProcessDescription;
  /** How long before the JobNew. */
  readonly before: bigint;
}

/** Who is named when no scan saw anybody, and these were executed. */
function named(...executed: readonly Executed[]): {
  readonly client: Client | undefined;
  readonly strength: string;
  readonly from: unknown;
} {
  const told = story(NAME, (observations) => {
    const last = observations.at(-1)!.sequence;
    const traced = executed.map(({ process, before }, index): Observation => {
      const payload: ClientExecPayload = {
        source: 'proc',
        kind: 'client-exec',
        program: '/usr/bin/systemctl',
        ...(process && { process }),
      };
      const at = { ...asked, realtimeUsec: asked.realtimeUsec - before, monotonicUsec: asked.monotonicUsec! - before };
      return { sequence: last + 1 + index, at, payload };
    });
    return [...observations.filter(({ payload }) => payload.kind !== 'client-scan' && !isEarlierJob(payload)), ...traced];
  });
  const { chain } = told.attribution('worker.service');
  const link = chain.at(-1);
  return { client: clientInExecTrace(told.activation('worker.service'), told.history), strength: link?.strength ?? '', from: link?.from };
}

describe('a program that was executed right before the job was queued', () => {
  it('is named, without a doubt when it was just then', () => {
    const { client, strength, from } = named({ process: systemctl, before: 12_000n });
    expect(client).toMatchObject({ certain: true, description: { pid: systemctl.pid, cmdline: 'systemctl start worker' } });
    expect(strength).toBe('stated');
    expect(from).toMatchObject({ kind: 'client', pid: systemctl.pid });
  });

  it('is in doubt when it was more than a second before, and out of the question when it was longer ago or later', () => {
    expect(named({ process: systemctl, before: 1_100_000n })).toMatchObject({ client: { certain: false }, strength: 'correlated' });
    expect(named({ process: systemctl, before: 6_000_000n }).client).toBeUndefined();
    expect(named({ process: systemctl, before: -1_000n }).client).toBeUndefined();
  });

  it('is not named when it asks for something else, or nothing but its path is known', () => {
    for (const cmdline of [['systemctl', 'start', 'other'], ['systemctl', 'stop', 'worker'], ['systemctl', 'is-active', 'worker'], []])
      expect(named({ process: { ...systemctl, cmdline }, before: 1_000n }).client, cmdline.join(' ')).toBeUndefined();
    expect(named({ before: 1_000n }).client).toBeUndefined();
  });

  it('of two that ask, the nearest is named with a doubt', () => {
    const other = { ...systemctl, pid: systemctl.pid + 40 };
    expect(named({ process: systemctl, before: 50_000n }, { process: other, before: 10_000n }).client).toMatchObject({
      certain: false,
      description: { pid: other.pid },
    });
  });

  it('of a script that becomes the program there is but one', () => {
    const script = { ...systemctl, comm: 'service', cmdline: ['/bin/sh', '/usr/sbin/service', 'worker', 'start'] };
    expect(named({ process: script, before: 20_000n }, { process: systemctl, before: 10_000n }).client).toMatchObject({
      certain: true,
      description: { comm: 'systemctl' },
    });
  });

  it('of a program and the one that it runs to ask, the latter is named', () => {
    const cmdline = ['/usr/bin/perl', '/usr/bin/deb-systemd-invoke', 'start', 'worker.service'];
    const parent = { ...systemctl, pid: 50, comm: 'deb-systemd-inv', cmdline };
    const child = { ...systemctl, parents: [{ pid: 50, comm: 'deb-systemd-inv', cmdline }] };
    expect(named({ process: parent, before: 40_000n }, { process: child, before: 10_000n }).client).toMatchObject({
      certain: true,
      description: { pid: systemctl.pid },
    });
  });

  it('has asked for the job that came first', () => {
    const told = story('client-restart-live', (observations) => {
      const jobs = observations.filter(
        ({ payload }) => payload.kind === 'signal' && payload.member === 'JobNew' && payload.body[2] === 'worker.service',
      );
      const first = jobs[0]!;
      const at = { ...first.at, realtimeUsec: first.at.realtimeUsec - 1_000n, monotonicUsec: first.at.monotonicUsec! - 1_000n };
      const payload: ClientExecPayload = { source: 'proc', kind: 'client-exec', program: '/usr/bin/systemctl', process: systemctl };
      return [...observations, { sequence: observations.at(-1)!.sequence + 1, at, payload }];
    });
    expect(clientInExecTrace(told.activation('worker.service', 2), told.history)).toBeUndefined();
  });

  it('is named though the stop before was announced later than it was executed, as it was no stop that it asked for', () => {
    const executed = 'busctl-executed-during-the-stop-live-247';
    expect(story(executed).attribution('trial-busctl.service', -1).chain.at(-1)).toMatchObject({
      mechanism: 'client-request',
      strength: 'stated',
      from: { kind: 'client', pid: 3934, comm: 'busctl' },
    });
    const restarting = story(executed, replaced('StartUnit', 'RestartUnit', isExecuted));
    expect(clientInExecTrace(restarting.activation('trial-busctl.service', -1), restarting.history)).toBeUndefined();
    const unknown = story(executed, replaced('"StartUnit"', '"GetUnit"', isExecuted));
    expect(clientInExecTrace(unknown.activation('trial-busctl.service', -1), unknown.history)).toBeUndefined();
  });
});
