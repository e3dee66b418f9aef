import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/model/observation.ts';
import { replaced } from '../story.ts';
import { chainText, culprits } from '../told-end.ts';

/** Ends whose stop job lies in another unit's transaction. */
describe.each(['live', 'back'] as const)('%s', (mode) => {
  const last = async (scenario: string, unit: string): Promise<string> => chainText((await culprits(scenario, mode, unit)).at(-1));
  const is = (told: string): unknown => (mode === 'live' ? told : expect.stringContaining(told.split(' > ').at(-1) ?? ''));

  it('Conflicts= of either unit', async () => {
    expect(await last('stop-by-conflict', 'day.service')).toEqual(is('client-request(client) > conflicts(night.service)'));
    expect((await culprits('stop-by-conflict', mode, 'night.service')).map(chainText)[0]).toEqual(
      is('client-request(client) > conflicts(day.service)'),
    );
  });

  it('a unit that was stopped before the other one was started is not in conflict with it', async () => {
    expect(await last('stopped-before-the-conflict', 'night.service')).not.toContain('conflicts');
  });

  it('the stop of what it requires, is part of, or that propagates its stop', async () => {
    expect(await last('stop-of-a-dependency', 'app.service')).toEqual(is('client-request(client) > stop-propagation(database.service)'));
    expect(await last('stop-of-a-dependency', 'part.service')).toEqual(
      is('client-request(client) > stop-propagation(database.service) > stop-propagation(app.service)'),
    );
    expect(await last('stop-of-a-dependency', 'mirror.service')).toEqual(is('client-request(client) > stop-propagation(database.service)'));
  });

  it('what was stopped alone, before that, followed nothing', async () => {
    expect(await last('stop-of-the-app-alone', 'app.service')).not.toContain('propagation');
  });

  it('the restart of what it requires', async () => {
    expect((await culprits('stop-by-restart-of-a-dependency', mode, 'app.service')).map(chainText)[0]).toEqual(
      is('client-request(client) > stop-propagation(database.service)'),
    );
  });

  it('the end of what it is bound to, and its stop', async () => {
    const ends = (await culprits('stop-of-what-is-bound', mode, 'bound.service')).map(chainText);
    expect(ends[0]).toMatch(/^bound-to-inactive\(link\.service\)(~correlated)?$/);
    expect(ends[1]).toEqual(is('client-request(client) > stop-propagation(link.service)'));
  });

  it('Requires= is no BindsTo=', async () => {
    expect(await last('stop-of-what-requires-a-crashed-one', 'app.service')).not.toContain('bound');
  });
});

/** The signals of the bus are read so much later than they were sent. */
const readLate =
  (usec: bigint) =>
  (all: readonly Observation[]): readonly Observation[] =>
    all.map((one) =>
      one.payload.source === 'system-bus' && one.payload.kind === 'signal'
        ? { ...one, at: { ...one.at, realtimeUsec: one.at.realtimeUsec + usec, monotonicUsec: (one.at.monotonicUsec ?? 0n) + usec } }
        : one,
    );

describe('live', () => {
  const last = async (scenario: string, unit: string): Promise<string> => chainText((await culprits(scenario, 'live', unit)).at(-1));

  it('of a unit that is up again when its end is read, the end that was is told', async () => {
    const ends = (await culprits('stop-of-what-is-bound', 'live', 'bound.service', readLate(1_500_000n))).map(chainText);
    expect(ends[0]).toBe('bound-to-inactive(link.service)');
  });

  it('StopWhenUnneeded=, and the same unit stopped by hand', async () => {
    expect(await last('stop-when-unneeded', 'helper.service')).toBe('client-request(client) > stop-when-unneeded(main.service)');
    expect(await last('stop-while-needed', 'helper.service')).toBe('client-request(client)');
  });

  it('isolate, and the mere start of a target', async () => {
    expect(await last('stop-by-isolate', 'worker.service')).toBe('client-request(client) > isolate(lean.target)');
    expect(await last('stop-beside-the-start-of-a-target', 'worker.service')).toBe('client-request(client)');
  });

  it("a command for a user's own manager is no sight of who isolates: the log alone makes it likely", async () => {
    const ofUser = replaced('"systemctl","isolate"', '"systemctl","--user","isolate"', ({ kind }) => kind === 'client-scan');
    const told = chainText((await culprits('stop-by-isolate', 'live', 'worker.service', ofUser)).at(-1));
    expect(told).toBe('client-request(client)~correlated > isolate(lean.target)~correlated');
  });
});
