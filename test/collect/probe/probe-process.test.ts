import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { openProbeProcess } from '../../../src/collect/probe/probe-process.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { createObservationStream } from '../../../src/collect/observation-stream.ts';

const PROGRAM = fileURLToPath(new URL('probe-double.mjs', import.meta.url));

it('a probe that ends is started again with its last request, and the time without it is reported', async () => {
  const seen: Observation[] = [];
  const details = (): readonly string[] =>
    seen.flatMap(({ payload }) => (payload.kind === 'source-status' ? [`${payload.status}: ${payload.detail ?? ''}`] : []));
  const ready = await openProbeProcess(PROGRAM, { scope: 'system', traceExec: false });
  const probe = ready!.follow(createObservationStream((observation) => seen.push(observation)));
  try {
    probe.request({ units: ['old.service'], sockets: [], busNames: [] });
    probe.request({ units: ['worker.service'], sockets: [], busNames: [] });
    await vi.waitFor(() => expect(details()).toHaveLength(2));
    probe.noteJob(1, 'worker.service');
    await vi.waitFor(() => expect(details()).toHaveLength(5), { timeout: 15_000 });
  } finally {
    await ready!.close();
  }
  const [, first = '', ended, ...back] = details();
  expect(first).toMatch(/looks for worker\.service$/);
  expect(ended).toMatch(/^degraded: .* has ended, so they are not named until/);
  expect(back.toSorted()).toEqual([
    expect.stringMatching(/^degraded: .* was started again; who asked meanwhile is not named$/),
    expect.stringMatching(/^ok: \d+ looks for worker\.service$/),
  ]);
  expect(back).not.toContain(first);
  expect(seen.filter(({ payload }) => payload.kind === 'gap').map(({ payload }) => payload.source)).toEqual(['proc']);
});

it('a probe that was closed is not started again', async () => {
  const seen: Observation[] = [];
  const ready = await openProbeProcess(PROGRAM, { scope: 'system', traceExec: false });
  const probe = ready!.follow(createObservationStream((observation) => seen.push(observation)));
  probe.noteJob(1, 'worker.service');
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  await ready!.close();
  expect(seen).toHaveLength(1);
});

it('a probe that does not answer any more is ended and started again, so that nobody keeps for it what it does not read', async () => {
  const seen: Observation[] = [];
  const ready = await openProbeProcess(PROGRAM, { scope: 'system', traceExec: false }, 20);
  const probe = ready!.follow(createObservationStream((observation) => seen.push(observation)));
  try {
    probe.request({ units: ['worker.service'], sockets: [], busNames: [] });
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    probe.noteJob(1, 'hang.service');
    await vi.waitFor(() => expect(seen.some(({ payload }) => payload.kind === 'gap')).toBe(true), { timeout: 15_000 });
  } finally {
    await ready!.close();
  }
});
