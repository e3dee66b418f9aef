import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stopUnit } from '../../../src/commands/catch/stop-unit.ts';
import { createStartLatch, type StartLatch } from '../../../src/commands/catch/start-latch.ts';
import { createHistory, type History } from '../../../src/history/history.ts';
import type { Start } from '../../../src/model/timeline.ts';
import { excerpt, replay, startsIn } from '../../history/excerpt.ts';

const UNIT = 'worker.service';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-stop-'));
  vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function systemctl(script: string): void {
  writeFileSync(join(folder, 'systemctl'), `#!/bin/sh\nprintf '%s\\n' "$@" >${folder}/argv\n${script}\n`);
  chmodSync(join(folder, 'systemctl'), 0o755);
}

/** Three starts of a service by `systemctl restart`; the last one's run goes on. */
function restarts(): { readonly history: History; readonly starts: readonly Start[] } {
  const { history } = replay(excerpt('client-restart-live'));
  const starts = startsIn(history, UNIT).map(({ unit, at, invocationId }): Start => ({
    unit,
    at,
    ...(invocationId === undefined ? {} : { invocationId }),
    mechanism: 'client-request',
    strength: 'stated',
    chain: [],
    alternatives: [],
    outcome: 'running',
  }));
  expect(starts).toHaveLength(3);
  return { history, starts };
}

async function stop(latch: StartLatch, history: History, withTriggers = false): Promise<readonly string[]> {
  const live = { history, units: [UNIT] };
  return stopUnit(live, { scope: 'system', withTriggers }, latch, new AbortController().signal);
}

const report = (latch: StartLatch, start: Start | undefined): void => {
  if (start !== undefined) latch.onStart(start);
};

test('a run that the stop ended began before it; the start after it is caught, though it was told meanwhile', async () => {
  systemctl('sleep 0.2');
  const { history, starts } = restarts();
  const latch = createStartLatch();
  const stopping = stop(latch, history);
  for (const start of starts) report(latch, start);
  expect(latch.caught()).toBeUndefined();
  expect(await stopping).toEqual([UNIT]);
  expect(latch.caught()).toBe(starts[2]);
  expect(latch.triggered.aborted).toBe(true);
});

test('only the first start that counts is kept', () => {
  const latch = createStartLatch();
  const { starts } = restarts();
  latch.arm((start) => start !== starts[0]);
  for (const start of starts) report(latch, start);
  expect(latch.caught()).toBe(starts[1]);
});

test('a run that was signalled only when it was over began before the stop, too', async () => {
  systemctl('exit 0');
  const { starts } = restarts();
  const latch = createStartLatch();
  for (const start of starts) report(latch, start);
  await stop(latch, createHistory('system'));
  expect(latch.caught()).toBeUndefined();
});

test('a start that cancels the stop is caught, even if it is told after systemctl has failed', async () => {
  systemctl('echo "Job for worker.service canceled." >&2; exit 1');
  const { history, starts } = restarts();
  const latch = createStartLatch();
  setTimeout(() => report(latch, starts[0]), 300);
  await stop(latch, history);
  expect(latch.caught()).toBe(starts[0]);
});

test('without a start, the failure of systemctl is told', async () => {
  systemctl('echo "Failed to stop worker.service: Access denied" >&2; exit 1');
  await expect(stop(createStartLatch(), createHistory('system'))).rejects.toThrow('could not stop worker.service: Access denied');
});

test('what triggers it and is active is stopped before it', async () => {
  systemctl('exit 0');
  const { history } = replay(excerpt('socket-activation-live'));
  const unit = [...history.units()].find(({ name }) => name.endsWith('.socket') && history.edges.targetsOf(name, 'Triggers').length > 0);
  const [service = ''] = history.edges.targetsOf(unit?.name ?? '', 'Triggers');
  const latch = createStartLatch();
  const names = await stopUnit({ history, units: [service] }, { scope: 'system', withTriggers: true }, latch, new AbortController().signal);
  expect(names).toEqual([unit?.name, service]);
  expect(readFileSync(join(folder, 'argv'), 'utf8')).toContain(`${names.join('\n')}\n`);
});
