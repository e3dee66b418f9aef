import { describe, expect, it } from 'vitest';
import { endBefore, endOf, type End } from '../../../src/history/run-ends/index.ts';
import { readRecording } from '../../../src/recording/read.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { excerpt, replay, startsIn } from '../excerpt.ts';

const everything = (all: readonly Observation[]): readonly Observation[] => all;
const busOnly = (all: readonly Observation[]): readonly Observation[] => all.filter(({ payload }) => payload.source !== 'journal');
const journalOnly = (all: readonly Observation[]): readonly Observation[] => all.filter(({ payload }) => payload.kind === 'entry');

function endsOf(name: string, unit: string, source = everything): (End | undefined)[] {
  const { history } = replay(source(excerpt(name)));
  return startsIn(history, unit).map((start) => endOf(history.unit(unit), start));
}

function endsBefore(name: string, unit: string, source = everything): (End | undefined)[] {
  const { history } = replay(source(excerpt(name)));
  return startsIn(history, unit).map((start) => endBefore(history.unit(unit), start));
}

describe('how a unit went down before a start', () => {
  it('killed: with the signal, and its name from the journal', () => {
    for (const end of endsBefore('restart-policy-live', 'worker.service')) {
      expect(end).toMatchObject({ how: 'killed', result: 'signal', exitCode: 'killed', exitStatus: 9, exitStatusName: 'KILL' });
    }
    for (const end of endsBefore('restart-policy-live', 'worker.service', busOnly)) {
      expect(end).toMatchObject({ how: 'killed', result: 'signal' });
    }
  });

  it('stopped: by a stop job and by a restart job', () => {
    expect(endsBefore('clean-stop-then-started-by-hand-live', 'worker.service')).toMatchObject([{ how: 'stopped', result: 'success' }]);
    expect(endsBefore('clean-stop-then-started-by-hand-live', 'worker.service', busOnly)).toMatchObject([{ how: 'stopped' }]);
    expect(endsBefore('client-restart-live', 'worker.service').map((end) => end?.how)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(endsBefore('client-restart-back', 'worker.service').map((end) => end?.how)).toEqual([
      undefined,
      'stopped',
      'stopped',
      'stopped',
    ]);
  });

  it('by itself: a oneshot that ran through', () => {
    const [first, second] = endsBefore('timer-live', 'tick.service');
    expect(first).toBeUndefined();
    expect(second).toMatchObject({ how: 'exited', result: 'success' });
    expect(endsBefore('timer-live', 'tick.service', journalOnly)[1]).toMatchObject({ how: 'exited', result: 'success' });
  });

  it('by the bus alone: a restart is a stop, a oneshot that ran through is none, nor is one that was killed', () => {
    expect(endsBefore('client-restart-live', 'worker.service', busOnly).map((end) => end?.how)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(endsOf('timer-live', 'tick.service', busOnly).map((end) => end?.how)).toEqual(['exited', 'exited']);
    expect(endsBefore('restart-policy-live-257', 'worker.service', busOnly).map((end) => end?.how)).toEqual(['killed', 'killed']);
    expect(endsBefore('part-of-restart-live', 'part.service', busOnly).map((end) => end?.how)).toEqual(['stopped']);
    expect(endsBefore('timer-first-person-later-live', 'tick.service', busOnly).map((end) => end?.how)).toEqual([undefined, 'stopped']);
  });

  it('stopped: what is active (exited) goes down at once, without "Stopping"', async () => {
    for (const mode of ['live', 'back'] as const) {
      const { observations } = await readRecording(`fixtures/scenarios/stop-of-an-exited-oneshot/${mode}.jsonl.gz`);
      for (const source of mode === 'live' ? [everything, busOnly] : [everything]) {
        const { history } = replay(source(observations));
        const { starts } = history.unit('setup.service');
        expect(starts.map((start) => endOf(history.unit('setup.service'), start)?.how)).toEqual(['stopped', 'stopped', undefined]);
      }
    }
  });

  it('nothing, when it had not run before', () => {
    expect(endsBefore('client-in-a-unit-live', 'worker.service')).toEqual([undefined]);
  });
});

describe('how a run ended', () => {
  it('failed: with its exit status', () => {
    expect(endsOf('on-failure-live', 'backup.service')).toMatchObject([
      { how: 'exited', result: 'exit-code', exitCode: 'exited', exitStatus: 1, exitStatusName: 'FAILURE' },
    ]);
  });

  it('skipped by ExecCondition=', () => {
    expect(endsOf('exec-condition-skip-live', 'guarded.service')).toMatchObject([{ how: 'skipped', result: 'exec-condition' }, undefined]);
  });

  it('not yet, while it runs', () => {
    expect(endsOf('client-in-a-unit-live', 'worker.service')).toEqual([undefined]);
    expect(endsOf('restart-policy-live', 'worker.service').at(-1)).toBeUndefined();
  });

  it('at the time that the manager stamped, between its start and the next', () => {
    const { history } = replay(excerpt('restart-policy-live'));
    const record = history.unit('worker.service');
    const [, first, second] = record.starts;
    const end = endOf(record, first!);
    expect(end?.at.realtimeUsec).toBeGreaterThan(first!.at.realtimeUsec);
    expect(end?.at.realtimeUsec).toBeLessThan(second!.at.realtimeUsec);
    expect(end).toEqual(endBefore(record, second!));
  });

  it('cites what told of it', () => {
    const [end] = endsBefore('clean-stop-then-started-by-hand-live', 'worker.service');
    expect(end?.evidence.map((fact) => ('text' in fact ? fact.text : fact.kind))).toEqual([
      expect.stringMatching(/^Stopping worker\.service/) as unknown,
      'worker.service: Deactivated successfully.',
      expect.stringMatching(/^Stopped worker\.service/) as unknown,
    ]);
  });
});
