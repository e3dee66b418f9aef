import { describe, expect, it } from 'vitest';
import { chainText, culprits, withoutSource } from '../../told-end.ts';

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
