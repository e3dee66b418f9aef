import { describe, expect, it } from 'vitest';
import { decodeJournalEntry } from '../../../src/history/decode/journal-entry.ts';
import type { Fact, HostLogged, JobLogged, UnitLogged } from '../../../src/model/fact.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { factsOf, journalLines, linesWith, VERSIONS, withFields } from '../journal-lines.ts';

const only = <T>(list: readonly T[]): T => {
  expect(list).toHaveLength(1);
  return list[0]!;
};

describe.each(VERSIONS)('what systemd %i logs', (version) => {
  const facts = factsOf(journalLines(version));
  const jobLines = (unit: string): JobLogged[] =>
    facts.filter((fact): fact is JobLogged => fact.kind === 'job-logged' && fact.unit === unit);
  const unitLines = (unit: string): UnitLogged[] =>
    facts.filter((fact): fact is UnitLogged => fact.kind === 'unit-logged' && fact.unit === unit);
  const hostLines = (event: string): HostLogged[] =>
    facts.filter((fact): fact is HostLogged => fact.kind === 'host-logged' && fact.detail.event === event);
  const phases = (unit: string): string[] => jobLines(unit).map(({ phase }) => phase);

  it('of a start that a condition skipped is no start, in its wording', () => {
    expect(phases('one-condition.service')).toEqual(['skipped']);
    expect(phases('two-conditions.service')).toEqual(['skipped']);
    expect(phases('either-condition.service')).toEqual(['skipped']);
    expect(jobLines('one-condition.service')[0]).not.toHaveProperty('invocationId');
  });

  it('of a unit whose description speaks of being skipped is a start all the same', () => {
    expect(phases('described.service').filter((phase) => phase === 'started').length).toBeGreaterThanOrEqual(2);
    expect(phases('described.service')).not.toContain('skipped');
    expect(jobLines('described.service')[0]).toMatchObject({ jobType: 'start', result: 'done' });
    expect(jobLines('described.service')[0]?.invocationId).toMatch(/^[0-9a-f]{32}$/);
    expect(jobLines('described.service')[0]?.jobId).toBeGreaterThan(0);
  });

  it('of a failed assertion is a start that failed', () => {
    expect(phases('asserted.service')).toEqual(['start-failed']);
  });

  it('of an ExecCondition= that said no is a start that was then skipped', () => {
    expect(phases('exec-condition.service')).toEqual(['starting', 'skipped']);
    expect(unitLines('exec-condition.service').map(({ detail }) => detail.event)).toContain('exec-condition-skipped');
  });

  it('of a start limit is that it was hit', () => {
    expect(unitLines('limited.service').map(({ detail }) => detail.event)).toContain('start-limit-hit');
    expect(phases('limited.service').filter((phase) => phase === 'started')).toHaveLength(1);
    expect(phases('limited.service').at(-1)).toBe('start-failed');
  });

  it('of the end of a main process is its code, status and the name of the status', () => {
    const exit = unitLines('no-folder.service').find(({ detail }) => detail.event === 'process-exit');
    expect(exit?.detail).toEqual({ event: 'process-exit', process: 'main', code: 'exited', status: 200, statusName: 'CHDIR' });
    const kill = unitLines('waits.service').find(({ detail }) => detail.event === 'process-exit');
    expect(kill?.detail).toEqual({ event: 'process-exit', process: 'main', code: 'killed', status: 9, statusName: 'KILL' });
  });

  it('of the end of another process of the unit is not that of the main one', () => {
    const exit = unitLines('bad-stop.service').find(({ detail }) => detail.event === 'process-exit');
    expect(exit?.detail).toMatchObject({ process: 'control', code: 'exited', status: 4, statusName: 'NOPERMISSION' });
  });

  it('of the result of a run is the result', () => {
    expect(unitLines('exits.service').find(({ detail }) => detail.event === 'failed')?.detail).toEqual({
      event: 'failed',
      result: 'exit-code',
    });
    expect(unitLines('waits.service').find(({ detail }) => detail.event === 'failed')?.detail).toEqual({
      event: 'failed',
      result: 'signal',
    });
    expect(unitLines('succeeds.service').map(({ detail }) => detail.event)).toContain('succeeded');
  });

  it('of Restart= is that a restart was scheduled, and how many there were', () => {
    const scheduled = unitLines('exits.service').find(({ detail }) => detail.event === 'restart-scheduled');
    expect(scheduled?.detail).toEqual({ event: 'restart-scheduled', nRestarts: 1, onClientRequest: false });
  });

  it('of a start asked for in the hold-off is said from v257 on', () => {
    const scheduled = unitLines('waits.service').filter(({ detail }) => detail.event === 'restart-scheduled');
    expect(scheduled.map(({ detail }) => detail)).toEqual(
      version < 257 ? [] : [{ event: 'restart-scheduled', nRestarts: 1, onClientRequest: true }],
    );
  });

  it('of OnFailure= and OnSuccess= is which of the two, on the unit that ended', () => {
    expect(
      unitLines('fails.service')
        .filter(({ detail }) => detail.event === 'triggering')
        .map(({ detail }) => detail),
    ).toEqual([{ event: 'triggering', setting: 'OnFailure' }]);
    const succeeded = unitLines('succeeds.service').filter(({ detail }) => detail.event === 'triggering');
    expect(succeeded.map(({ detail }) => detail)).toEqual(version < 249 ? [] : [{ event: 'triggering', setting: 'OnSuccess' }]);
    expect(unitLines('handler.service').map(({ detail }) => detail.event)).not.toContain('triggering');
  });

  it('of an automount is the process that asked', () => {
    const request = only(unitLines('srv-lazy.automount').filter(({ detail }) => detail.event === 'automount-request'));
    expect(request.detail).toMatchObject({ comm: 'ls', pid: expect.any(Number) as unknown });
  });

  it('of a signal to PID 1 is its name and its sender', () => {
    expect(only(hostLines('signal-received')).detail).toEqual({
      event: 'signal-received',
      signal: 'WINCH',
      comm: 'sh',
      pid: expect.any(Number) as unknown,
    });
  });

  it('of the end of the boot is said once', () => {
    expect(hostLines('startup-finished')).toHaveLength(1);
  });

  it('of marked jobs is said where there are any', () => {
    expect(hostLines('marked-jobs-queued')).toHaveLength(version < 248 ? 0 : 1);
  });

  it('of FailureAction=reboot is said from v262 on, without UNIT= and with the unit in the text', () => {
    const found = hostLines('emergency-action');
    expect(found.map(({ detail }) => detail)).toEqual(
      version < 262 ? [] : [{ event: 'emergency-action', action: 'Rebooting', unit: 'vital.service' }],
    );
  });

  it('comes with what dbus-daemon logs of an activation: the name, the unit and who asked, whatever is in the comm', () => {
    expect(only(hostLines('bus-activation')).detail).toEqual({
      event: 'bus-activation',
      busName: 'org.example.Widget',
      unit: 'bus-widget.service',
      requester: expect.stringMatching(/^:1\.\d+$/) as unknown,
      uid: 0,
      pid: expect.any(Number) as unknown,
      comm: 'busctl --expect-reply=no call org.example.Widget /',
    });
  });

  it('comes with what sudo and cron log of their commands', () => {
    const commands = hostLines('command-logged').map(({ detail }) => detail);
    expect(commands).toContainEqual(
      expect.objectContaining({
        program: 'sudo',
        user: 'alice',
        command: expect.stringMatching(/systemctl restart described\.service$/) as unknown,
      }),
    );
    expect(commands).toContainEqual(
      expect.objectContaining({ program: 'cron', user: 'root', command: 'systemctl start described.service' }),
    );
    expect(commands).toHaveLength(2);
  });

  it('counts for something only from who may say it, whatever name the process gives itself', () => {
    const forged = journalLines(version).filter(({ payload }) => payload.kind === 'entry' && payload.fields['FORGED'] === 'yes');
    const names = forged.map(({ payload }) => (payload.kind === 'entry' ? payload.fields['_COMM'] : undefined));
    expect(new Set(names)).toEqual(new Set(['perl', 'systemd', 'sudo', 'cron', 'dbus-daemon']));
    expect(forged).toHaveLength(30);
    expect(factsOf(forged)).toEqual([]);
  });

  it('keeps its cursor and time as evidence', () => {
    const line = only(
      linesWith(version, 'Scheduled restart job')
        .filter((one) => factsOf([one]).length > 0)
        .slice(0, 1),
    );
    const fact = factsOf([line])[0] as UnitLogged;
    expect(fact.cursor).toMatch(/^s=[0-9a-f]{32};i=/);
    expect(fact.at).toEqual(line.at);
    expect(fact.order).toBe(line.sequence);
  });
});

describe('who speaks', () => {
  const started = linesWith(252, 'Started described.service').find((line) => factsOf([line]).length > 0)!;
  const kindOf = (line: Observation, scope: 'system' | 'user' = 'system'): Fact['kind'] | undefined =>
    decodeJournalEntry(line, scope)[0]?.kind;

  it('is told by the fields that journald sets, not by those that a process can set', () => {
    expect(kindOf(started)).toBe('job-logged');
    expect(kindOf(withFields(started, { _PID: '4711' }))).toBeUndefined();
    expect(kindOf(withFields(started, { _PID: undefined, SYSLOG_PID: '1' }))).toBeUndefined();
    expect(kindOf(withFields(started, { _PID: '4711', _COMM: 'systemd' }))).toBeUndefined();
  });

  it('a program is told by its file, where that is known, and else must be of root', () => {
    const sudo = linesWith(252, 'alice : ').at(0)!;
    expect(kindOf(sudo)).toBe('host-logged');
    expect(kindOf(withFields(sudo, { _EXE: '/home/eve/sudo' }))).toBeUndefined();
    expect(kindOf(withFields(sudo, { _EXE: undefined }))).toBeUndefined();
    expect(kindOf(withFields(sudo, { _EXE: undefined, _UID: '0' }))).toBe('host-logged');
  });

  it('a command that sudo refused was none', () => {
    const refused = linesWith(252, 'nobody : command not allowed');
    expect(refused).toHaveLength(1);
    expect(factsOf(refused)).toEqual([]);
    const text = refused[0]!.payload.kind === 'entry' ? String(refused[0]!.payload.fields['MESSAGE']) : '';
    expect(kindOf(withFields(refused[0]!, { MESSAGE: text.replace('command not allowed ; ', '') }))).toBe('host-logged');
  });

  it('a dbus-daemon that a person runs is no system bus', () => {
    const activating = linesWith(252, "unit='bus-widget.service'").at(0)!;
    expect(kindOf(activating)).toBe('host-logged');
    expect(kindOf(withFields(activating, { _UID: '1000' }))).toBeUndefined();
    expect(kindOf(withFields(activating, { _UID: '1000' }), 'user')).toBe('host-logged');
    expect(kindOf(withFields(activating, { _EXE: '/tmp/dbus-daemon' }))).toBeUndefined();
  });

  it('a cron that is not of root is none', () => {
    const cron = linesWith(252, 'CMD (systemctl').find((line) => factsOf([line]).length > 0)!;
    expect(kindOf(withFields(cron, { _UID: '1000' }))).toBeUndefined();
  });

  it('another user manager says nothing of the system, and PID 1 nothing of the user manager', () => {
    const users = withFields(started, { _PID: '300', UNIT: undefined, USER_UNIT: 'described.service', USER_INVOCATION_ID: 'f'.repeat(32) });
    expect(kindOf(users)).toBeUndefined();
    expect(kindOf(users, 'user')).toBe('job-logged');
    expect(kindOf(started, 'user')).toBeUndefined();
  });

  it('a message of two lines, or of no message at all, is no error', () => {
    expect(kindOf(withFields(started, { MESSAGE: undefined }))).toBe('job-logged');
    expect(kindOf(withFields(started, { MESSAGE: 'one\ntwo', MESSAGE_ID: undefined }))).toBeUndefined();
    expect(kindOf(withFields(started, { MESSAGE: undefined, MESSAGE_ID: undefined }))).toBeUndefined();
  });
});
