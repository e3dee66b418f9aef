import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab } from './describe-lab.ts';
import { bootLab, type Lab } from './lab.ts';
import type { LabProcess } from './lab-process.ts';
import { eventually } from './pause.ts';
import { removeTraceInstances, traceInstancesOf } from './trace-instances.ts';

describeLab('what --trace-exec makes in the kernel', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await bootLab({ root: '/', name: 'tracing', tracing: true });
  });
  afterAll(async () => {
    removeTraceInstances(lab);
    await lab.close();
  });

  const watch = async (): Promise<LabProcess> => {
    const running = lab.spawn(['whyalive', 'watch', '--trace-exec', 'multi-user.target']);
    await running.waitFor(/^watching /im);
    return running;
  };

  it('is gone when it ends, by whatever signal it can hear', { timeout: 60_000 }, async () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const running = await watch();
      expect(traceInstancesOf(lab)).toHaveLength(1);
      expect((await running.stop(signal)).status).toBe(0);
      expect(traceInstancesOf(lab)).toEqual([]);
    }
  });

  it('is removed by the next run when it was killed', { timeout: 60_000 }, async () => {
    const killed = await watch();
    const [left = ''] = traceInstancesOf(lab);
    await killed.stop('SIGKILL');
    const gone = eventually(10_000, () => (traceInstancesOf(lab).includes(left) ? undefined : true));
    const next = await watch();
    expect(await gone).toBe(true);
    await next.stop('SIGINT');
    expect(traceInstancesOf(lab)).toEqual([]);
  });

  it('is nothing where there is no tracefs: the program says so and ends', { timeout: 60_000 }, async () => {
    await lab.exec(['umount', '/sys/kernel/tracing']);
    const refused = await lab.exec(['whyalive', 'watch', '--trace-exec', 'multi-user.target'], { allowFailure: true, timeoutMs: 20_000 });
    await lab.exec(['mount', '-t', 'tracefs', 'tracefs', '/sys/kernel/tracing']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('mount it: mount -t tracefs tracefs /sys/kernel/tracing');
  });
});
