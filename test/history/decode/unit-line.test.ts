import { describe, expect, it } from 'vitest';
import type { UnitLogEvent } from '../../../src/model/fact.ts';
import { eventsOf, VERSIONS } from '../unit-lines.ts';

const pid = expect.any(Number) as number;

describe.each(VERSIONS)('what systemd %i says of an end', (version) => {
  const of = (unit: string): UnitLogEvent[] => eventsOf(version, unit);
  const first = (unit: string, event: UnitLogEvent['event']): UnitLogEvent | undefined => of(unit).find((detail) => detail.event === event);

  it('the watchdog, with its limit, and the signals that systemd sends for it', () => {
    expect(first('dog.service', 'watchdog-timeout')).toEqual({ event: 'watchdog-timeout', limit: '600ms' });
    expect(first('dog.service', 'kill-sent')).toEqual({ event: 'kill-sent', signal: 'ABRT', pid, comm: 'sleep', onClientRequest: false });
  });

  it.each([
    ['slow-start.service', 'start', 'start'],
    ['slow-pre.service', 'start', 'start-pre'],
    ['slow-stop.service', 'stop', 'stop-sigterm'],
    ['slow-command.service', 'stop', 'stop'],
    ['slow-reload.service', 'reload', 'reload'],
    ['long-run.service', 'run', undefined],
  ])('%s: it was the %s that took too long', (unit, operation, state) => {
    const { text, ...told } = first(unit, 'timed-out') as Extract<UnitLogEvent, { event: 'timed-out' }>;
    expect(told).toEqual({ event: 'timed-out', operation, ...(state === undefined ? {} : { state }) });
    expect(text).toMatch(/timed out|time limit/);
  });

  it('the command of a control process', () => {
    expect(first('pre-fails.service', 'process-exit')).toEqual({
      event: 'process-exit',
      process: 'control',
      code: 'exited',
      status: 7,
      statusName: 'NOTRUNNING',
      command: 'ExecStartPre',
    });
    expect(first('slow-command.service', 'process-exit')).toMatchObject({ process: 'control', code: 'killed', command: 'ExecStop' });
    expect(first('srv-bad.mount', 'process-exit')).toMatchObject({ status: 32, ...(version < 262 ? {} : { command: 'ExecMount' }) });
  });

  it('a signal that a client asked for', () => {
    expect(first('asked-kill.service', 'kill-sent')).toEqual({
      event: 'kill-sent',
      signal: 'KILL',
      pid,
      comm: 'sleep',
      onClientRequest: true,
    });
  });

  it.each([
    ['no-folder.service', 'CHDIR', '/bin/true'],
    ['no-file.service', 'EXEC', '/usr/bin/nonesuch'],
    ['no-user.service', 'USER', '/bin/true'],
  ])('%s: the step %s failed, said by a process that is not the manager', (unit, step, executable) => {
    expect(of(unit).filter(({ event }) => event === 'spawn-failed')).toEqual([
      { event: 'spawn-failed', step, executable, reason: expect.any(String) as string },
    ]);
  });

  it('a promise that was broken', () => {
    expect(first('no-pid-file.service', 'protocol-broken')).toMatchObject({ text: expect.stringContaining('PID file') as string });
  });

  it('a job that took too long', () => {
    expect(of('slow-job.service')).toEqual([
      { event: 'job-timed-out', unit: 'slow-job.service', jobType: 'start' },
      { event: 'job-failed', unit: 'slow-job.service', jobType: 'start', result: 'timeout' },
    ]);
  });

  it('a socket that triggered too often', () => {
    expect(of('busy.socket').map(({ event }) => event)).toEqual(['trigger-limit-hit', 'failed']);
  });

  it('a cycle, to each of its units, with the job that was given up for it', () => {
    for (const unit of ['wheel-a.service', 'wheel-b.service', 'wheel-c.service']) {
      const [found, given] = of(unit).filter(({ event }) => event === 'ordering-cycle');
      expect(found).toEqual({
        event: 'ordering-cycle',
        units: expect.arrayContaining(['wheel-a.service', 'wheel-b.service', 'wheel-c.service']) as string[],
      });
      expect(given).toMatchObject({ deleted: { unit: expect.stringMatching(/^wheel-[abc]\.service$/) as string, jobType: 'start' } });
    }
    expect(of('knot-a.service')).toContainEqual(expect.objectContaining({ event: 'ordering-cycle', unbreakable: true }));
  });

  it('lines of unit files that it ignores, and units that it refuses', () => {
    const path = '/etc/systemd/system/unknown-setting.service';
    expect(of('unknown-setting.service')).toEqual([
      { event: 'setting-ignored', path, line: 2, text: expect.stringMatching(/^Unknown key.*Nonesuch/) as string },
      { event: 'setting-ignored', path, line: 3, text: expect.stringMatching(/^Failed to parse .*sometimes/) as string },
    ]);
    expect(first('no-command.service', 'unit-refused')).toMatchObject({
      text: expect.stringMatching(/ExecStart=.* Refusing\.$/) as string,
    });
    expect(first('task-always.service', 'unit-refused')).toMatchObject({ text: expect.stringContaining('Type=oneshot') as string });
    expect(first('relative.service', 'setting-ignored')).toMatchObject({ line: 2 });
    expect(first('relative.service', 'unit-refused')).toBeDefined();
  });

  it('of StopWhenUnneeded= at debug level', () => {
    expect(first('needless.service', 'stop-when-unneeded')).toEqual({ event: 'stop-when-unneeded' });
  });

  it('a notification from a stranger, up to v252 at a level that is seen', () => {
    expect(of('stranger.service').filter(({ event }) => event === 'notify-ignored')).toEqual(
      version < 257
        ? [{ event: 'notify-ignored', pid, why: expect.stringMatching(/^reception only permitted for main PID \d+$/) as string }]
        : [],
    );
  });
});
