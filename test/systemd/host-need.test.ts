import { describe, expect, it } from 'vitest';
import { hostNeeds } from '../../src/systemd/host-need.ts';

const PATH = '/etc/systemd/system/x.service';

function needs(lines: readonly string[], unit = 'x.service', isSystem = true): string[] {
  const files = [{ path: PATH, text: lines.join('\n') }];
  return hostNeeds(files, unit, isSystem).map(
    ({ kind, name, line, optional }) => `${line.line} ${kind} ${name}${optional ? ' optional' : ''}`,
  );
}

describe('what a unit needs of the host', () => {
  it('is each program, of every command and setting, with the line that names it', () => {
    expect(needs(['[Service]', 'ExecStartPre=-/bin/one ; /bin/two', 'ExecStart=three', 'ExecStop=/bin/kill $MAINPID'])).toEqual([
      '2 program /bin/one optional',
      '2 program /bin/two',
      '3 program three',
      '4 program /bin/kill',
    ]);
  });

  it('is what stands in force alone', () => {
    expect(needs(['[Service]', 'ExecStart=/bin/one', 'ExecStart=', 'ExecStart=/bin/two'])).toEqual(['4 program /bin/two']);
  });

  it('expands specifiers, and leaves out what it cannot expand', () => {
    expect(needs(['[Service]', 'ExecStart=%h/%i/%p%%', 'WorkingDirectory=%S/%j', 'EnvironmentFile=/run/%b/env'], 'a-b@c.service')).toEqual([
      '2 program /root/c/a-b%',
      '3 working-directory /var/lib/b',
    ]);
    expect(needs(['[Service]', 'ExecStart=%h/tool', 'User=x'], 'x.service', false)).toEqual([]);
    expect(needs(['[Service]', 'ExecStart=/opt/%i', 'ExecStop=/opt/%p'], 'x@.service')).toEqual(['3 program /opt/x']);
  });

  it('is a script by the working directory, and what env looks up', () => {
    expect(needs(['[Service]', 'WorkingDirectory=/srv/app', 'ExecStart=/usr/bin/env python3 main.py'])).toEqual([
      '3 program /usr/bin/env',
      '3 program python3',
      '3 script /srv/app/main.py',
      '2 working-directory /srv/app',
    ]);
    expect(needs(['[Service]', 'WorkingDirectory=~', 'ExecStart=/usr/bin/python3 main.py'])).toEqual(
      ['2 program /usr/bin/python3'].map((one) => one.replace('2', '3')),
    );
  });

  it('is no folder that systemd makes, none of home, none with variables', () => {
    expect(needs(['[Service]', 'StateDirectory=app other/deep:link', 'WorkingDirectory=/var/lib/other'])).toEqual([]);
    expect(needs(['[Service]', 'StateDirectory=app', 'WorkingDirectory=/var/lib/app/sub'])).toEqual([
      '3 working-directory /var/lib/app/sub',
    ]);
    expect(needs(['[Service]', 'WorkingDirectory=-/srv/x', 'ExecStart=/opt/${WHICH}/run'])).toEqual([
      '2 working-directory /srv/x optional',
    ]);
  });

  it('lies below RootDirectory=, but for what systemd reads itself', () => {
    expect(
      needs(['[Service]', 'RootDirectory=/srv/root/', 'ExecStart=/bin/app', 'WorkingDirectory=/data', 'EnvironmentFile=/etc/env']),
    ).toEqual(['3 program /srv/root/bin/app', '4 working-directory /srv/root/data', '5 environment-file /etc/env']);
  });

  it('is not told where the processes see another file system', () => {
    expect(needs(['[Service]', 'RootImage=/srv/x.img', 'ExecStart=/bin/app', 'User=app'])).toEqual(['4 user app']);
    expect(needs(['[Service]', 'BindPaths=/srv/x:/opt', 'ExecStart=/opt/app'])).toEqual([]);
  });

  it("is no program that env looks up in a PATH= of the unit's own, or in that of a user's manager", () => {
    const lines = ['[Service]', 'ExecStart=/usr/bin/env node /opt/app.js'];
    const withoutNode = ['2 program /usr/bin/env', '2 script /opt/app.js'];
    expect(needs(lines)).toContain('2 program node');
    for (const line of [
      'Environment=A=1 "PATH=/home/app/bin:/usr/bin"',
      'EnvironmentFile=-/etc/none',
      'PassEnvironment=PATH',
      'PAMName=login',
    ]) {
      expect(
        needs([...lines, line]).filter((one) => !one.includes('environment-file')),
        line,
      ).toEqual(withoutNode);
    }
    expect(needs(lines, 'x.service', false)).toEqual(withoutNode);
    expect(needs(['[Service]', 'ExecStart=/usr/bin/env /opt/node', 'Environment=PATH=/x'])).toContain('2 program /opt/node');
  });

  it('lies on the host for other commands than ExecStart= with RootDirectoryStartOnly=', () => {
    expect(
      needs(['[Service]', 'RootDirectory=/srv/root', 'RootDirectoryStartOnly=yes', 'ExecStartPre=/bin/one', 'ExecStart=/bin/two']),
    ).toEqual(['4 program /bin/one', '5 program /srv/root/bin/two']);
  });

  it('is accounts by name, not by number and not of a dynamic user', () => {
    expect(needs(['[Service]', 'User=app', 'Group=0', 'SupplementaryGroups=a b'])).toEqual(['2 user app', '4 group a', '4 group b']);
    expect(needs(['[Service]', 'DynamicUser=yes', 'User=app', 'Group=app'])).toEqual([]);
  });

  it('is the paths of plain conditions, not of those that may be met by another', () => {
    expect(needs(['[Unit]', 'ConditionPathExists=/etc/a', 'ConditionPathExists=!/etc/b', 'ConditionFileNotEmpty=|/etc/c'])).toEqual([
      '2 condition /etc/a',
    ]);
  });
});
