import { describe, expect, it } from 'vitest';
import {
  expandSpecifiers,
  lastSettingLine,
  parseUnitFile,
  resolveTemplate,
  settingLines,
  splitUnitNames,
} from '../../src/systemd/unit-file-syntax.ts';
import { SHOWN } from './shown-unit-file.ts';

describe('parseUnitFile', () => {
  it('reads continuations, comments between them, and blanks as systemd does', () => {
    expect(parseUnitFile(SHOWN)).toEqual([
      { section: 'Unit', name: 'Description', value: 'a', line: 2 },
      { section: 'Unit', name: 'Documentation', value: 'man:x', line: 4 },
      { section: 'Unit', name: 'Wants', value: 'b1.service     b2.service', line: 5 },
      { section: 'Unit', name: 'Wants', value: '"b3.service" b4@.service', line: 9 },
      { section: 'Service', name: 'ExecStart', value: '/bin/true', line: 11 },
    ]);
  });

  it('passes over what is no assignment', () => {
    expect(parseUnitFile('\uFEFFx\n=y\n[Unit\nA=1\r\n[Service]\n#B=2\n;C=3\nD=a=b\\')).toEqual([
      { section: '', name: 'A', value: '1', line: 4 },
      { section: 'Service', name: 'D', value: 'a=b', line: 8 },
    ]);
  });

  it('continues at an odd number of backslashes only', () => {
    expect(parseUnitFile('[S]\nA=x\\\\\nB=y\\\\\\\nz')).toEqual([
      { section: 'S', name: 'A', value: 'x\\\\', line: 2 },
      { section: 'S', name: 'B', value: 'y\\\\ z', line: 3 },
    ]);
  });

  it('knows old spellings', () => {
    expect(parseUnitFile('[Unit]\nBindTo=a.service')[0]?.name).toBe('BindsTo');
  });

  it('reads a file of a million lines in reasonable time', () => {
    expect(parseUnitFile(`[A]\n${'x=\\\n'.repeat(100_000)}`)).toHaveLength(1);
    expect(parseUnitFile('\\'.repeat(200_000))).toEqual([]);
  });
});

describe('names', () => {
  it('are divided by blanks and keep their quotes, as 247 and 262 do', () => {
    expect(splitUnitNames('  a.service\t"b.service"  c\\x2dd.service ')).toEqual(['a.service', '"b.service"', 'c\\x2dd.service']);
    expect(splitUnitNames('')).toEqual([]);
  });

  it.each([
    ['%n', 'foo-bar@a-b.service'],
    ['%N', 'foo-bar@a-b'],
    ['%p', 'foo-bar'],
    ['%P', 'foo/bar'],
    ['%i', 'a-b'],
    ['%I', 'a/b'],
    ['%j', 'bar'],
    ['x@%i.socket', 'x@a-b.socket'],
    ['100%%i', '100%i'],
    ['%t/%H', '%t/%H'],
  ])('%s stands for %s', (text, expected) => {
    expect(expandSpecifiers(text, 'foo-bar@a-b.service')).toBe(expected);
  });

  it('without instance, or without type, stay sound', () => {
    expect(expandSpecifiers('%i|%p', 'plain.service')).toBe('|plain');
    expect(expandSpecifiers('%i|%p', 'no unit')).toBe('%i|%p');
  });

  it.each([
    ['b@.service', 'a@x.service', 'b@x.service'],
    ['b@.service', 'a.service', 'b@a.service'],
    ['b@y.service', 'a@x.service', 'b@y.service'],
    ['b.service', 'a@x.service', 'b.service'],
  ])('%s in %s is %s', (name, owner, expected) => {
    expect(resolveTemplate(name, owner)).toBe(expected);
  });
});

describe('settings in force', () => {
  const timer = [
    { path: '/t', text: '[Timer]\nOnCalendar=daily\nOnUnitActiveSec=2min\nUnit=a.service' },
    { path: '/d', text: '[Timer]\nOnBootSec=\nOnCalendar=hourly\nOnCalendar=weekly' },
  ];

  it('an empty assignment empties all of a kind, also in a drop-in', () => {
    expect(settingLines(timer, 'OnCalendar')).toEqual([
      { path: '/d', line: 3, value: 'hourly' },
      { path: '/d', line: 4, value: 'weekly' },
    ]);
    expect(settingLines(timer, 'OnUnitActiveSec')).toEqual([]);
    expect(settingLines(timer, 'Unit')).toHaveLength(1);
  });

  it('the last one counts', () => {
    expect(lastSettingLine(timer, 'OnCalendar')?.line).toBe(4);
    const socket = [{ path: '/s', text: '[Socket]\nListenStream=/run/%n\nListenDatagram=1' }];
    expect(lastSettingLine(socket, 'ListenStream')).toEqual({ path: '/s', line: 2, value: '/run/%n' });
    expect(settingLines([...socket, { path: '/e', text: '[Socket]\nListenDatagram=' }], 'ListenStream')).toEqual([]);
  });

  it('Restart= of a drop-in wins', () => {
    const files = [
      { path: '/a', text: '[Service]\nRestart=always' },
      { path: '/b', text: '[Service]\n# x\nRestart=on-failure' },
    ];
    expect(lastSettingLine(files, 'Restart')).toEqual({ path: '/b', line: 3, value: 'on-failure' });
  });
});
