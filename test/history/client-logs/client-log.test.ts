import { describe, expect, it } from 'vitest';
import { CLIENT_LOGS } from '../../../src/history/client-logs/index.ts';
import type { CommandLogged } from '../../../src/model/fact.ts';
import { withFields } from '../journal-lines.ts';
import { clientLines, commandsIn, isForged } from './client-lines.ts';

const messageOf = (line: ReturnType<typeof clientLines>[number]): string =>
  line.payload.kind === 'entry' ? String(line.payload.fields['MESSAGE']) : '';

describe.each([252, 257])('what programs log of requests on systemd %i', (version) => {
  const lines = clientLines(`client-lines-${version}.export`);
  const commands = commandsIn(lines);
  const of = (program: string): CommandLogged[] => commands.filter((one) => one.program === program);
  const pid = expect.any(Number) as unknown;

  it('sudo: who, at which terminal, in which session, and the command', () => {
    expect(of('sudo')).toEqual([
      {
        event: 'command-logged',
        program: 'sudo',
        user: 'alice',
        command: '/usr/bin/systemctl start sudo-widget',
        tty: 'pts/0',
        session: 'c1',
        unit: 'session-c1.scope',
        pid,
        writtenBy: 1000,
      },
    ]);
  });

  it('cron, and cronie with its CMDEND: the command, once', () => {
    expect(of('cron')).toEqual([
      {
        event: 'command-logged',
        program: 'cron',
        user: 'root',
        command: 'systemctl start cron-widget.service',
        unit: version === 252 ? 'cron.service' : 'cronie.service',
        pid,
      },
    ]);
  });

  it('polkit: what it allowed to whom, not what it refused', () => {
    expect(of('polkit')).toEqual([
      { event: 'command-logged', program: 'polkit', user: 'alice', command: 'systemctl start polkit-widget.service' },
    ]);
    expect(lines.filter((line) => messageOf(line).includes('FAILED to authenticate'))).toHaveLength(1);
  });

  it('Ansible: the unit or the command, by whatever name the module was called; and which unit is to be stopped', () => {
    const told = of('ansible').map(({ comm, units, stops, command }) => [
      comm,
      units?.join() ?? command ?? `stop ${String(stops?.join())}`,
    ]);
    expect(told).toEqual([
      ['ansible-ansible.builtin.systemd', 'ansible-systemd-widget'],
      ['ansible-ansible.legacy.systemd', 'ansible-service-widget.service'],
      ['ansible-ansible.legacy.command', 'systemctl restart ansible-command-widget'],
      ['ansible-ansible.builtin.systemd', 'stop ansible-stopped-widget'],
      ['ansible-systemd', 'ansible-syslog-widget'],
    ]);
    expect(lines.filter((line) => messageOf(line).includes('state=stopped'))).toHaveLength(1);
  });

  it('Puppet: which service it started and which it restarted, once that is done', () => {
    expect(of('puppet').map(({ units, when }) => [units?.join(), when])).toEqual([
      ['puppet-widget', 'after'],
      ['puppet-refresh-widget', 'after'],
    ]);
  });

  it('needrestart: the command, and the service that it runs in', () => {
    expect(of('needrestart')).toMatchObject([{ command: 'systemctl restart needrestart-widget.service', unit: 'nightly.service' }]);
  });

  it('at and dpkg: that something runs, and not what', () => {
    expect(of('at')).toMatchObject([{ user: 'root', opaque: true, unit: 'atd.service' }]);
    expect(of('dpkg').length).toBeGreaterThan(0);
    for (const one of of('dpkg')) expect(one).toMatchObject({ opaque: true, unit: 'upgrade.service' });
    expect([...of('at'), ...of('dpkg')].filter(({ command, units }) => command !== undefined || units !== undefined)).toEqual([]);
  });

  it('whatever root logs in a service that installs packages: that it does so', () => {
    const line = lines.find((one) => messageOf(one).startsWith('Setting up'))!;
    const useradd = { _COMM: 'useradd', _EXE: '/usr/sbin/useradd', MESSAGE: 'new group: name=widget, GID=998' };
    expect(commandsIn([withFields(line, { ...useradd, _SYSTEMD_UNIT: 'apt-daily-upgrade.service' })])).toEqual([
      { event: 'command-logged', program: 'apt', opaque: true, pid, unit: 'apt-daily-upgrade.service' },
    ]);
    expect(commandsIn([withFields(line, useradd)])).toEqual([]);
    expect(commandsIn([withFields(line, { ...useradd, _SYSTEMD_UNIT: 'apt-daily-upgrade.service', _UID: '1000' })])).toEqual([]);
  });

  it('logind: a session that opens, and the target of a shutdown', () => {
    const [first] = of('logind');
    expect(first).toMatchObject({ user: 'alice', session: 'c1', units: ['session-c1.scope'], opensSession: true, when: 'around' });
    expect(of('logind').at(-1)).toMatchObject({ units: ['reboot.target'] });
  });

  it('the manager itself: who had it reloaded, from v254 on', () => {
    const reloads = of('daemon-reload');
    expect(reloads.length > 0).toBe(version >= 254);
    expect(reloads.filter(({ unit }) => unit === 'upgrade.service')).toHaveLength(version >= 254 ? 1 : 0);
  });

  it('counts only from the program itself, whatever a person’s process calls itself', () => {
    const forged = lines.filter(isForged);
    expect(forged).toHaveLength(90);
    expect(commandsIn(forged)).toEqual([]);
  });

  it("counts from a daemon of the system in its own service only: any system user's process may lend its name", () => {
    for (const [name, service] of [
      ['polkitd', 'polkit.service'],
      ['atd', 'atd.service'],
    ] as const) {
      const own = lines.filter((line) => line.payload.kind === 'entry' && line.payload.fields['_COMM'] === name);
      const counted = own.filter((line) => commandsIn([line]).length > 0);
      expect(counted.length, name).toBeGreaterThan(0);
      for (const line of counted) {
        expect(commandsIn([withFields(line, { _UID: '33', _SYSTEMD_UNIT: 'web.service' })])).toEqual([]);
        expect(commandsIn([withFields(line, { _UID: '33', _SYSTEMD_UNIT: service })])).toHaveLength(1);
      }
    }
  });

  it('does not count from a file that lies elsewhere, nor from a person', () => {
    const own = lines.filter((line) => commandsIn([line]).length > 0 && !messageOf(line).startsWith('Reload'));
    expect(own.length).toBeGreaterThan(10);
    for (const line of own) {
      expect(commandsIn([withFields(line, { _EXE: '/home/alice/bin/tool' })])).toEqual([]);
      expect(commandsIn([withFields(line, { _UID: '1000', _EXE: undefined })])).toEqual([]);
    }
  });

  it('is told by recordings of earlier versions, too, which lack the unit and the session', () => {
    const bare = commandsIn(
      lines.map((line) => withFields(line, { _SYSTEMD_UNIT: undefined, _SYSTEMD_SESSION: undefined, _EXE: undefined })),
    );
    expect(bare.filter(({ program }) => program === 'cron')).toMatchObject([{ command: 'systemctl start cron-widget.service' }]);
    expect(bare.find(({ program }) => program === 'needrestart')).not.toHaveProperty('unit');
  });
});

describe('what audit records', () => {
  const lines = clientLines('audit.export');
  const told = commandsIn(lines);

  it('are the arguments of a call and who made it, under one number', () => {
    expect(told.filter(({ auditId }) => auditId === '615')).toEqual([
      {
        event: 'command-logged',
        program: 'audit',
        auditId: '615',
        pid: 221,
        ppid: 220,
        uid: 0,
        loginUid: 1000,
        comm: 'systemctl',
        tty: 'pts1',
        session: '3',
      },
      { event: 'command-logged', program: 'audit', auditId: '615', command: 'systemctl start sudo-widget' },
    ]);
  });

  it('are hexadecimal where an argument holds a blank', () => {
    expect(told.find(({ auditId, command }) => auditId === '618' && command !== undefined)?.command).toBe(
      'systemctl start other-widget a b',
    );
  });

  it('are no call when it failed or ran a file of a person', () => {
    for (const id of ['616', '617']) expect(told.filter(({ auditId, pid }) => auditId === id && pid !== undefined)).toEqual([]);
  });

  it('hold what sudo was asked to run', () => {
    expect(told[0]).toEqual({
      event: 'command-logged',
      program: 'audit',
      command: 'systemctl start sudo-widget',
      pid: 219,
      uid: 1000,
      loginUid: 1000,
      session: '3',
      comm: 'sudo',
      tty: 'pts/0',
    });
  });

  it('come from the kernel only', () => {
    expect(commandsIn(lines.map((line) => withFields(line, { _TRANSPORT: 'syslog' })))).toEqual([]);
  });

  it('of any bytes at all are no error', () => {
    const [first] = lines;
    const texts = [
      'EXECVE argc=99999999999 a0=FF00',
      'EXECVE argc=2 a0=',
      'SYSCALL success=yes exe=',
      "USER_CMD msg='cmd=ZZ res=success",
      '',
    ];
    for (const MESSAGE of texts)
      for (const _AUDIT_TYPE_NAME of ['EXECVE', 'SYSCALL', 'USER_CMD', undefined])
        expect(() => commandsIn([withFields(first!, { MESSAGE, _AUDIT_TYPE_NAME })])).not.toThrow();
  });
});

it('every program of the table has a real line, or a record in the form of its source; apt is known by its service alone', () => {
  const seen = new Set(
    ['client-lines-252.export', 'audit.export'].flatMap((file) => commandsIn(clientLines(file)).map(({ program }) => program)),
  );
  for (const { program } of CLIENT_LOGS) if (program !== 'apt') expect(seen).toContain(program);
});
