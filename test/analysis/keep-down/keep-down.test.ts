import { expect, test } from 'vitest';
import { keepDownOf, type KeepDownQuestion } from '../../../src/analysis/keep-down/index.ts';
import { readRecording } from '../../../src/recording/read.ts';
import { breakWords } from '../../../src/render/words/keep-down.ts';
import { viewOf, type HostView } from '../../../src/analysis/keep-down/host-view.ts';
import { keepDownOnHosts } from '../../../src/analysis/keep-down/on-hosts.ts';
import type { Suspect } from '../../../src/model/timeline.ts';
import { replay } from '../../history/excerpt.ts';
import { at, link, NOTHING_KNOWN, start, timeline } from '../../render/timeline-builder.ts';

const UNIT = 'widget.service';
const LOCAL = `/etc/systemd/system/${UNIT}`;
const SHIPPED = `/usr/lib/systemd/system/${UNIT}`;

const suspect = (mechanism: Suspect['mechanism'], unit: string, more: Partial<Suspect> = {}): Suspect => ({
  ...{ mechanism, from: { kind: 'unit', unit }, via: [], to: UNIT, declaredIn: [], remedy: [] },
  ...more,
});
const bus: Suspect = { ...suspect('bus-activation', ''), from: { kind: 'client', busName: 'org.example.Widget' } };
const socket = suspect('socket-activation', 'widget.socket', { armed: true });
const timer = suspect('timer', 'reconcile.timer', { armed: true, via: ['reconcile.service'] });
const line = suspect('wanted-by', 'reconcile.service', { declaredIn: [{ path: '/etc/systemd/system/reconcile.service', line: 3 }] });
const linked = suspect('wanted-by', 'multi-user.target', {
  declaredIn: [{ path: `/etc/systemd/system/multi-user.target.wants/${UNIT}` }],
});

function told(more: Partial<KeepDownQuestion>, view: Partial<HostView> = {}): ReturnType<typeof keepDownOf> {
  const units = [{ id: UNIT, fragmentPath: LOCAL }];
  return keepDownOf({ manager: 'system', units, suspects: [], starts: [], ...more }, { ...NOTHING_KNOWN, ...view });
}

const CONDITION = [
  `mkdir -p /etc/systemd/system/${UNIT}.d && printf '[Unit]\\nConditionPathExists=!/\\n' >/etc/systemd/system/${UNIT}.d/keep-down.conf`,
  'systemctl daemon-reload',
  `systemctl stop ${UNIT}`,
];

test('what is armed is stopped first: upholders, then triggers, then the unit', () => {
  const upholder = suspect('upheld-by', 'guard.service', { armed: true });
  expect(told({ suspects: [line, socket, timer, upholder] }).untilReboot).toEqual([
    'systemctl stop guard.service widget.socket reconcile.timer widget.service',
  ]);
});

test('what is not armed stays as it is', () => {
  expect(
    told({
      suspects: [
        { ...socket, armed: false },
        { ...timer, armed: false },
      ],
    }).untilReboot,
  ).toEqual([`systemctl stop ${UNIT}`]);
});

test('a line in another file outlasts a disable: a condition that is never met does not', () => {
  expect(told({ suspects: [socket, timer, line] }).lasting).toEqual(CONDITION);
});

test('links are undone by a disable, of the unit and of the triggers that are armed or enabled', () => {
  const idle = { ...suspect('path', 'idle.path'), armed: false };
  const suspects = [linked, socket, idle];
  expect(told({ suspects }, { isEnabled: (unit) => unit === UNIT }).lasting).toEqual([`systemctl disable --now widget.socket ${UNIT}`]);
  expect(told({ suspects }, { isEnabled: () => true }).lasting).toEqual([`systemctl disable --now widget.socket idle.path ${UNIT}`]);
});

test('where nothing is enabled, a stop lasts', () => {
  const { untilReboot, lasting } = told({ suspects: [{ ...socket }] });
  expect(lasting).toEqual(untilReboot);
});

test('what a package ships is masked, which holds against all', () => {
  const units = [{ id: UNIT, fragmentPath: SHIPPED }];
  expect(told({ units, suspects: [socket, timer, line, bus] }).lasting).toEqual([`systemctl mask --now ${UNIT}`]);
});

test('an instance of a template is masked wherever the template is', () => {
  const units = [{ id: 'pool@7.service', fragmentPath: '/etc/systemd/system/pool@.service' }];
  expect(told({ units }).lasting).toEqual(['systemctl mask --now pool@7.service']);
  const all = [{ id: 'pool@.service', fragmentPath: '/usr/lib/systemd/system/pool@.service' }];
  expect(told({ units: all })).toMatchObject({
    untilReboot: ["systemctl stop 'pool@*.service'"],
    lasting: ['systemctl mask pool@.service', "systemctl stop 'pool@*.service'"],
  });
});

test('who asks for a bus name cannot be stopped: the unit is held', () => {
  const shipped = [{ id: UNIT, fragmentPath: SHIPPED }];
  expect(told({ units: shipped, suspects: [bus, socket] }).untilReboot).toEqual([`systemctl mask --runtime --now ${UNIT}`]);
  const { untilReboot, lasting } = told({ suspects: [bus] });
  expect(untilReboot).toEqual(CONDITION.map((command) => command.replaceAll('/etc/systemd/system', '/run/systemd/system')));
  expect(lasting).toEqual(CONDITION);
});

test('nor can a program that asks the manager again and again; a person at a terminal is no such', () => {
  const asks = (client: { readonly unit: string; readonly tty?: string }) =>
    ['13:00:00', '13:10:00', '13:20:00'].map((when) => start(at(when), [link('client-request', { kind: 'client', ...client }, UNIT)]));
  expect(told({ starts: asks({ unit: 'puppet.service' }) }).untilReboot).toHaveLength(3);
  expect(told({ starts: asks({ unit: 'puppet.service', tty: 'pts/0' }) }).untilReboot).toEqual([`systemctl stop ${UNIT}`]);
  expect(told({ starts: asks({ unit: 'puppet.service' }).slice(1) }).untilReboot).toEqual([`systemctl stop ${UNIT}`]);
});

test('another unit whose own restart brought it back is stopped, too', () => {
  const chain = [link('restart-policy', 'web.service', 'web.service'), link('wanted-by', 'web.service', UNIT)];
  const starts = [start(at('13:00:00'), chain)];
  const web = suspect('wanted-by', 'web.service');
  expect(told({ suspects: [web], starts }, { isUp: () => true }).untilReboot).toEqual([`systemctl stop web.service ${UNIT}`]);
  expect(told({ suspects: [web], starts }, { isUp: () => false }).untilReboot).toEqual([`systemctl stop ${UNIT}`]);
  expect(told({ suspects: [web] }, { subStateOf: () => 'auto-restart' }).untilReboot).toEqual([`systemctl stop web.service ${UNIT}`]);
});

test('a target that upholds it is not stopped, and a unit that half of the host starts is held', () => {
  expect(told({ suspects: [suspect('upheld-by', 'multi-user.target', { armed: true })] }).untilReboot).toHaveLength(3);
  const timers = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => suspect('timer', `${name}.timer`, { armed: true }));
  expect(told({ suspects: timers }).untilReboot).toHaveLength(3);
});

test('what the commands harm: what requires a unit that goes down, at any distance, and what wants it', () => {
  const names: Readonly<Record<string, { readonly unit: string; readonly setting: 'Requires' | 'PartOf' | 'Wants' }[]>> = {
    [UNIT]: [
      { unit: 'web.service', setting: 'Requires' },
      { unit: 'fan.service', setting: 'Wants' },
      { unit: 'multi-user.target', setting: 'Wants' },
      { unit: 'down.service', setting: 'Requires' },
    ],
    'web.service': [{ unit: 'proxy.service', setting: 'PartOf' }],
  };
  const { breaks } = told({}, { neededBy: (unit) => names[unit] ?? [], isUp: (unit) => unit !== 'down.service' });
  const by = ['untilReboot', 'lasting'];
  expect(breaks).toEqual([
    { unit: 'web.service', setting: 'Requires', of: UNIT, by },
    { unit: 'proxy.service', setting: 'PartOf', of: 'web.service', by },
    { unit: 'fan.service', setting: 'Wants', of: UNIT, by },
  ]);
});

test('what has Requisite= on a unit, and what it propagates its stop to, goes down with it', async () => {
  const { observations } = await readRecording('fixtures/scenarios/stop-of-a-dependency/back.jsonl.gz');
  const { history } = replay(observations);
  history.edges.declare('guard.service', 'Requisite', 'database.service');
  const view = { ...viewOf(history), isManagerQueried: true, isUp: () => true };
  const { breaks } = keepDownOf({ manager: 'system', units: [{ id: 'database.service' }], suspects: [], starts: [] }, view);
  expect(breaks.map((one) => `${one.unit} ${breakWords(one)}`)).toEqual([
    'app.service goes down too: it has Requires=database.service',
    'guard.service goes down too: it has Requisite=database.service',
    'mirror.service goes down too: database.service has PropagatesStopTo= on it',
    'part.service goes down too: it has PartOf=app.service',
    'wanting.service goes on without database.service, which it has Wants= on',
  ]);
});

test('the triggers of a held unit act in vain, which is said', () => {
  const units = [{ id: UNIT, fragmentPath: SHIPPED }];
  const { breaks } = told({ units, suspects: [socket] }, { triggersOf: () => ['widget.socket'], isUp: () => true });
  expect(breaks).toEqual([{ unit: 'widget.socket', setting: 'Unit', of: UNIT, by: ['lasting'] }]);
});

test('where the manager was not asked, nothing is told, and that', () => {
  expect(told({ suspects: [socket] }, { isManagerQueried: false })).toEqual({ untilReboot: [], lasting: [], breaks: [], isUnknown: true });
});

test('words that a shell would take apart are quoted', () => {
  const units = [{ id: String.raw`my\x2dapp.service`, fragmentPath: String.raw`/etc/systemd/system/my\x2dapp.service` }];
  expect(told({ units }).untilReboot).toEqual([String.raw`systemctl stop 'my\x2dapp.service'`]);
});

test('of the user manager', () => {
  const units = [{ id: UNIT, fragmentPath: `/home/alice/.config/systemd/user/${UNIT}` }];
  const { untilReboot, lasting } = told({ manager: 'user', units, suspects: [bus] });
  expect(untilReboot[0]).toContain(`mkdir -p "$XDG_RUNTIME_DIR"/systemd/user/${UNIT}.d && `);
  expect(lasting[0]).toContain(`mkdir -p ~/.config/systemd/user/${UNIT}.d && `);
  expect(told({ manager: 'user', units: [{ id: UNIT, fragmentPath: `/etc/systemd/user/${UNIT}` }] }).lasting).toEqual([
    `systemctl --user mask --now ${UNIT}`,
  ]);
});

test('of several hosts, each has its own: systemctl goes there by itself, the rest by ssh', () => {
  const hosts = ['web1', 'web2'].map((name) => ({ name, hostname: name, manager: 'system' as const }));
  const keepDown = told({ suspects: [bus] });
  const merged = keepDownOnHosts(
    hosts.map(() => timeline({ keepDown })),
    hosts,
  );
  expect(merged.lasting).toHaveLength(6);
  expect(merged.lasting[1]).toBe('systemctl -H web1 daemon-reload');
  expect(merged.lasting[0]).toMatch(/^ssh web1 'mkdir -p .* && printf '\\''/);
  expect(merged.hosts?.['web2']).toEqual(keepDown);
});

test('of users’ managers on several hosts, systemctl goes there by ssh: -H refuses --user', () => {
  const hosts = ['web1', 'web2'].map((name) => ({ name, hostname: name, manager: 'user' as const }));
  const keepDown = told({ manager: 'user', suspects: [socket] });
  const merged = keepDownOnHosts(
    hosts.map(() => timeline({ keepDown })),
    hosts,
  );
  expect(merged.untilReboot[0]).toBe(`ssh web1 'systemctl --user stop widget.socket ${UNIT}'`);
});

test('who upholds a trigger is stopped before it', () => {
  const upholder = suspect('upheld-by', 'guard.service', { armed: true, via: ['widget.socket'] });
  expect(told({ suspects: [socket, upholder] }).untilReboot).toEqual(['systemctl stop guard.service widget.socket widget.service']);
});

test('a timer of a unit that would have to fail first is left alone', () => {
  const failing = suspect('on-failure', 'reconcile.service');
  expect(told({ suspects: [timer, failing] }).untilReboot).toEqual([`systemctl stop ${UNIT}`]);
});

test('a unit that goes down with what is stopped is not named', () => {
  const goesDownWith = (): readonly string[] => ['widget.socket'];
  expect(told({ suspects: [socket] }, { goesDownWith }).untilReboot).toEqual(['systemctl stop widget.socket']);
  const enabled = told({ suspects: [socket, linked] }, { goesDownWith, isEnabled: () => true });
  expect(enabled.lasting).toEqual([`systemctl disable --now widget.socket ${UNIT}`]);
});

test('what is masked needs no more than a stop, and nothing when it is down', () => {
  const masked = { id: UNIT, fragmentPath: LOCAL, unitFileState: 'masked' };
  expect(told({ units: [{ ...masked, activeState: 'active' }], suspects: [socket] }).lasting).toEqual([`systemctl stop ${UNIT}`]);
  expect(told({ units: [{ ...masked, activeState: 'inactive' }] })).toMatchObject({ untilReboot: [], lasting: [] });
  const forNow = { id: UNIT, unitFileState: 'masked-runtime', activeState: 'inactive' };
  expect(told({ units: [forNow] })).toMatchObject({ untilReboot: [], lasting: [`systemctl mask --now ${UNIT}`] });
});

test('what the kernel holds cannot be stopped', () => {
  expect(told({ units: [{ id: 'dev-sda.device' }] })).toMatchObject({ untilReboot: [], lasting: [] });
});

test('several units: each with what brings it back, in one stop', () => {
  const units = [
    { id: UNIT, fragmentPath: LOCAL },
    { id: 'web.service', fragmentPath: '/etc/systemd/system/web.service' },
  ];
  const suspects = [socket, suspect('timer', 'web.timer', { armed: true, to: 'web.service' })];
  expect(told({ units, suspects }).untilReboot).toEqual(['systemctl stop widget.socket web.timer widget.service web.service']);
});
