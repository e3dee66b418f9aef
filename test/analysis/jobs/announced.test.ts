import { expect, it } from 'vitest';
import { announcedWith, askedAgainWith, isCalledFor, isInOneGo, isNotCalledFor } from '../../../src/analysis/jobs/announced.ts';
import { createHistory, type History } from '../../../src/history/history.ts';
import type { Job } from '../../../src/model/unit-record.ts';
import type { ObservationPayload, WireValue } from '../../../src/model/observation.ts';

const BOOT = 'b0';

/** The signals of a manager, in order: `+JOB UNIT` is JobNew, `*JOB STATE` a job announced once more, `-JOB UNIT` JobRemoved, and `UNIT STATE` or `UNIT STATE JOB` a unit's. */
function heard(...signals: readonly string[]): History {
  const history = createHistory('system');
  const path = '/org/freedesktop/systemd1';
  const add = (payload: ObservationPayload, sequence: number): void => {
    const usec = 1_000_000n + BigInt(sequence) * 100n;
    history.add({ sequence, at: { realtimeUsec: usec, monotonicUsec: usec, bootId: BOOT }, payload });
  };
  add({ source: 'system-bus', kind: 'listening' }, 0);
  signals.forEach((signal, index) => {
    const [, kind = '', subject = '', rest = '', own] = /^([-+*]?)(\S+) (\S+)(?: (\d+))?$/.exec(signal) ?? [];
    const job: Readonly<Record<string, WireValue>> = own === undefined ? {} : { Job: [Number(own), `${path}/job/${own}`] };
    const body = { '+': [Number(subject), path, rest], '-': [Number(subject), path, rest, 'done'] }[kind];
    const common = { source: 'system-bus', kind: 'signal' } as const;
    const changed = { ...common, interface: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged' } as const;
    if (body !== undefined)
      add(
        { ...common, path, interface: `org.freedesktop.systemd1.Manager`, member: kind === '+' ? 'JobNew' : 'JobRemoved', body },
        index + 1,
      );
    else if (kind === '*')
      add({ ...changed, path: `${path}/job/${subject}`, body: ['org.freedesktop.systemd1.Job', { State: rest }, []] }, index + 1);
    else
      add(
        {
          ...changed,
          path: `${path}/unit/${subject.replace('.', '_2e')}`,
          body: ['org.freedesktop.systemd1.Unit', { ActiveState: rest, SubState: rest, ...job }, []],
        },
        index + 1,
      );
  });
  return history;
}

const job = (history: History, unit: string): Job => history.unit(unit).jobs.at(-1)!;

it('a job that is announced right behind its unit and ahead of those that it brings was called for', () => {
  const history = heard('a.service inactive', '+5 a.service', 'b.service inactive', 'c.service inactive', '+7 c.service', '+6 b.service');
  history.edges.declare('a.service', 'Wants', 'b.service');
  expect(isCalledFor(job(history, 'a.service'), history)).toBe(true);
  expect(isCalledFor(job(history, 'b.service'), history)).toBe(false);
  expect(isNotCalledFor(job(history, 'b.service'), history)).toBe(true);
  expect(announcedWith(job(history, 'b.service'), history).called.map((one) => one.job.unit)).toEqual(['a.service']);
});

it('where all units come before all jobs, nobody called', () => {
  const history = heard('a.service inactive', 'b.service inactive', '+6 b.service', '+5 a.service');
  history.edges.declare('a.service', 'Wants', 'b.service');
  expect(isCalledFor(job(history, 'a.service'), history)).toBe(false);
  expect(isNotCalledFor(job(history, 'a.service'), history)).toBe(true);
  expect(isNotCalledFor(job(history, 'b.service'), history)).toBe(false);
});

it('a job that was there and is announced with a new one may have been asked for once more', () => {
  const waiting = heard('a.service inactive', '+5 a.service', '-4 y.service', 'b.service inactive', '*5 waiting', '+9 b.service');
  expect(askedAgainWith(job(waiting, 'b.service'), waiting)).toMatchObject([{ unit: 'a.service', id: 8.5, again: { id: 5 } }]);
  const running = heard('a.service inactive', '+5 a.service', '-4 y.service', 'b.service inactive', '*5 running', '+9 b.service');
  expect(askedAgainWith(job(running, 'b.service'), running)).toEqual([]);
});

it('what is announced in between parts a change from a job, unless it ended before its turn', () => {
  const apart = heard('t.timer running', 'x.service inactive', '+5 x.service', 'b.service inactive', '+6 b.service');
  expect(isInOneGo(1, job(apart, 'b.service'), apart)).toBe(false);
  const ended = heard('t.timer running', 'x.service inactive', '+5 x.service', '-5 x.service', 'b.service inactive 6', '+6 b.service');
  expect(isInOneGo(1, job(ended, 'b.service'), ended)).toBe(true);
});

it('a unit that is announced without its job parts what came before from that job', () => {
  const apart = heard('s.socket running', 'b.service active', 's.socket listening', 'b.service failed 6', '+6 b.service');
  expect(isInOneGo(1, job(apart, 'b.service'), apart)).toBe(false);
  expect(isInOneGo(3, job(apart, 'b.service'), apart)).toBe(true);
  const other = heard('s.socket running', 'b.service active 5', 'b.service failed 6', '+6 b.service');
  expect(isInOneGo(1, job(other, 'b.service'), other)).toBe(false);
  const together = heard('b.service active', 's.socket running', 'b.service failed 6', '+6 b.service');
  expect(isInOneGo(2, job(together, 'b.service'), together)).toBe(true);
});

it('what another that was called for brought is not called for, though what the next call is for comes right behind', () => {
  const history = heard('q.service inactive', '+5 q.service', 'b.service inactive', '+9 b.service', 'd.service active', '+11 d.service');
  history.edges.declare('q.service', 'Upholds', 'b.service');
  history.edges.declare('b.service', 'BindsTo', 'd.service');
  expect(isCalledFor(job(history, 'b.service'), history)).toBe(false);
  expect(announcedWith(job(history, 'b.service'), history).called.map((one) => one.job.unit)).toEqual(['q.service']);
});

it('a restart that has stopped its unit, and waits as a start, was not asked for again by that', () => {
  const told = [
    'a.service active',
    '+5 a.service',
    '*5 running',
    'a.service inactive',
    '*5 waiting',
    't.timer running',
    'b.service inactive',
  ];
  const history = heard(...told, '+9 b.service', '*5 waiting');
  history.edges.declare('a.service', 'BindsTo', 'b.service');
  expect(announcedWith(job(history, 'b.service'), history).called).toEqual([]);
  expect(askedAgainWith(job(history, 'b.service'), history)).toMatchObject([{ unit: 'a.service', queued: { order: 9 } }]);
});

it('of several that one call asks for the one with the lowest number was asked for, wherever it is announced', () => {
  const signals = ['l.service active 7', '+7 l.service', 'b.service active 6', '+6 b.service', 'b.service active 6'];
  const bound = (version: string): boolean => {
    const history = heard(...signals);
    history.edges.declare('b.service', 'BindsTo', 'l.service');
    const at = { realtimeUsec: 1n, bootId: BOOT };
    history.add({ sequence: 90, at, payload: { source: 'system-bus', kind: 'manager-properties', properties: { Version: version } } });
    return isCalledFor(job(history, 'b.service'), history);
  };
  expect(bound('262')).toBe(true);
  // Before, a call asks for one unit, and a merge gave it the later number.
  expect(bound('257')).toBe(false);
});
