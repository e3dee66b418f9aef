import { describe, expect, it } from 'vitest';
import { decodeBusObservation } from '../../../src/history/decode/bus.ts';
import type { Fact } from '../../../src/model/fact.ts';
import type { Observation, WireValue } from '../../../src/model/observation.ts';
import { excerpt } from '../excerpt.ts';

const timer = excerpt('timer-live');
const signal = (member: string, where = (_body: readonly WireValue[]): boolean => true): Observation => {
  const found = timer.find(({ payload }) => payload.kind === 'signal' && payload.member === member && where(payload.body));
  if (found === undefined) throw new Error(`the excerpt holds no such ${member}`);
  return found;
};
const withBody = (observation: Observation, body: readonly WireValue[]): Observation =>
  observation.payload.kind === 'signal' ? { ...observation, payload: { ...observation.payload, body } } : observation;
const kinds = (observation: Observation): Fact['kind'][] => decodeBusObservation(observation).map(({ kind }) => kind);

describe('what the manager said on the bus', () => {
  it('JobNew is a job that was heard', () => {
    const observation = signal('JobNew', ([, , unit]) => unit === 'tick.service');
    expect(decodeBusObservation(observation)).toEqual([
      {
        kind: 'job-queued',
        source: 'system-bus',
        at: observation.at,
        order: observation.sequence,
        jobId: 77,
        unit: 'tick.service',
        known: 'heard',
      },
    ]);
  });

  it('JobRemoved has the result', () => {
    const observation = signal('JobRemoved', ([, , unit]) => unit === 'tick.service');
    expect(decodeBusObservation(observation)[0]).toMatchObject({ kind: 'job-removed', jobId: 77, unit: 'tick.service', result: 'done' });
  });

  it('UnitNew and UnitRemoved are of the unit', () => {
    expect(decodeBusObservation(signal('UnitNew'))[0]).toMatchObject({ kind: 'unit-loaded', unit: 'tick.timer' });
    expect(decodeBusObservation(signal('UnitRemoved', ([unit]) => unit === 'tick.service'))[0]).toMatchObject({
      kind: 'unit-unloaded',
      unit: 'tick.service',
    });
  });

  it('PropertiesChanged of the Unit interface is a state, with ids and both clocks', () => {
    const states = timer
      .flatMap(decodeBusObservation)
      .filter((fact) => fact.kind === 'unit-state' && fact.unit === 'tick.service' && fact.signalled && fact.invocationId !== undefined);
    // PID 1 announces the new InvocationID while the unit is still down.
    expect(states[0]).toMatchObject({ activeState: 'inactive', subState: 'dead', jobId: 77 });
    expect(states[1]).toMatchObject({ activeState: 'activating', subState: 'start', jobId: 77 });
    expect(states[0]).toHaveProperty('invocationId', expect.stringMatching(/^[0-9a-f]{32}$/));
    const { inactiveExit } = states.at(-1) as { inactiveExit?: { monotonicUsec?: bigint; bootId?: string } };
    expect(inactiveExit?.monotonicUsec).toBeGreaterThan(3_900_000_000n);
    expect(inactiveExit?.bootId).toBe(timer[0]?.at.bootId);
  });

  it('PropertiesChanged of another interface is a detail of the unit, its name unescaped', () => {
    const observation = signal('PropertiesChanged', ([name]) => name === 'org.freedesktop.systemd1.Timer');
    expect(decodeBusObservation(observation)[0]).toMatchObject({
      kind: 'unit-detail',
      unit: 'tick.timer',
      properties: { Result: 'success' },
    });
  });

  it('an answer to GetAll describes the unit, and its state was not signalled', () => {
    const observation = timer.find(({ payload }) => payload.kind === 'unit-properties' && payload.unit === 'tick.service')!;
    expect(decodeBusObservation(observation)).toMatchObject([
      { kind: 'unit-properties', unit: 'tick.service' },
      { kind: 'unit-state', unit: 'tick.service', signalled: false },
    ]);
  });

  it('jobs that were queued before are known, and nothing of their order is', () => {
    const observation = excerpt('timer-live').find(({ payload }) => payload.kind === 'job-list')!;
    const listed: Observation = {
      ...observation,
      payload: { source: 'system-bus', kind: 'job-list', jobs: [{ id: 5, unit: 'tick.service', type: 'restart', state: 'running' }] },
    };
    expect(decodeBusObservation(observation)).toEqual([]);
    expect(decodeBusObservation(listed)[0]).toMatchObject({ kind: 'job-queued', jobId: 5, known: 'before', jobType: 'restart' });
  });

  it('listening begins a time in which the bus is heard, and a gap ends it', () => {
    const listening = timer.find(({ payload }) => payload.kind === 'listening')!;
    expect(decodeBusObservation(listening)[0]).toMatchObject({ kind: 'bus-heard', edge: 'begin' });
    const gap: Observation = {
      ...listening,
      payload: { source: 'system-bus', kind: 'gap', from: listening.at, to: listening.at, text: 'the manager executed itself anew' },
    };
    expect(decodeBusObservation(gap)[0]).toMatchObject({ kind: 'bus-heard', edge: 'end' });
    const others: Observation = { ...gap, payload: { ...gap.payload, source: 'journal' } as Observation['payload'] };
    expect(decodeBusObservation(others)).toEqual([]);
  });

  it('what is not of the expected shape says nothing', () => {
    const jobNew = signal('JobNew');
    expect(kinds(withBody(jobNew, []))).toEqual([]);
    expect(kinds(withBody(jobNew, ['77', '/', 'tick.service']))).toEqual([]);
    expect(kinds(withBody(signal('PropertiesChanged'), ['org.freedesktop.systemd1.Unit', ['no', 'table']]))).toEqual([]);
    expect(kinds(withBody(signal('UnitRemoved'), [7]))).toEqual([]);
  });

  it('a JobNew of another interface than the manager is none of its', () => {
    const jobNew = signal('JobNew');
    const foreign: Observation = { ...jobNew, payload: { ...jobNew.payload, interface: 'org.example.Manager' } as Observation['payload'] };
    expect(kinds(foreign)).toEqual([]);
  });
});
