import { expect, test } from 'vitest';
import { jobIdOfPath, unitOfPath, unitPath } from '../../src/systemd/bus-path.ts';

// Pairs as systemd 252 itself gives them (the paths of ListUnits).
const PAIRS = [
  ['dbus.service', '/org/freedesktop/systemd1/unit/dbus_2eservice'],
  ['-.slice', '/org/freedesktop/systemd1/unit/_2d_2eslice'],
  ['modprobe@dm_mod.service', '/org/freedesktop/systemd1/unit/modprobe_40dm_5fmod_2eservice'],
  ['run-systemd-journal-dev\\x2dlog.mount', '/org/freedesktop/systemd1/unit/run_2dsystemd_2djournal_2ddev_5cx2dlog_2emount'],
  ['getty@tty1.service', '/org/freedesktop/systemd1/unit/getty_40tty1_2eservice'],
  ['3proxy.service', '/org/freedesktop/systemd1/unit/_33proxy_2eservice'],
] as const;

test.each(PAIRS)('%s has the path %s', (unit, path) => {
  expect(unitPath(unit)).toBe(path);
  expect(unitOfPath(path)).toBe(unit);
});

test('paths of other objects are no unit', () => {
  for (const path of [
    '/',
    '/org/freedesktop/systemd1',
    '/org/freedesktop/systemd1/unit/',
    '/org/freedesktop/systemd1/job/4',
    '/org/freedesktop/systemd1/unit/a/b',
  ]) {
    expect(unitOfPath(path)).toBeUndefined();
  }
});

test('the id of a job is read from its path', () => {
  expect(jobIdOfPath('/org/freedesktop/systemd1/job/4294967295')).toBe(4294967295);
  for (const path of [
    '/',
    '/org/freedesktop/systemd1/job/',
    '/org/freedesktop/systemd1/job/0',
    '/org/freedesktop/systemd1/job/7x',
    unitPath('a.service'),
  ]) {
    expect(jobIdOfPath(path)).toBeUndefined();
  }
});
