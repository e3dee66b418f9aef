import { describe, expect, test } from 'vitest';
import {
  completeUnitName,
  escapePath,
  escapeUnitName,
  isTemplate,
  parseUnitName,
  templateOf,
  unescapePath,
  unescapeUnitName,
  unitTypeOf,
} from '../../src/systemd/unit-name.ts';

describe('parseUnitName', () => {
  test.each([
    ['widget-daemon.service', { prefix: 'widget-daemon', type: 'service' }],
    ['foo@.service', { prefix: 'foo', instance: '', type: 'service' }],
    ['foo@bar.service', { prefix: 'foo', instance: 'bar', type: 'service' }],
    ['foo@a@b.timer', { prefix: 'foo', instance: 'a@b', type: 'timer' }],
    ['session-3.scope', { prefix: 'session-3', type: 'scope' }],
    ['-.mount', { prefix: '-', type: 'mount' }],
    ['home-anna\\x2dlee.mount', { prefix: 'home-anna\\x2dlee', type: 'mount' }],
    ['dbus-org.freedesktop.login1.service', { prefix: 'dbus-org.freedesktop.login1', type: 'service' }],
  ])('%s', (name, parts) => {
    expect(parseUnitName(name)).toEqual(parts);
  });

  test.each([
    '',
    'foo',
    '.service',
    '@.service',
    '@x.service',
    'foo.banana',
    'a b.service',
    'a/b.service',
    'é.service',
    `${'x'.repeat(248)}.service`,
  ])('%j is no unit name', (name) => {
    expect(parseUnitName(name)).toBeUndefined();
  });

  test('a name may have 255 characters', () => {
    expect(parseUnitName(`${'x'.repeat(247)}.service`)).toBeDefined();
  });
});

describe('completeUnitName', () => {
  // The right-hand sides are what systemctl 252 asks the manager for.
  test.each([
    ['widget-daemon', 'widget-daemon.service', false],
    ['widget-daemon.socket', 'widget-daemon.socket', false],
    ['foo@bar', 'foo@bar.service', false],
    ['foo@', 'foo@.service', false],
    ['foo.bar', 'foo.bar.service', false],
    ['service', 'service.service', false],
    ['foo.service.', 'foo.service..service', false],
    ['two words', 'two\\x20words.service', true],
    ['a/b.service', 'a-b.service', true],
    ['é', '\\xc3\\xa9.service', true],
    ['/mnt/x', 'mnt-x.mount', false],
    ['/mnt//x/', 'mnt-x.mount', false],
    ['/', '-.mount', false],
    ['/home/anna-lee', 'home-anna\\x2dlee.mount', false],
    ['/dev/sda1', 'dev-sda1.device', false],
    ['/dev', 'dev.mount', false],
    ['/sys/block', 'sys-block.device', false],
    ['/var/.cache', 'var-.cache.mount', false],
    ['/.snapshots', '\\x2esnapshots.mount', false],
  ])('%j is %j', (text, name, escaped) => {
    expect(completeUnitName(text)).toEqual({ ok: true, name, escaped });
  });

  test.each([
    ['', /empty/],
    ['foo*', /pattern/],
    ['foo@[12].service', /pattern/],
    ['/mnt/../etc', /"\.\."/],
    ['x'.repeat(300), /255 characters/],
    ['@foo', /not a unit name/],
  ])('%j is refused', (text, reason) => {
    const completed = completeUnitName(text);
    expect(completed.ok).toBe(false);
    expect(!completed.ok && completed.reason).toMatch(reason);
  });
});

describe('escaping', () => {
  test.each([
    ['Hallöchen, Meister', 'Hall\\xc3\\xb6chen\\x2c\\x20Meister'],
    ['/dev/sda-1', '-dev-sda\\x2d1'],
    ['.hidden', '\\x2ehidden'],
    ['back\\slash', 'back\\x5cslash'],
    ['\u{feff}begins with a byte order mark', '\\xef\\xbb\\xbfbegins\\x20with\\x20a\\x20byte\\x20order\\x20mark'],
  ])('%j as systemd-escape writes it', (text, escaped) => {
    expect(escapeUnitName(text)).toBe(escaped);
    expect(unescapeUnitName(escaped)).toBe(text);
  });

  test('a broken escape is none', () => {
    for (const broken of ['a\\x2', 'a\\y20', 'a\\x00', '\\']) expect(unescapeUnitName(broken)).toBeUndefined();
  });

  test('paths', () => {
    expect(escapePath('/')).toBe('-');
    expect(unescapePath('-')).toBe('/');
    expect(unescapePath(escapePath('/srv/my data')!)).toBe('/srv/my data');
    expect(escapePath('/a/../b')).toBeUndefined();
  });
});

test('templates and their instances', () => {
  expect(templateOf('foo@bar.service')).toBe('foo@.service');
  expect(templateOf('foo@.service')).toBeUndefined();
  expect(templateOf('foo.service')).toBeUndefined();
  expect(isTemplate('foo@.service')).toBe(true);
  expect(isTemplate('foo@bar.service')).toBe(false);
  expect(unitTypeOf('foo')).toBeUndefined();
  expect(unitTypeOf('foo.automount')).toBe('automount');
});
