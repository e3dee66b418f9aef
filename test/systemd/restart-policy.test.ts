import { describe, expect, it } from 'vitest';
import { decideByPolicy, restartActsOn, type RestartQuestion } from '../../src/systemd/restart-policy.ts';

const SETTINGS = ['no', 'always', 'on-success', 'on-failure', 'on-abnormal', 'on-abort', 'on-watchdog'] as const;
const NONE = { statuses: [], signals: [] };

/** The table of systemd.service(5), and the results that it does not name. */
const ACTS: Readonly<Record<string, readonly string[]>> = {
  success: ['always', 'on-success'],
  'exit-code': ['always', 'on-failure'],
  signal: ['always', 'on-failure', 'on-abnormal', 'on-abort'],
  'core-dump': ['always', 'on-failure', 'on-abnormal', 'on-abort'],
  timeout: ['always', 'on-failure', 'on-abnormal'],
  watchdog: ['always', 'on-failure', 'on-abnormal', 'on-watchdog'],
  'oom-kill': ['always', 'on-failure', 'on-abnormal'],
  protocol: ['always', 'on-failure', 'on-abnormal'],
  resources: ['always', 'on-failure', 'on-abnormal'],
  'exec-condition': [],
  'start-limit-hit': [],
};

const question: RestartQuestion = {
  restart: 'always',
  result: 'exit-code',
  systemdVersion: 252,
  isOneshot: false,
  mainStatus: { code: 'exited', status: 42 },
  prevent: NONE,
  force: NONE,
  success: NONE,
};
const of42 = { statuses: [42], signals: [] };

describe('the table of results', () => {
  it.each(Object.entries(ACTS))('%s', (result, settings) => {
    for (const setting of SETTINGS) expect([setting, restartActsOn(setting, result, 252)]).toEqual([setting, settings.includes(setting)]);
  });

  it('up to v250 Restart=always also acts on a run that ExecCondition= skipped', () => {
    expect([247, 250, 251, 262].map((version) => restartActsOn('always', 'exec-condition', version))).toEqual([true, true, false, false]);
    expect(restartActsOn('on-failure', 'exec-condition', 247)).toBe(false);
    expect(restartActsOn('always', 'exec-condition', 0), 'the version is not known').toBeUndefined();
  });

  it('says nothing of a setting that it does not know', () => {
    expect(restartActsOn('on-full-moon', 'signal', 252)).toBeUndefined();
    expect(decideByPolicy({ ...question, restart: 'on-full-moon' })).toBeUndefined();
  });
});

describe('the rules before the table, in their order', () => {
  it.each([
    ['the table, where nothing else is said', {}, { acts: true, rule: 'table', by: 'result' }],
    ['a list forces', { restart: 'no', force: of42 }, { acts: true, rule: 'force-exit-status', by: 'status' }],
    ['a list prevents, before one that forces', { force: of42, prevent: of42 }, { acts: false, rule: 'prevent-exit-status', by: 'status' }],
    ['a restart job, before the lists', { force: of42, takenDownBy: 'restart' }, { acts: false, rule: 'manual-stop', by: 'job' }],
    ['a stop job, before the lists', { force: of42, takenDownBy: 'stop' }, { acts: false, rule: 'stop-pending', by: 'job' }],
    ['the start limit, before all', { result: 'start-limit-hit', force: of42 }, { acts: false, rule: 'start-limit', by: 'result' }],
  ] as const)('%s', (_, change, answer) => {
    expect(decideByPolicy({ ...question, ...change })).toEqual(answer);
  });

  it('a list of statuses is none of signals', () => {
    const killed = { code: 'killed', status: 10 } as const;
    const asStatus = { statuses: [10], signals: [] };
    const asSignal = { statuses: [], signals: [10] };
    expect(decideByPolicy({ ...question, mainStatus: killed, prevent: asStatus })).toMatchObject({ acts: true, rule: 'table' });
    expect(decideByPolicy({ ...question, mainStatus: killed, prevent: asSignal })).toMatchObject({ acts: false });
    expect(decideByPolicy({ ...question, mainStatus: { code: 'dumped', status: 10 }, prevent: asSignal })).toMatchObject({ acts: false });
  });

  it('no list holds the status of a main process that there was not', () => {
    const lists = { prevent: { statuses: [0, 1], signals: [1] }, force: { statuses: [0, 1], signals: [1] } };
    expect(decideByPolicy({ ...question, ...lists, mainStatus: 'none' })).toMatchObject({ acts: true, rule: 'table' });
  });

  it('a oneshot that succeeded is not forced from v256 on', () => {
    const done = { ...question, isOneshot: true, result: 'success', restart: 'no', force: of42, systemdVersion: 257 };
    expect(decideByPolicy(done)).toEqual({ acts: false, rule: 'type-oneshot', by: 'status' });
    expect(decideByPolicy({ ...done, result: 'exit-code' })).toMatchObject({ acts: true, rule: 'force-exit-status' });
    expect(decideByPolicy({ ...done, isOneshot: false })).toMatchObject({ acts: true, rule: 'force-exit-status' });
    expect(decideByPolicy({ ...done, systemdVersion: 0 })).toBeUndefined();
  });

  it('SuccessExitStatus= is named where it made the result a success', () => {
    const listed = { ...question, result: 'success', success: of42 };
    expect(decideByPolicy({ ...listed, restart: 'on-failure' })).toEqual({ acts: false, rule: 'success-exit-status', by: 'status' });
    expect(decideByPolicy({ ...listed, restart: 'on-success' })).toEqual({ acts: true, rule: 'success-exit-status', by: 'status' });
    expect(decideByPolicy({ ...listed, restart: 'always' })).toMatchObject({ rule: 'table' });
    expect(decideByPolicy({ ...listed, restart: 'on-failure', mainStatus: { code: 'exited', status: 0 } })).toMatchObject({
      rule: 'table',
    });
  });
});
