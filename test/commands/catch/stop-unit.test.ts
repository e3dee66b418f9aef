import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stopForCatch } from '../../../src/commands/catch/stop-unit.ts';
import { createTrap, type Trap } from '../../../src/commands/catch/start-latch.ts';
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

async function stop(trap: Trap, history: History, withTriggers = false): Promise<readonly string[]> {
  const live = { history, units: [UNIT] };
  return stopForCatch(live, { scope: 'system', withTriggers }, trap, new AbortController().signal);
}

const tell = (trap: Trap, start: Start | undefined): void => {
  if (start !== undefined) trap.sink.start(start, {});
};

test('a run that the stop ended began before it; the start after it is caught, though it was told meanwhile', async () => {
  systemctl('sleep 0.2');
  const { history, starts } = restarts();
  const trap = createTrap(() => undefined);
  const stopping = stop(trap, history);
  for (const start of starts) tell(trap, start);
  expect(trap.caught()).toBeUndefined();
  expect(await stopping).toEqual([UNIT]);
  expect(trap.caught()).toBe(starts[2]);
  expect(trap.sprung.aborted).toBe(true);
});

test('only the first start that counts is kept', () => {
  const trap = createTrap(() => undefined);
  const { starts } = restarts();
  trap.set((start) => start !== starts[0]);
  for (const start of starts) tell(trap, start);
  expect(trap.caught()).toBe(starts[1]);
});

test('a run that was signalled only when it was over began before the stop, too', async () => {
  systemctl('exit 0');
  const { starts } = restarts();
  const trap = createTrap(() => undefined);
  for (const start of starts) tell(trap, start);
  await stop(trap, createHistory('system'));
  expect(trap.caught()).toBeUndefined();
});

test('a start that cancels the stop is caught, even if it is told after systemctl has failed', async () => {
  systemctl('echo "Job for worker.service canceled." >&2; exit 1');
  const { history, starts } = restarts();
  const trap = createTrap(() => undefined);
  setTimeout(() => tell(trap, starts[0]), 300);
  await stop(trap, history);
  expect(trap.caught()).toBe(starts[0]);
});

test('without a start, the failure of systemctl is told', async () => {
  systemctl('echo "Failed to stop worker.service: Access denied" >&2; exit 1');
  await expect(
    stop(
      createTrap(() => undefined),
      createHistory('system'),
    ),
  ).rejects.toThrow('could not stop worker.service: Access denied');
});

test('what triggers it and is active is stopped before it', async () => {
  systemctl('exit 0');
  const { history } = replay(excerpt('socket-activation-live'));
  const unit = [...history.units()].find(({ name }) => name.endsWith('.socket') && history.edges.targetsOf(name, 'Triggers').length > 0);
  const [service = ''] = history.edges.targetsOf(unit?.name ?? '', 'Triggers');
  const trap = createTrap(() => undefined);
  const names = await stopForCatch(
    { history, units: [service] },
    { scope: 'system', withTriggers: true },
    trap,
    new AbortController().signal,
  );
  expect(names).toEqual([unit?.name, service]);
  expect(readFileSync(join(folder, 'argv'), 'utf8')).toContain(`${names.join('\n')}\n`);
});
