import { describe, expect, it } from 'vitest';
import type { Start } from '../../src/model/timeline.ts';
import { told } from './told.ts';

const startsOf = (name: string, unit: string): readonly Start[] => told(name, [unit]).timeline.starts;

describe('a start as the timeline tells it', () => {
  it('has its job, what kind of job, and how the run before ended', () => {
    const start = startsOf('client-restart-live', 'worker.service').at(-1);
    expect(start).toMatchObject({
      unit: 'worker.service',
      jobId: 135,
      jobType: 'restart',
      mechanism: 'client-request',
      strength: 'stated',
      previousEnd: { how: 'stopped', result: 'success' },
      outcome: 'running',
    });
    expect(start?.previousEnd?.deadForUsec).toBeGreaterThanOrEqual(0n);
    expect(start?.previousEnd?.deadForUsec).toBeLessThan(1_000_000n);
  });

  it('has a link for each hop, with the setting and where it is declared', () => {
    const start = startsOf('required-by-live', 'back.service').at(-1);
    expect(start?.chain.map(({ mechanism, to }) => `${mechanism} ${to}`)).toEqual([
      'client-request front.service',
      'required-by back.service',
    ]);
    expect(start?.chain[1]).toMatchObject({ setting: 'Requires=', declaredIn: [{ path: '/etc/systemd/system/front.service' }] });
    expect(start?.chain.every(({ evidence }) => evidence.length > 0)).toBe(true);
  });

  it('tells what was ruled out, and why', () => {
    const start = startsOf('clean-stop-then-started-by-hand-live', 'worker.service').at(-1);
    expect(start?.alternatives).toContainEqual(
      expect.objectContaining({ mechanism: 'restart-policy', ruledOut: true, why: expect.stringContaining('clean') as unknown }),
    );
  });

  it('tells what would have told, when it is not sure', () => {
    const sure = startsOf('client-restart-live', 'worker.service').at(-1);
    const unsure = startsOf('socket-activation-back', 'door.service')[0];
    expect(sure).not.toHaveProperty('wouldHaveTold');
    expect(unsure?.strength).toBe('possible');
    expect(unsure?.wouldHaveTold).toContainEqual(expect.objectContaining({ line: expect.stringContaining('whyalive watch') as unknown }));
  });
});

describe('what became of a start', () => {
  it.each([
    ['restart-policy-live', 'worker.service', ['failed', 'failed', 'running']],
    ['client-restart-back', 'worker.service', ['stopped', 'stopped', 'stopped', 'running']],
    ['on-failure-live', 'backup.service', ['failed']],
    ['exec-condition-skip-live', 'guarded.service', ['exited', 'running']],
    ['timer-live', 'tick.service', ['exited', 'exited']],
  ])('%s: %s', (name, unit, outcomes) => {
    expect(startsOf(name, unit).map(({ outcome }) => outcome)).toEqual(outcomes);
  });
});
