import { describe, expect, it } from 'vitest';
import type { Client } from '../../../src/analysis/clients/client.ts';
import { clientInLogs } from '../../../src/analysis/clients/logs.ts';
import { clientInProc, zombieInProc } from '../../../src/analysis/clients/processes.ts';
import type { Observation, ProcessDescription } from '../../../src/model/observation.ts';
import { isEntry, replaced, story } from '../story.ts';

/** Who is named for the start by hand, when the scan of /proc showed these processes instead. */
function namedAmong(
  change: (seen: readonly ProcessDescription[]) => readonly ProcessDescription[],
  name = 'clean-stop-then-started-by-hand-live',
  find = clientInProc,
): Client | undefined {
  const job = story(name).activation('worker.service').job!.id;
  const told = story(name, (observations) =>
    observations.map((one): Observation =>
      one.payload.kind === 'client-scan' && one.payload.jobs.includes(job)
        ? { ...one, payload: { ...one.payload, processes: change(one.payload.processes) } }
        : one,
    ),
  );
  return find(told.activation('worker.service'), told.history);
}

/** The story in which each scan of /proc showed these processes. */
function alwaysSeen(processes: readonly ProcessDescription[]) {
  return (observations: readonly Observation[]): readonly Observation[] =>
    observations.map((one): Observation => (one.payload.kind === 'client-scan' ? { ...one, payload: { ...one.payload, processes } } : one));
}

/** The process that the lab really showed. */
const systemctl = seen('clean-stop-then-started-by-hand-live').find(({ cmdline }) => cmdline?.includes('start') === true)!;

function seen(name: string): ProcessDescription[] {
  const told = story(name);
  return told.history.clientsSeen.flatMap(({ processes }) => processes);
}

describe('a process seen right after the job was queued', () => {
  it('is named with what /proc tells', () => {
    expect(namedAmong((all) => all)).toMatchObject({
      certain: true,
      description: { pid: expect.any(Number) as unknown, uid: 0, comm: 'systemctl', cmdline: 'systemctl start worker' },
    });
  });

  it('is not named when it asks for another unit, for no start, or is no client', () => {
    for (const cmdline of [
      ['systemctl', 'start', 'other'],
      ['systemctl', 'stop', 'worker'],
      ['systemctl', 'status', 'worker'],
      ['vim', 'start', 'worker'],
      ['journalctl', '-u', 'worker', 'start'],
      ['systemctl', 'start', 'worker@1.service'],
    ]) {
      expect(
        namedAmong(() => [{ ...systemctl, cmdline }]),
        cmdline.join(' '),
      ).toBeUndefined();
    }
  });

  it.each([
    [['/usr/bin/systemctl', '--no-block', 'restart', 'worker.service']],
    [
      [
        'busctl',
        'call',
        'org.freedesktop.systemd1',
        '/org/freedesktop/systemd1',
        'org.freedesktop.systemd1.Manager',
        'StartUnit',
        'ss',
        'worker.service',
        'replace',
      ],
    ],
    [['/bin/sh', '/usr/sbin/service', 'worker', 'restart']],
    [['systemctl', 'reload-or-restart', 'other', 'worker']],
  ])('is named by the ways to ask: %s', (cmdline) => {
    expect(namedAmong(() => [{ ...systemctl, cmdline }])?.description.pid).toBe(systemctl.pid);
  });

  it('of a systemctl and a sudo that was left alone, systemctl asked, however old that sudo is', () => {
    const words = ['sudo', 'systemctl', 'start', 'worker'];
    const left: ProcessDescription = { pid: 40, ppid: 1, uid: 0, comm: 'sudo', cmdline: words, unit: 'session-1.scope' };
    const asking: ProcessDescription = {
      ...{ pid: 60, ppid: 50, uid: 0, comm: 'systemctl', cmdline: words.slice(1), unit: 'session-1.scope' },
      parents: [{ pid: 50, comm: 'sudo', cmdline: words }],
    };
    expect(namedAmong(() => [asking, left])).toMatchObject({ certain: true, description: { pid: 60 } });
    // Of a sudo with another command the child may be gone already: then systemctl is the likelier one.
    expect(namedAmong(() => [asking, { ...left, cmdline: ['sudo', '-n', ...words.slice(1)] }])).toMatchObject({
      ...{ certain: false, description: { pid: 60 } },
    });
  });

  it('of sudo and its child, the child asked', () => {
    const sudo: ProcessDescription = { pid: 50, uid: 0, comm: 'sudo', cmdline: ['sudo', 'systemctl', 'start', 'worker'] };
    const child: ProcessDescription = {
      ...systemctl,
      pid: 60,
      parents: [{ pid: 50, comm: 'sudo', cmdline: ['sudo', 'systemctl', 'start', 'worker'] }],
    };
    for (const order of [
      [sudo, child],
      [child, sudo],
    ]) {
      expect(namedAmong(() => order)).toMatchObject({ certain: true, description: { pid: 60, comm: 'systemctl' } });
    }
  });

  it('of sudo and a child that has ended already, the child asked', () => {
    const sudo: ProcessDescription = { pid: 50, uid: 0, comm: 'sudo', cmdline: ['sudo', 'systemctl', 'start', 'worker'] };
    const ended: ProcessDescription = {
      pid: 60,
      comm: 'systemctl',
      parents: [{ pid: 50, comm: 'sudo', cmdline: ['sudo', 'systemctl', 'start', 'worker'] }],
    };
    expect(namedAmong(() => [ended, sudo])).toBeUndefined();
    expect(namedAmong(() => [ended, sudo], undefined, zombieInProc)).toMatchObject({ certain: true, description: { pid: 60 } });
  });

  it('leaves a doubt when it is sudo alone, which may wait for a password', () => {
    const sudo: ProcessDescription = { pid: 50, uid: 0, comm: 'sudo', cmdline: ['sudo', 'systemctl', 'start', 'worker'] };
    expect(namedAmong(() => [sudo])).toMatchObject({ certain: false, description: { comm: 'sudo' } });
  });

  it('as the lab saw it with sudo: alice asked, and her sudo is among the parents', () => {
    const told = story('client-sudo-live');
    const client = clientInProc(told.activation('worker.service'), told.history);
    expect(client).toMatchObject({ certain: true, description: { comm: 'systemctl', cmdline: 'systemctl restart worker' } });
    expect(client?.description.parents?.some((parent) => parent.startsWith('sudo'))).toBe(true);
  });

  it('of systemctl and the password agent that it forks, which looks the same, the elder asked and there is no doubt', () => {
    const agent = {
      ...systemctl,
      pid: systemctl.pid + 1,
      parents: [{ pid: systemctl.pid, comm: 'systemctl', cmdline: systemctl.cmdline ?? [] }],
    };
    expect(namedAmong(() => [agent, systemctl])).toMatchObject({ certain: true, description: { pid: systemctl.pid } });
  });

  it('of two people who ask at once, one is named and a doubt stays', () => {
    const other = { ...systemctl, pid: systemctl.pid + 7, uid: 1000, user: 'alice' };
    expect(namedAmong(() => [systemctl, other])).toMatchObject({ certain: false });
  });

  it('of two with the same command and no kinship, one is named and a doubt stays', () => {
    expect(namedAmong(() => [systemctl, { ...systemctl, pid: systemctl.pid + 7 }])).toMatchObject({ certain: false });
  });

  it('that may have waited since before the watch for a unit that is up is in doubt', () => {
    const waitingFor = (verb: string) => {
      const waiting = { ...systemctl, cmdline: ['systemctl', verb, '--wait', 'worker'] };
      const told = story('client-restart-live', alwaysSeen([waiting]));
      return clientInProc(told.activation('worker.service'), told.history);
    };
    expect(waitingFor('restart')).toMatchObject({ certain: false });
    // What started it does not restart it.
    expect(waitingFor('start')).toBeUndefined();
  });

  it('that was there when the unit was asked for before is in doubt: it may still wait for another unit', () => {
    const restarting = { ...systemctl, cmdline: ['systemctl', 'restart', 'worker'] };
    const told = story('client-restart-live', alwaysSeen([restarting]));
    expect(clientInProc(told.activation('worker.service', 2), told.history)).toMatchObject({ certain: false });
  });

  it('is the one that was forked from, not a fork of it, when the original was about to end as it was looked at', () => {
    const original = { pid: systemctl.pid, comm: 'systemctl', cmdline: systemctl.cmdline ?? [] };
    const fork = { ...systemctl, pid: systemctl.pid + 1, ppid: systemctl.pid, parents: [original, ...(systemctl.parents ?? [])] };
    const asked = { certain: true, description: { pid: systemctl.pid, comm: 'systemctl', cmdline: 'systemctl start worker' } };
    const { cmdline: _, ...ended } = systemctl;
    expect(namedAmong(() => [fork, ended])).toMatchObject(asked);
    expect(namedAmong(() => [{ ...fork, comm: '(sd-askpwagent)' }, ended])).toMatchObject(asked);
    expect(namedAmong(() => [fork])).toMatchObject(asked);
  });

  it('is systemctl, not the agent for passwords that it forks, of which nothing but the name was left or had not come yet', () => {
    const original = { pid: systemctl.pid, comm: 'systemctl', cmdline: systemctl.cmdline ?? [] };
    for (const comm of ['systemctl', '(sd-askpwagent)', 'systemd-tty-ask']) {
      const agent: ProcessDescription = { pid: systemctl.pid + 1, ppid: systemctl.pid, comm, uid: 0, parents: [original] };
      const asked = { certain: true, description: { pid: systemctl.pid, comm: 'systemctl' } };
      expect(namedAmong(() => [agent, systemctl])).toMatchObject(asked);
      expect(namedAmong(() => [agent])).toMatchObject(asked);
      expect(namedAmong(() => [agent, systemctl], undefined, zombieInProc)).toBeUndefined();
      const other = { ...original, cmdline: ['systemctl', 'stop', 'other'] };
      expect(namedAmong(() => [{ ...agent, parents: [other] }], undefined, zombieInProc)).toBeUndefined();
      expect(namedAmong(() => [{ ...agent, parents: [other] }])).toBeUndefined();
    }
  });

  it.each([
    ['enables the unit without --now', ['systemctl', 'enable', 'worker']],
    ['does nothing with a unit that is down', ['systemctl', 'try-restart', 'worker']],
    [
      'does nothing with a unit that is down, by a call',
      ['busctl', 'call', 'x', '/x', 'x.Manager', 'TryRestartUnit', 'ss', 'worker.service', 'replace'],
    ],
    ['shows it', ['systemctl', 'show', '-p', 'start', 'worker']],
  ])('is not named for the start of a unit that was down when it %s', (_what, cmdline) => {
    expect(namedAmong(() => [{ ...systemctl, cmdline }])).toBeUndefined();
  });

  it('is in doubt where another job of the unit was announced before anybody looked: it has made one of them', () => {
    const { unit, job } = story('clean-stop-then-started-by-hand-live').activation('worker.service');
    const stopped = unit.jobs.filter(({ id }) => id < job!.id);
    expect(stopped).not.toEqual([]);
    const together = (cmdline: readonly string[]) => {
      const told = story('clean-stop-then-started-by-hand-live', (observations) =>
        observations.map((one): Observation =>
          one.payload.kind === 'client-scan' && one.payload.jobs.includes(job!.id)
            ? { ...one, payload: { ...one.payload, jobs: unit.jobs.map(({ id }) => id), processes: [{ ...systemctl, cmdline }] } }
            : one,
        ),
      );
      return clientInProc(told.activation('worker.service'), told.history);
    };
    expect(together(['systemctl', 'restart', 'worker'])).toMatchObject({ certain: false });
    // A command that starts it has not stopped it.
    expect(together(['systemctl', 'start', 'worker'])).toMatchObject({ certain: true });
  });

  const zombieAmong = (processes: readonly ProcessDescription[]) => namedAmong(() => processes, undefined, zombieInProc);
  const parent = { pid: 40, comm: 'sh', cmdline: ['/bin/sh', '-c', 'sleep 0.1; systemctl start worker'], unit: 'check.service' };
  const zombie: ProcessDescription = { pid: 41, comm: 'systemctl', parents: [parent] };

  it('that has ended already is told by what is left of it, with a doubt unless its parent asks, and only if it is the only one', () => {
    expect(zombieAmong([zombie])).toMatchObject({ certain: true, description: { pid: 41, comm: 'systemctl', unit: 'check.service' } });
    expect(zombieAmong([zombie, { ...zombie, pid: 42 }])).toBeUndefined();
    const several = { ...parent, cmdline: ['/bin/sh', '-c', 'systemctl --no-block start worker; systemctl is-active worker'] };
    const unnumbered = zombieAmong([{ ...zombie, parents: [several] }]);
    expect(unnumbered).toMatchObject({ certain: true, description: { comm: 'systemctl', unit: 'check.service', parents: ['sh (40)'] } });
    expect(unnumbered?.description).not.toHaveProperty('pid');
    const script = { ...parent, cmdline: ['/bin/sh', '/usr/lib/check'] };
    expect(zombieAmong([{ ...zombie, parents: [script] }])).toMatchObject({ certain: false, description: { parents: ['sh (40)'] } });
    expect(zombieAmong([{ pid: 41, comm: 'systemctl', unit: 'who.service' }])).toMatchObject({ description: { unit: 'who.service' } });
  });

  it('that has ended already is not told when its parent ran it for another unit, or nothing but its name is left', () => {
    expect(zombieAmong([{ ...zombie, parents: [{ ...parent, cmdline: ['/bin/sh', '-c', 'systemctl start other'] }] }])).toBeUndefined();
    expect(zombieAmong([{ pid: 41, comm: 'systemctl' }])).toBeUndefined();
    expect(zombieAmong([{ pid: 41, comm: 'systemctl', unit: 'init.scope' }])).toBeUndefined();
  });

  it('that has ended already is not told when it was seen before with a command line that asks for something else', () => {
    const earlier = { ...zombie, cmdline: ['systemctl', 'stop', 'worker'] };
    const told = (cmdline: readonly string[]) => {
      const job = story('client-restart-live').activation('worker.service', 2).job!.id;
      const { activation, history } = story('client-restart-live', (observations) =>
        observations.map((one): Observation =>
          one.payload.kind === 'client-scan'
            ? { ...one, payload: { ...one.payload, processes: [one.payload.jobs.includes(job) ? zombie : { ...earlier, cmdline }] } }
            : one,
        ),
      );
      return zombieInProc(activation('worker.service', 2), history);
    };
    expect(told(['systemctl', 'stop', 'worker'])).toBeUndefined();
    expect(told(['systemctl', 'restart', 'worker'])).toMatchObject({
      certain: false,
      description: { cmdline: 'systemctl restart worker' },
    });
  });

  it('in a service leads on to the start of that service, and in a session to nothing more', () => {
    const told = story('client-in-a-unit-live');
    const client = clientInProc(told.activation('worker.service'), told.history);
    expect(client).toMatchObject({
      description: { unit: 'check.service' },
      behind: { unit: { name: 'check.service' }, start: { unit: 'check.service' } },
    });
    expect(namedAmong((all) => all.map((one) => ({ ...one, unit: 'session-3.scope' })))).not.toHaveProperty('behind');
  });

  it('in a service leads on to the start that the service had then, not to a later one', () => {
    const told = story('client-in-a-unit-live', (observations) => {
      const again = observations.filter(
        ({ payload }) => payload.kind === 'signal' && (payload.path.endsWith('/check_2eservice') || payload.body[2] === 'check.service'),
      );
      const last = observations.at(-1)!.sequence;
      return [
        ...observations,
        ...again.map((one, index): Observation => ({
          sequence: last + 1 + index,
          at: { ...one.at, realtimeUsec: one.at.realtimeUsec + 60_000_000n, monotonicUsec: (one.at.monotonicUsec ?? 0n) + 60_000_000n },
          payload: JSON.parse(
            JSON.stringify(one.payload, (key, value: unknown) =>
              key === 'InvocationID' && Array.isArray(value) ? (value as number[]).toReversed() : value,
            ).replaceAll(/\b77\b/g, '900'),
          ) as Observation['payload'],
        })),
      ];
    });
    expect(told.starts('check.service').map(({ job }) => job?.id)).toEqual([77, 900]);
    const client = clientInProc(told.activation('worker.service'), told.history);
    expect(client?.behind?.job?.id).toBe(77);
    expect(told.attribution('worker.service').chain.map(({ mechanism }) => mechanism)).toEqual(['timer', 'client-request']);
  });

  it('of a service that restarts itself belongs to the start before, and the chain ends at the service', () => {
    const told = story('client-restart-live', (observations) =>
      observations.map((one): Observation =>
        one.payload.kind === 'client-scan'
          ? {
              ...one,
              payload: { ...one.payload, processes: one.payload.processes.map((process) => ({ ...process, unit: 'worker.service' })) },
            }
          : one,
      ),
    );
    const client = clientInProc(told.activation('worker.service', 2), told.history);
    expect(client?.behind?.start).toBe(told.starts('worker.service')[1]);
    expect(told.attribution('worker.service', 2).chain.map(({ mechanism }) => mechanism)).toEqual(['client-request']);
  });

  it('counts only for the job that it was seen for', () => {
    const told = story('clean-stop-then-started-by-hand-live', (observations) =>
      observations.map((one): Observation =>
        one.payload.kind === 'client-scan' ? { ...one, payload: { ...one.payload, jobs: [1] } } : one,
      ),
    );
    expect(clientInProc(told.activation('worker.service'), told.history)).toBeUndefined();
  });
});

describe('a line of sudo or cron', () => {
  it('names who asked, right before the job', () => {
    const told = story('client-sudo-back');
    expect(clientInLogs(told.activation('worker.service', 1), told.history)).toMatchObject({
      certain: false,
      description: { user: 'alice', cmdline: '/usr/bin/systemctl restart worker', log: expect.stringContaining('COMMAND=') as unknown },
    });
    expect(told.attribution('worker.service', 1).chain[0]?.from).toMatchObject({ kind: 'client', user: 'alice' });
  });

  it('of another unit, or long before, is none', () => {
    const other = story('client-sudo-back', replaced('systemctl restart worker', 'systemctl restart other'));
    expect(clientInLogs(other.activation('worker.service', 1), other.history)).toBeUndefined();
    const early = story('client-sudo-back', (all) =>
      all.map((one) =>
        isEntry(one.payload, 'COMMAND=')
          ? {
              ...one,
              at: { ...one.at, realtimeUsec: one.at.realtimeUsec - 6_000_000n, monotonicUsec: (one.at.monotonicUsec ?? 0n) - 6_000_000n },
            }
          : one,
      ),
    );
    expect(clientInLogs(early.activation('worker.service', 1), early.history)).toBeUndefined();
  });

  it('of cron says cron.service', () => {
    const told = story('client-cron-live');
    expect(clientInLogs(told.activation('worker.service'), told.history)).toMatchObject({
      description: { user: 'root', unit: 'cron.service', cmdline: 'systemctl restart worker.service' },
    });
  });
});
