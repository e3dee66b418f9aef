import { describe, expect, it } from 'vitest';
import { asksFor } from '../../../src/analysis/clients/requested-action.ts';
import type { RequestedAction } from '../../../src/model/claim.ts';
import { emptyUnitRecord } from '../../../src/model/unit-record.ts';

const worker = emptyUnitRecord('worker.service');
const asks = (line: string, action: RequestedAction): boolean => asksFor(line.split(' '), worker, action);

const MANAGER = 'busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager';
const OBJECT = 'busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/worker_2eservice org.freedesktop.systemd1.Unit';

describe('a command asks for a stop', () => {
  it.each([
    'systemctl stop worker',
    '/usr/bin/systemctl --no-block stop other.service worker.service',
    'sudo systemctl stop worker',
    "systemctl stop 'work*'",
    'systemctl disable --now worker',
    'systemctl mask worker --now',
    'service worker stop',
    '/bin/sh /etc/init.d/worker stop',
    'invoke-rc.d worker stop',
    'deb-systemd-invoke stop worker.service',
    `${MANAGER} StopUnit ss worker.service replace`,
    `${OBJECT} Stop s replace`,
  ])('%s', (line) => {
    expect(asks(line, 'stop')).toBe(true);
    expect(asks(line, 'down')).toBe(true);
    expect(asks(line, 'start')).toBe(false);
    expect(asks(line, 'kill')).toBe(false);
  });

  it.each([
    'systemctl stop other',
    'systemctl start worker',
    'systemctl restart worker',
    'systemctl disable worker',
    'systemctl status worker',
    'systemctl is-active stop worker',
    'systemctl stop work?',
    'vim stop worker',
    'systemctl stop other ; systemctl start worker',
  ])('not: %s', (line) => {
    expect(asks(line, 'stop')).toBe(false);
  });
});

describe('a command asks for a start', () => {
  it.each(['systemctl start worker', 'service worker start', `${MANAGER} StartUnit ss worker.service replace`])('%s', (line) => {
    expect(asks(line, 'start')).toBe(true);
    expect(asks(line, 'down')).toBe(false);
  });

  it('a restart is both, and each command of a line has its own verb', () => {
    expect(['start', 'restart', 'down', 'stop'].map((action) => asks('systemctl try-restart worker', action as RequestedAction))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(asks('systemctl stop worker ; systemctl start other', 'start')).toBe(false);
    expect(asks('systemctl stop other ; systemctl start worker', 'start')).toBe(true);
  });
});

describe('a command asks another manager', () => {
  it.each(['-H web1 start worker', '-Hweb1 start worker', '--machine=box start worker', '-M box start worker', '--root /mnt start worker'])(
    'systemctl %s',
    (line) => {
      expect(asks(`systemctl ${line}`, 'start')).toBe(false);
    },
  );

  it('of a user, and options of what runs it are none of its own', () => {
    for (const line of ['systemctl --user start worker', 'systemd-run --user --unit=worker.service true']) {
      expect(asksFor(line.split(' '), { ...worker, properties: { Transient: true } }, 'start', 'system')).toBe(false);
      expect(asksFor(line.split(' '), { ...worker, properties: { Transient: true } }, 'start', 'user')).toBe(true);
    }
    expect(asks('sudo -H systemctl start worker', 'start')).toBe(true);
  });
});

it('the verb that isolates a target is the name of an alias, too', () => {
  const graphical = { ...emptyUnitRecord('graphical.target'), properties: { Names: ['graphical.target', 'default.target'] } };
  expect(asksFor(['systemctl', 'default'], graphical)).toBe(true);
  expect(asksFor(['systemctl', 'rescue'], graphical)).toBe(false);
});

it('a command asks for a signal', () => {
  expect(asks('systemctl kill -s KILL worker', 'kill')).toBe(true);
  expect(asks('systemctl kill -s KILL other', 'kill')).toBe(false);
  expect(asks('kill -9 worker', 'kill')).toBe(false);
});
