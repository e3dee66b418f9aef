import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { restartAnswer } from '../../../src/analysis/restart/restart-answer.ts';
import { decideRestart } from '../../../src/analysis/restart/decide-restart.ts';
import { wasRestartScheduled } from '../../../src/analysis/restart/restart-scheduled.ts';
import type { RestartDecision } from '../../../src/model/restart-decision.ts';
import { endOf, limitHits } from '../../../src/history/run-ends/index.ts';
import { createHistory, type History } from '../../../src/history/history.ts';
import { readRecording } from '../../../src/recording/read.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { usecBetween } from '../../../src/model/instant.ts';
import { excerpt } from '../../history/excerpt.ts';

type Change = (observations: readonly Observation[]) => readonly Observation[];

async function recorded(scenario: string, mode: 'live' | 'back', change: Change = (all) => all): Promise<History> {
  const { observations } = await readRecording(`fixtures/scenarios/${scenario}/${mode}.jsonl.gz`);
  return historyOf(change(observations));
}

function historyOf(observations: readonly Observation[]): History {
  const history = createHistory('system');
  for (const observation of observations) history.add(observation);
  return history;
}

/** What Restart= made of each end of a unit, oldest first. */
function decisions(history: History, unit: string): readonly (RestartDecision | undefined)[] {
  const record = history.unit(unit);
  return record.starts.flatMap((run) => {
    const end = endOf(record, run, history.systemdVersion());
    return end === undefined ? [] : [decideRestart(end, run, record, history)];
  });
}

const withoutJournal: Change = (all) => all.filter(({ payload }) => payload.source !== 'journal');

describe('why a service stays down', () => {
  it.each(['live', 'back'] as const)('a clean stop: %s', async (mode) => {
    expect(decisions(await recorded('stays-down-after-a-clean-stop', mode), 'worker.service')).toMatchObject([
      { setting: 'on-failure', acts: false, rule: 'stop-pending' },
    ]);
  });

  it.each(['live', 'back'] as const)('the start limit, with its numbers: %s', async (mode) => {
    const history = await recorded('stays-down-after-the-start-limit', mode);
    const record = history.unit('crash.service');
    expect(decisions(history, 'crash.service')).toMatchObject(
      Array.from({ length: 3 }, () => ({ setting: 'always', acts: true, rule: 'table', on: 'exit-code', delayUsec: 100_000n, did: true })),
    );
    const hits = limitHits(record).map((end) => decideRestart(end, undefined, record, history));
    expect(hits).toEqual([
      { setting: 'always', acts: false, rule: 'start-limit', on: 'start-limit-hit', limit: { burst: 3, intervalUsec: 30_000_000n } },
    ]);
  });

  it('a stop job that waited for its turn is known from the bus; the journal alone leaves it open', async () => {
    expect(decisions(await recorded('restart-against-a-pending-stop', 'live'), 'base.service')).toMatchObject([
      { acts: false, rule: 'stop-pending', did: false },
    ]);
    expect(decisions(await recorded('restart-against-a-pending-stop', 'back'), 'base.service')).toEqual([undefined]);
  });

  it('a restart that was asked for is no stop, and no policy', async () => {
    expect(decisions(await recorded('restart-by-a-job-is-no-policy', 'live'), 'worker.service')).toMatchObject([
      { setting: 'always', acts: false, rule: 'manual-stop', did: false },
    ]);
  });
});

describe('the lists of statuses', () => {
  it('name the status that is in them', async () => {
    const history = await recorded('restart-exit-status-lists', 'live');
    expect(decisions(history, 'prevent-signal.service')).toMatchObject([{ acts: false, rule: 'prevent-exit-status', on: 'SIGUSR1' }]);
    expect(decisions(history, 'force-number.service')).toMatchObject([{ acts: true, rule: 'force-exit-status', on: '42', did: true }]);
    expect(decisions(history, 'prevent-number-of-a-signal.service')).toMatchObject([{ acts: true, rule: 'table', on: 'signal' }]);
  });

  it('hold without the journal, too', async () => {
    const history = await recorded('restart-exit-status-lists', 'live', withoutJournal);
    expect(decisions(history, 'prevent-number.service')).toMatchObject([
      { acts: false, rule: 'prevent-exit-status', on: '42', did: false },
    ]);
    expect(decisions(history, 'force-signal.service')).toMatchObject([{ acts: true, rule: 'force-exit-status', on: 'SIGUSR1', did: true }]);
  });

  it('SuccessExitStatus= is named where the bus tells the status, which no log does', async () => {
    const live = await recorded('restart-clean-or-not', 'live');
    expect(decisions(live, 'success-number.service')).toMatchObject([{ acts: false, rule: 'success-exit-status', on: '42' }]);
    expect(decisions(live, 'success-signal.service')).toMatchObject([{ acts: true, rule: 'success-exit-status', on: 'SIGUSR1' }]);
    const back = await recorded('restart-clean-or-not', 'back');
    expect(decisions(back, 'success-signal.service')).toMatchObject([{ acts: true, rule: 'table', on: 'success' }]);
  });

  it('are left open where a clean status is in one of them, and nothing tells which it was', async () => {
    const history = await recorded('restart-by-the-status-of-main', 'back');
    expect(decisions(history, 'second-run.service')).toMatchObject([undefined, { acts: false, rule: 'table' }]);
    expect(decisions(history, 'after-main.service'), 'the manager still tells it').toMatchObject([
      { rule: 'prevent-exit-status', on: '0' },
    ]);
    expect(decisions(history, 'before-main.service')).toMatchObject([{ acts: false, rule: 'table' }]);
  });
});

describe('what systemd did', () => {
  it('is what the rules say, of every end of every recorded service', { timeout: 60_000 }, async () => {
    const contradicted: string[] = [];
    let seen = 0;
    for (const scenario of readdirSync('fixtures/scenarios')) {
      for (const mode of ['live', 'back'] as const) {
        const history = await recorded(scenario, mode);
        for (const record of history.units()) {
          for (const [index, run] of record.starts.entries()) {
            const end = endOf(record, run, history.systemdVersion());
            const answer = end === undefined ? undefined : restartAnswer(end, run, record, history);
            if (end === undefined || answer === undefined) continue;
            const did = wasRestartScheduled(end, record.starts[index + 1], record, history, 100_000n);
            if (did !== undefined) seen += 1;
            if (did === !answer.acts) contradicted.push(`${scenario} ${mode} ${record.name}`);
          }
        }
      }
    }
    expect(contradicted).toEqual([]);
    expect(seen).toBeGreaterThan(200);
  });

  it('a decision that it contradicts is not told', async () => {
    const never = (all: readonly Observation[]): readonly Observation[] =>
      all.map((one) =>
        one.payload.kind === 'unit-properties'
          ? { ...one, payload: { ...one.payload, properties: { ...one.payload.properties, Restart: 'no' } } }
          : one,
      );
    expect(decisions(await recorded('restart-always', 'live', never), 'clean-exit-always.service')).toEqual([undefined]);
  });

  it('waits as long as RestartSteps= says', () => {
    const history = historyOf(excerpt('restart-steps-live-262'));
    const record = history.unit('backoff.service');
    const waits = record.starts.slice(1).map((start, index) => {
      const run = record.starts[index];
      const end = run === undefined ? undefined : endOf(record, run, history.systemdVersion());
      return end === undefined ? undefined : usecBetween(end.at, start.at);
    });
    const told = decisions(history, 'backoff.service').map((decision) => decision?.delayUsec);
    expect(told).toEqual([100_000n, 251_984n, 634_960n, 1_600_000n]);
    for (const [index, delay] of told.entries()) {
      expect(Number(waits[index])).toBeGreaterThanOrEqual(Number(delay));
      expect(Number(waits[index])).toBeLessThan(Number(delay) + 500_000);
    }
  });
});
