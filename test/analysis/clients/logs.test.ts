import { describe, expect, it } from 'vitest';
import { attributeStart, type Attribution } from '../../../src/analysis/attribute-start.ts';
import { createHistory } from '../../../src/history/history.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { clientLines, isForged } from '../../history/client-logs/client-lines.ts';
import { withFields } from '../../history/journal-lines.ts';

const PROGRAM_LINE = ({ payload }: Observation): boolean => payload.kind === 'entry' && payload.fields['_PID'] !== '1';
const messageOf = ({ payload }: Observation): string => (payload.kind === 'entry' ? String(payload.fields['MESSAGE']) : '');

/** How the last start of a unit is explained by these lines, looking back. */
function explained(unit: string, lines: readonly Observation[]): Attribution {
  const history = createHistory('system');
  const inOrder = lines.toSorted((a, b) => Number(a.at.realtimeUsec - b.at.realtimeUsec));
  inOrder.forEach((line, index) => history.add({ ...line, sequence: index + 1 }));
  const start = history.unit(unit).starts.at(-1);
  if (start === undefined) throw new Error(`no start of ${unit}`);
  return attributeStart(start, history);
}

const clientOf = ({ chain }: Attribution): unknown => chain.at(-1)?.from;
const later = (line: Observation, usec: bigint): Observation => ({
  ...line,
  at: { ...line.at, realtimeUsec: line.at.realtimeUsec + usec, monotonicUsec: (line.at.monotonicUsec ?? 0n) + usec },
});

describe.each([252, 257])('looking back on systemd %i, the journal names', (version) => {
  const lines = clientLines(`client-lines-${version}.export`);
  const named: readonly (readonly [string, object])[] = [
    ['sudo-widget.service', { user: 'alice', cmdline: '/usr/bin/systemctl start sudo-widget', session: 'c1' }],
    ['polkit-widget.service', { user: 'alice', cmdline: 'systemctl start polkit-widget.service' }],
    ['ansible-systemd-widget.service', { comm: 'ansible-ansible.builtin.systemd' }],
    ['ansible-service-widget.service', { comm: 'ansible-ansible.legacy.systemd' }],
    ['ansible-command-widget.service', { cmdline: 'systemctl restart ansible-command-widget' }],
    ['ansible-syslog-widget.service', { comm: 'ansible-systemd' }],
    ['puppet-widget.service', { comm: 'puppet' }],
    ['puppet-refresh-widget.service', { comm: 'puppet' }],
    ['needrestart-widget.service', { cmdline: 'systemctl restart needrestart-widget.service', unit: 'nightly.service' }],
    ['cron-widget.service', { user: 'root', cmdline: 'systemctl start cron-widget.service' }],
    ['user@1000.service', { comm: 'systemd-logind', user: 'alice', session: 'c1' }],
    ['reboot.target', { comm: 'systemd-logind' }],
  ];

  it.each(named)('who started %s, and is not sure of it', (unit, client) => {
    const attribution = explained(unit, lines);
    expect(clientOf(attribution)).toMatchObject({ kind: 'client', ...client, log: expect.any(String) as unknown });
    expect(attribution).toMatchObject({ mechanism: 'client-request', strength: 'correlated' });
  });

  it.each(named)('nobody for %s without the lines of programs', (unit) => {
    expect(
      clientOf(
        explained(
          unit,
          lines.filter((line) => !PROGRAM_LINE(line)),
        ),
      ),
    ).toEqual({ kind: 'client' });
  });

  it.each(named.filter(([unit]) => !unit.startsWith('user@')))(
    'nobody for %s when the lines are about a unit whose name is longer',
    (unit) => {
      const stem = unit.replace(/\.\w+$/, '');
      const others = lines.map((line) =>
        PROGRAM_LINE(line)
          ? withFields(line, { MESSAGE: messageOf(line).replaceAll(stem, `${stem}2`).replace('is rebooting', 'is halting') })
          : line,
      );
      expect(clientOf(explained(unit, others))).toEqual({ kind: 'client' });
    },
  );

  it('nobody for a unit that Ansible was to stop', () => {
    expect(clientOf(explained('ansible-stopped-widget.service', lines))).toEqual({ kind: 'client' });
  });

  it('nobody for what at and dpkg started, but that they came right before', () => {
    for (const [unit, hint] of [
      ['at-widget.service', 'a job of at in atd.service'],
      [
        'dpkg-widget.service',
        version === 252 ? 'a package script that dpkg ran in upgrade.service' : 'whoever had the manager reloaded in upgrade.service',
      ],
    ] as const) {
      const attribution = explained(unit, lines);
      expect(clientOf(attribution)).toEqual({ kind: 'client' });
      expect(attribution.strength).toBe('possible');
      expect(attribution.chain[0]?.claim?.why).toContain(`${hint} came right before and could have asked`);
    }
  });

  it('nobody by a line that any process may write', () => {
    const forged = lines.filter(isForged);
    const near = lines.filter((line) => messageOf(line).startsWith('Started sudo-widget.service'))[0]!;
    const moved = forged.map((line) => ({ ...line, at: { ...near.at, realtimeUsec: near.at.realtimeUsec - 10_000n } }));
    const rest = lines.filter((line) => !PROGRAM_LINE(line));
    expect(clientOf(explained('sudo-widget.service', [...rest, ...moved]))).toEqual({ kind: 'client' });
  });

  it('nobody by a line in which the user of one name says that another asked', () => {
    const { at } = lines.find((line) => messageOf(line).includes('COMMAND='))!;
    const whose = (user?: string): Observation => ({
      sequence: 0,
      at: { ...at, realtimeUsec: at.realtimeUsec - 1n },
      payload: { source: 'proc', kind: 'user-name', uid: 1000, ...(user === undefined ? {} : { user }) },
    });
    const from = (user?: string): unknown => clientOf(explained('sudo-widget.service', [whose(user), ...lines]));
    expect(from('alice')).toMatchObject({ user: 'alice' });
    expect(from('mallory')).toEqual({ kind: 'client' });
    expect(from()).toMatchObject({ uid: 1000, cmdline: '/usr/bin/systemctl start sudo-widget' });
    expect(from()).not.toHaveProperty('user');
  });

  it.each([
    'systemctl stop sudo-widget; systemctl start other-widget',
    'systemctl start other-widget && rm -rf /var/cache/sudo-widget',
    'systemctl --user start sudo-widget',
    'systemctl -H web2 start sudo-widget',
    'systemctl status sudo-widget',
    'systemctl start sudo-widget.timer',
  ])('nobody by "%s"', (command) => {
    const changed = lines.map((line) =>
      messageOf(line).includes('COMMAND=')
        ? withFields(line, { MESSAGE: messageOf(line).replace(/COMMAND=.*/, `COMMAND=/bin/sh -c ${command}`) })
        : line,
    );
    expect(clientOf(explained('sudo-widget.service', changed))).toEqual({ kind: 'client' });
  });

  it('alice by a command that does two things, one of them this', () => {
    const command = 'COMMAND=/bin/sh -c systemctl stop other-widget; systemctl start sudo-widget';
    const changed = lines.map((line) =>
      messageOf(line).includes('COMMAND=') ? withFields(line, { MESSAGE: messageOf(line).replace(/COMMAND=.*/, command) }) : line,
    );
    expect(clientOf(explained('sudo-widget.service', changed))).toMatchObject({ user: 'alice' });
  });

  it('nobody by a script that was run with sudo, but that it came right before', () => {
    const hintBy = (command: string): string =>
      explained(
        'sudo-widget.service',
        lines.map((line) =>
          messageOf(line).includes('COMMAND=')
            ? withFields(line, { MESSAGE: messageOf(line).replace(/COMMAND=.*/, `COMMAND=${command}`) })
            : line,
        ),
      ).chain[0]?.claim?.why ?? '';
    expect(hintBy('/opt/deploy/bin/deploy --now')).toContain(
      'a command run with sudo in session-c1.scope came right before and could have asked',
    );
    expect(hintBy('/usr/bin/bash')).toContain('came right before');
    expect(hintBy('/usr/bin/ls /root')).not.toContain('came right before');
    expect(hintBy('/usr/bin/systemctl start other-widget')).not.toContain('came right before');
  });

  it('nobody by a line of long ago, and nobody but Puppet by a line that comes after', () => {
    const moved = (unit: string, text: string, usec: bigint): unknown =>
      clientOf(
        explained(
          unit,
          lines.map((line) => (PROGRAM_LINE(line) && messageOf(line).includes(text) ? later(line, usec) : line)),
        ),
      );
    expect(moved('sudo-widget.service', 'start sudo-widget', -6_000_000n)).toEqual({ kind: 'client' });
    expect(moved('sudo-widget.service', 'start sudo-widget', 500_000n)).toEqual({ kind: 'client' });
    expect(moved('puppet-widget.service', 'Service[puppet-widget]', -1_000_000n)).toEqual({ kind: 'client' });
    expect(moved('puppet-widget.service', 'Service[puppet-widget]', 3_000_000n)).toEqual({ kind: 'client' });
  });

  it('nobody for a second start that comes after the one that the line led to', () => {
    const again = lines
      .filter((line) => messageOf(line).startsWith('Started sudo-widget.service'))
      .map((line) => withFields(later(line, 1_000_000n), { INVOCATION_ID: 'f'.repeat(32), JOB_ID: '99999' }));
    expect(again).toHaveLength(1);
    expect(clientOf(explained('sudo-widget.service', [...lines, ...again]))).toEqual({ kind: 'client' });
  });

  it('nobody’s manager when two people log in at once', () => {
    const twice = lines
      .filter((line) => messageOf(line).startsWith('New session'))
      .map((line) => withFields(later(line, 1_000n), { MESSAGE: messageOf(line).replace('alice', 'bob') }));
    expect(clientOf(explained('user@1000.service', [...lines, ...twice]))).toEqual({ kind: 'client' });
  });
});

describe('with audit records beside the line of sudo', () => {
  const lines = clientLines('client-lines-252.export');
  const records = clientLines('audit.export');

  it('the process itself is told, with who logged in, its terminal and its parent', () => {
    const attribution = explained('sudo-widget.service', [...lines, ...records]);
    expect(clientOf(attribution)).toEqual({
      kind: 'client',
      user: 'alice',
      pid: 221,
      loginUid: 1000,
      comm: 'systemctl',
      cmdline: 'systemctl start sudo-widget',
      tty: 'pts1',
      session: '3',
      unit: 'session-c1.scope',
      parents: ['sudo (219)'],
      log: expect.stringContaining('alice : TTY=pts/0') as unknown,
    });
    expect(attribution.strength).toBe('correlated');
    expect(attribution.chain[0]?.claim?.evidence.slice(0, 3).map((fact) => ('text' in fact ? fact.text.slice(0, 7) : ''))).toEqual([
      'EXECVE ',
      'SYSCALL',
      '   alic',
    ]);
  });

  it('nobody is named by arguments alone, or by a call that failed or ran a file of a person', () => {
    const without = lines.filter((line) => !messageOf(line).includes('COMMAND='));
    const isOf = (line: Observation, ids: readonly string[]): boolean =>
      line.payload.kind === 'entry' && ids.includes(String(line.payload.fields['_AUDIT_ID']));
    expect(
      clientOf(explained('sudo-widget.service', [...without, ...records.filter((line) => isOf(line, ['616', '617', '618']))])),
    ).toEqual({
      kind: 'client',
    });
    expect(clientOf(explained('sudo-widget.service', [...without, ...records.filter((line) => isOf(line, ['615']))]))).toMatchObject({
      pid: 221,
      uid: 0,
      loginUid: 1000,
    });
  });
});
