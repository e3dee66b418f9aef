import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/model/observation.ts';
import { chainText, culprits, withoutSource } from '../told-end.ts';

/** The bus is lost as soon as the unit is seen to be down. */
function lostAfterTheStop(all: readonly Observation[]): readonly Observation[] {
  const stop = all.findIndex(({ payload }) => payload.kind === 'signal' && payload.member === 'JobRemoved');
  return all.flatMap((one, index) => {
    if (index < stop) return [one];
    if (index > stop) return one.payload.source === 'journal' ? [one] : [];
    const gap = { source: 'system-bus', kind: 'gap', from: one.at, to: one.at, text: 'lost' } as const;
    return [one, { ...one, sequence: one.sequence + 0.5, payload: gap }];
  });
}

describe('a client stopped it', () => {
  it('is stated live, with the process that asked', async () => {
    const [first, second] = await culprits('stop-by-hand', 'live', 'worker.service');
    expect(first).toMatchObject({ strength: 'stated', by: { kind: 'client', comm: 'systemctl', cmdline: 'systemctl stop worker' } });
    expect(second).toMatchObject({ strength: 'stated', by: { cmdline: 'systemctl stop work*' } });
  });

  it('is stated without /proc, too, because nothing else is left; then nobody is named', async () => {
    const [first] = await culprits('stop-by-hand', 'live', 'worker.service', withoutSource('proc'));
    expect(first).toMatchObject({ strength: 'stated', by: { kind: 'client' } });
    expect(first?.by).not.toHaveProperty('comm');
  });

  it('is possible only, when the bus was lost right after: the signal of another unit may be lost with it', async () => {
    const [first] = await culprits('stop-by-hand', 'live', 'worker.service', (all) => lostAfterTheStop(withoutSource('proc')(all)));
    expect(first).toMatchObject({ strength: 'possible', by: { kind: 'client' } });
  });

  it('looking back is a correlation, because no source recorded who', async () => {
    const [first] = await culprits('stop-by-hand', 'back', 'worker.service');
    expect(first).toMatchObject({ strength: 'correlated', by: { kind: 'client' } });
  });

  it('is named by the log of sudo', async () => {
    const back = await culprits('stop-by-sudo', 'back', 'worker.service');
    expect(back.at(-1)).toMatchObject({ strength: 'correlated', by: { kind: 'client', user: 'alice' } });
  });

  it('leads on to what started the service that it belongs to', async () => {
    const [culprit] = await culprits('stop-by-a-unit', 'live', 'worker.service');
    expect(chainText(culprit)).toBe('timer(nightly.timer) > client-request(client)');
    expect(culprit?.by).toMatchObject({ unit: 'nightly.service' });
  });

  it('is not the script beside it that starts the unit', async () => {
    const [culprit] = await culprits('stop-beside-a-script-that-starts-it', 'live', 'worker.service');
    expect(culprit?.by).toMatchObject({ kind: 'client', comm: 'systemctl' });
    expect(culprit?.by).not.toMatchObject({ unit: 'keeper.service' });
  });

  it('restarted it', async () => {
    for (const mode of ['live', 'back'] as const) {
      const ends = await culprits('stop-by-restart', mode, 'worker.service');
      expect(ends.at(-1)?.chain.at(-1), mode).toMatchObject({ mechanism: 'client-request', from: { kind: 'client' } });
    }
  });

  it('had systemd send the signal, as systemd logged', async () => {
    const [culprit] = await culprits('signal-by-systemctl-kill', 'live', 'worker.service');
    expect(culprit).toMatchObject({ strength: 'stated', by: { kind: 'client' } });
  });
});

it('nobody is named for an end by itself, whatever else is stopped then', async () => {
  for (const mode of ['live', 'back'] as const)
    expect((await culprits('stop-by-hand-of-another-unit', mode, 'worker.service')).at(-1), mode).toBeUndefined();
});
