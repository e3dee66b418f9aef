import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/model/observation.ts';
import { chainText, culprits, withoutSource } from '../told-end.ts';

const LOCAL = '/etc/systemd/system/slow.service.d/local.conf';

/** Ends for which no job was queued. */
describe.each(['live', 'back'] as const)('%s', (mode) => {
  it.each([
    ['hangs.service', 'WatchdogSec=1'],
    ['slow.service', 'TimeoutStartSec=1'],
    ['limited.service', 'RuntimeMaxSec=1'],
  ])('systemd itself ended %s by %s', async (unit, setting) => {
    const [culprit] = await culprits('ended-by-systemd', mode, unit);
    expect(chainText(culprit)).toBe(`manager-kill(${unit})`);
    expect(culprit?.chain[0]?.claim).toMatchObject({ setting });
  });

  it('of TimeoutStartSec= and TimeoutSec= the line counts that systemd reads last', async () => {
    const [culprit] = await culprits('ended-by-systemd', mode, 'slow.service', (all) =>
      all.flatMap((one): readonly Observation[] => {
        if (one.payload.kind === 'unit-properties' && one.payload.unit === 'slow.service')
          return [{ ...one, payload: { ...one.payload, properties: { ...one.payload.properties, DropInPaths: [LOCAL] } } }];
        if (one.payload.kind !== 'unit-file' || one.payload.unit !== 'slow.service') return [one];
        const dropIn = { ...one.payload, path: LOCAL, text: '[Service]\nTimeoutSec=1s\n' };
        return [one, { ...one, payload: dropIn }];
      }),
    );
    expect(culprit?.chain[0]?.claim).toMatchObject({ setting: 'TimeoutSec=1s' });
  });

  it('a stop that timed out was asked for', async () => {
    const [culprit] = await culprits('stop-that-times-out', mode, 'stubborn.service');
    expect(culprit?.by).toMatchObject({ kind: 'client' });
  });

  it('a signal that systemd did not send is told as such', async () => {
    const [killed] = await culprits('signal-by-hand', mode, 'worker.service');
    expect(chainText(killed)).toBe('signal(unknown)');
    expect(killed?.chain[0]?.claim?.why).toBe('killed by SIGKILL, and systemd sent none');
  });

  it('a signal that systemd sent on request is none of those', async () => {
    const [culprit] = await culprits('signal-by-systemctl-kill', mode, 'worker.service');
    expect(chainText(culprit)).not.toContain('signal');
  });

  it('a signal that systemd sent on request, and that it survived, did not kill it', async () => {
    const [culprit] = await culprits('signal-by-hand-after-systemctl-kill', mode, 'worker.service');
    expect(chainText(culprit)).toBe('signal(unknown)');
  });

  it('nor did one that systemd sent to another process; who sent that one, nobody tells', async () => {
    const [culprit] = await culprits('signal-by-systemctl-kill', mode, 'worker.service', (all) =>
      all.map((one) => withMessage(one, (text) => text.replace(/to main process \d+/, 'to control process 4000000'))),
    );
    expect(chainText(culprit)).toBe(mode === 'live' ? '' : 'client-request(client)');
  });

  it('of one that systemd sent two minutes before, and one that came since, neither is told', async () => {
    const [culprit] = await culprits('signal-by-systemctl-kill', mode, 'worker.service', (all) =>
      all.map((one) => (messageOf(one).includes('on client request') ? shifted(one, -120_000_000n) : one)),
    );
    expect(chainText(culprit)).toBe('');
  });

  it('a SIGKILL right after the OOM killer took a process of the unit is most likely its', async () => {
    const [killed] = await culprits('signal-by-hand', mode, 'worker.service', withOomKill(20_000n));
    expect(chainText(killed)).toBe('oom-killer(kernel)~correlated');
  });

  it('a SIGKILL long after the OOM killer took a process of the unit is not', async () => {
    const [killed] = await culprits('signal-by-hand', mode, 'worker.service', withOomKill(2_500_000n));
    expect(chainText(killed)).toBe('signal(unknown)');
  });

  it.each(['aborts.service', 'exits.service'])('%s did it itself', async (unit) => {
    expect(await culprits('ended-by-its-own-fault', mode, unit)).toEqual([undefined]);
  });

  it('the restart job of a policy stopped nothing', async () => {
    const [crash] = await culprits('crash-beside-a-restart-of-its-dependent', mode, 'worker.service');
    expect(crash).toBeUndefined();
  });
});

it('without the journal a signal by hand is likely, no more', async () => {
  const [killed] = await culprits('signal-by-hand', 'live', 'worker.service', withoutSource('journal'));
  expect(chainText(killed)).toBe('signal(unknown)~correlated');
});

function messageOf({ payload }: Observation): string {
  const text = payload.kind === 'entry' ? payload.fields['MESSAGE'] : undefined;
  return typeof text === 'string' ? text : '';
}

function withMessage(one: Observation, change: (text: string) => string): Observation {
  if (one.payload.kind !== 'entry') return one;
  return { ...one, payload: { ...one.payload, fields: { ...one.payload.fields, MESSAGE: change(messageOf(one)) } } };
}

function shifted(one: Observation, usec: bigint): Observation {
  const { realtimeUsec, monotonicUsec } = one.at;
  const monotonic = monotonicUsec === undefined ? {} : { monotonicUsec: monotonicUsec + usec };
  return { ...one, at: { ...one.at, realtimeUsec: realtimeUsec + usec, ...monotonic } };
}

/**
 * systemd's line about the OOM killer (unit_check_oom() in src/core/unit.c), so many µs before the first main process ended by SIGKILL. No lab has the memory controller
 * for the kernel to say so itself.
 */
function withOomKill(usec: bigint): (all: readonly Observation[]) => readonly Observation[] {
  return (all) =>
    all.flatMap((one) => {
      if (one.payload.kind !== 'entry' || !messageOf(one).includes('status=9/KILL')) return [one];
      const oom = {
        ...one.payload.fields,
        __CURSOR: `${String(one.payload.fields['__CURSOR'])}-oom`,
        MESSAGE_ID: 'fe6faa94e7774663a0da52717891d8ef',
        MESSAGE: 'worker.service: A process of this unit has been killed by the OOM killer.',
      };
      return [shifted({ ...one, payload: { ...one.payload, fields: oom } }, -usec), one];
    });
}
