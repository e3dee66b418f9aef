import { defineScenario, type ExpectedEnd, type ExpectedStart, type Scenario } from '../lab/scenario.ts';
import { by, client, start, unitFile } from './chain.ts';

/** A service that runs a line of sh; `lines` come before it. */
function shell(line: string, ...lines: readonly string[]): string {
  return unitFile('[Service]', ...lines, `ExecStart=/bin/sh -c '${line}'`);
}

function service(...lines: readonly string[]): string {
  return unitFile('[Service]', ...lines);
}

const SLEEPS = 'ExecStart=/bin/sleep infinity';

type EndOf = Omit<ExpectedEnd, 'unit'>;

/** Units that each are started by hand and end once. */
function story(
  base: Pick<Scenario, 'name' | 'title'> & Partial<Scenario>,
  units: Readonly<Record<string, readonly [string, EndOf | ((version: number) => EndOf)]>>,
  more = '',
): Scenario {
  const names = Object.keys(units).map((name) => `${name}.service`);
  return defineScenario({
    theme: 'end',
    units: Object.fromEntries(Object.entries(units).map(([name, [text]]) => [`${name}.service`, text])),
    watch: names,
    run: `systemctl start --no-block ${names.join(' ')}; sleep 1.2; ${more}`,
    // Many start at once; who asked is no matter here.
    expect: () => names.map((name): ExpectedStart => ({ ...start(name, client), live: ['stated', 'correlated', 'possible'] })),
    ends: (version) =>
      Object.entries(units).map(([name, [, end]]) => ({
        unit: `${name}.service`,
        back: 'right',
        ...(typeof end === 'function' ? end(version) : end),
      })),
    ...base,
  });
}

const LIVE_ONLY: Partial<ExpectedEnd> = {
  back: 'honest',
  reason:
    'systemd logs the status of a process that ended well at debug level only, and forgets it with the unit, which nothing keeps in memory',
};
const SUCCESS = { how: 'exited', result: 'success' } as const;
const exitCode = (exitStatus: number, exitStatusName?: string): EndOf => ({
  how: 'exited',
  result: 'exit-code',
  exitStatus,
  ...(exitStatusName === undefined ? {} : { exitStatusName }),
});
const timeout = (phase: 'start' | 'run' | 'stop', more: Partial<EndOf> = {}): EndOf => ({
  how: 'timeout',
  result: 'timeout',
  phase,
  ...more,
});

/** How runs end, kind by kind, and what could be mistaken for each. */
export const END: readonly Scenario[] = [
  story(
    { name: 'end-by-itself', title: 'Services that exit, well and badly, are killed by a signal of their own, and dump core' },
    {
      'exits-well': [
        shell('sleep 0.3; echo all done'),
        { ...SUCCESS, exitStatus: 0, exitStatusName: 'SUCCESS', lastLine: 'all done', ...LIVE_ONLY },
      ],
      'exits-badly': [
        shell('echo first words; sleep 0.3; echo last words; exit 3'),
        { ...exitCode(3, 'NOTIMPLEMENTED'), phase: 'run', lastLine: 'last words' },
      ],
      'exits-as-told': [shell('sleep 0.3; exit 42', 'SuccessExitStatus=42'), { ...SUCCESS, exitStatus: 42, ...LIVE_ONLY }],
      'kills-itself': [
        shell('echo one; sleep 0.3; kill -KILL $$$$'),
        { how: 'killed', result: 'signal', exitStatus: 9, exitStatusName: 'KILL', phase: 'run' },
      ],
      aborts: [
        shell('sleep 0.3; kill -ABRT $$$$', 'LimitCORE=0'),
        { how: 'killed', result: 'signal', exitStatus: 6, exitStatusName: 'ABRT', phase: 'run' },
      ],
      'dumps-core': [
        shell('sleep 0.3; kill -ABRT $$$$', 'LimitCORE=infinity', 'WorkingDirectory=/tmp'),
        { how: 'dumped', result: 'core-dump', exitStatus: 6, exitStatusName: 'ABRT', phase: 'run' },
      ],
      'task-fails': [
        shell('echo the task begins; sleep 0.3; exit 2', 'Type=oneshot'),
        { ...exitCode(2, 'INVALIDARGUMENT'), phase: 'start', lastLine: 'the task begins' },
      ],
      'task-is-done': [shell('sleep 0.3', 'Type=oneshot'), SUCCESS],
    },
  ),
  story(
    {
      name: 'end-before-exec',
      title: 'Commands that systemd cannot run: no folder, no file, no user, no group, no namespace',
      nearMissOf: 'end-by-itself',
    },
    {
      'no-folder': [
        shell('true', 'WorkingDirectory=/none'),
        { ...exitCode(200, 'CHDIR'), phase: 'run', lastLine: 'Failed at step CHDIR spawning /bin/sh: No such file or directory' },
      ],
      'no-file': [service('ExecStart=/usr/bin/nonesuch'), { ...exitCode(203, 'EXEC'), phase: 'run', lastLine: 'nonesuch' }],
      'no-user': [shell('true', 'User=nonesuch'), { ...exitCode(217, 'USER'), phase: 'run' }],
      'no-group': [shell('true', 'Group=nonesuch'), { ...exitCode(216, 'GROUP'), phase: 'run' }],
      'no-namespace': [shell('true', 'ReadWritePaths=/none', 'ProtectSystem=strict'), { ...exitCode(226, 'NAMESPACE'), phase: 'run' }],
      'exits-like-it': [shell('sleep 0.3; exit 203'), { ...exitCode(203, 'EXEC'), phase: 'run' }],
    },
  ),
  story(
    {
      name: 'end-in-the-start',
      title: 'What fails before a service is up: its conditions, the commands before and after, its files, its promise',
      settleMs: 2500,
    },
    {
      'pre-fails': [
        service('ExecStartPre=/bin/sh -c "echo pre speaks; sleep 0.2; exit 7"', SLEEPS),
        { ...exitCode(7, 'NOTRUNNING'), phase: 'start', command: 'ExecStartPre', lastLine: 'pre speaks' },
      ],
      'post-fails': [
        service('ExecStartPost=/bin/sh -c "sleep 0.2; exit 8"', SLEEPS),
        { ...exitCode(8), phase: 'start', command: 'ExecStartPost' },
      ],
      'condition-says-no': [service('ExecCondition=/bin/sh -c "sleep 0.2; exit 1"', SLEEPS), { how: 'skipped', result: 'exec-condition' }],
      'condition-breaks': [
        service('ExecCondition=/bin/sh -c "sleep 0.2; exit 255"', SLEEPS),
        { ...exitCode(255, 'EXCEPTION'), phase: 'start', command: 'ExecCondition' },
      ],
      'no-environment': [service('EnvironmentFile=/etc/none.env', SLEEPS), { how: 'unknown', result: 'resources', phase: 'start' }],
      'never-ready': [
        shell('echo never ready; sleep 0.3', 'Type=notify'),
        { how: 'exited', result: 'protocol', exitStatus: 0, phase: 'start', lastLine: 'never ready' },
      ],
      'forks-badly': [shell('sleep 0.2; exit 4', 'Type=forking'), { ...exitCode(4, 'NOPERMISSION'), phase: 'start', command: 'ExecStart' }],
      'no-pid-file': [
        shell('sleep 0.2; exit 0', 'Type=forking', 'PIDFile=/run/none.pid'),
        { how: 'unknown', result: 'protocol', phase: 'start' },
      ],
    },
  ),
  story(
    {
      name: 'end-by-timeout',
      title: 'What takes too long: the start, the command before it, the run, the stop, its command, the command after it',
      settleMs: 2500,
      nearMissOf: 'end-by-watchdog',
    },
    {
      'slow-start': [
        shell('echo slow; exec sleep infinity', 'Type=notify', 'TimeoutStartSec=700ms'),
        timeout('start', { lastLine: 'slow' }),
      ],
      'slow-pre': [
        service('TimeoutStartSec=700ms', 'ExecStartPre=/bin/sleep infinity', SLEEPS),
        timeout('start', { command: 'ExecStartPre', exitStatus: 15, exitStatusName: 'TERM' }),
      ],
      'long-run': [service('RuntimeMaxSec=700ms', SLEEPS), timeout('run')],
      'slow-stop': [
        shell(`trap "" TERM; while :; do sleep 0.1; done`, 'TimeoutStopSec=700ms'),
        timeout('stop', { exitStatus: 9, exitStatusName: 'KILL' }),
      ],
      'slow-stop-command': [
        service('TimeoutStopSec=700ms', SLEEPS, 'ExecStop=/bin/sleep infinity'),
        timeout('stop', { command: 'ExecStop' }),
      ],
      'slow-after': [
        shell('sleep 0.2', 'TimeoutStopSec=700ms', 'ExecStopPost=/bin/sleep infinity'),
        timeout('stop', { command: 'ExecStopPost' }),
      ],
      'slow-reload': [service('TimeoutStartSec=700ms', SLEEPS, 'ExecReload=/bin/sleep infinity'), { how: 'stopped', result: 'success' }],
    },
    'systemctl stop --no-block slow-stop slow-stop-command; systemctl reload slow-reload || true; systemctl stop slow-reload',
  ),
  story(
    { name: 'end-by-watchdog', title: 'The watchdog of one service barks; another one aborts by itself', nearMissOf: 'end-by-itself' },
    {
      'is-stuck': [
        shell(
          'systemd-notify --ready; echo I bark; exec sleep infinity',
          'Type=notify',
          'NotifyAccess=all',
          'WatchdogSec=600ms',
          'LimitCORE=0',
        ),
        { how: 'watchdog', result: 'watchdog', exitStatus: 6, exitStatusName: 'ABRT', phase: 'run', lastLine: 'I bark' },
      ],
      'aborts-itself': [
        shell('systemd-notify --ready; sleep 0.3; kill -ABRT $$$$', 'Type=notify', 'NotifyAccess=all', 'WatchdogSec=20', 'LimitCORE=0'),
        { how: 'killed', result: 'signal', exitStatus: 6, exitStatusName: 'ABRT', phase: 'run' },
      ],
    },
  ),
  story(
    {
      name: 'end-by-stop',
      title: 'Services that are stopped, well and badly, and one that is told to end by a signal',
      nearMissOf: 'end-by-itself',
    },
    {
      'stops-well': [service(SLEEPS), { how: 'stopped', result: 'success' }],
      'stop-fails': [service(SLEEPS, 'ExecStop=/bin/sh -c "sleep 0.2; exit 10"'), { ...exitCode(10), phase: 'stop', command: 'ExecStop' }],
      'main-fails-in-stop': [
        shell(`trap "echo I will not go quietly; exit 5" TERM; while :; do sleep 0.1; done`),
        { ...exitCode(5, 'NOTINSTALLED'), phase: 'stop', lastLine: 'I will not go quietly' },
      ],
      'after-stop-fails': [
        service(SLEEPS, 'ExecStopPost=/bin/sh -c "sleep 0.2; exit 9"'),
        { ...exitCode(9), phase: 'stop', command: 'ExecStopPost' },
      ],
      'after-end-fails': [
        shell('sleep 0.3', 'ExecStopPost=/bin/sh -c "sleep 0.2; exit 9"'),
        { ...exitCode(9), phase: 'stop', command: 'ExecStopPost' },
      ],
      'first-failure-wins': [
        shell('sleep 0.3; exit 6', 'ExecStopPost=/bin/sh -c "sleep 0.2; exit 9"'),
        { ...exitCode(6, 'NOTCONFIGURED'), phase: 'run' },
      ],
      'is-told-to-end': [service(SLEEPS), { ...SUCCESS, exitStatus: 15, exitStatusName: 'TERM', ...LIVE_ONLY }],
    },
    'systemctl stop stops-well stop-fails main-fails-in-stop after-stop-fails; kill -TERM $(systemctl show -P MainPID is-told-to-end); sleep 0.5',
  ),
  defineScenario({
    name: 'end-by-start-limit',
    title: 'A service that fails, comes back, fails and hits its start limit; another one is started too often by hand',
    theme: 'end',
    units: {
      'loops.service': unitFile(
        ...['[Unit]', 'StartLimitBurst=2', 'StartLimitIntervalSec=60'],
        ...['[Service]', 'Restart=always', "ExecStart=/bin/sh -c 'echo again; sleep 0.2; exit 1'"],
      ),
      // What is not needed in memory forgets how often it was started.
      'keeper.service': unitFile('[Unit]', 'After=often.service', '[Service]', SLEEPS),
      'often.service': unitFile(
        ...['[Unit]', 'StartLimitBurst=1', 'StartLimitIntervalSec=60'],
        ...['[Service]', 'Type=oneshot', "ExecStart=/bin/sh -c 'sleep 0.2'"],
      ),
    },
    setup: 'systemctl start keeper',
    watch: ['loops.service', 'often.service'],
    run: 'systemctl start loops; sleep 1.5; systemctl start often; sleep 0.3; systemctl start often || true; sleep 0.3',
    expect: () => [
      start('loops.service', client),
      start('loops.service', by('restart-policy', 'loops.service')),
      start('often.service', client),
    ],
    ends: (version) => [
      { unit: 'loops.service', ...exitCode(1, 'FAILURE'), phase: 'run', lastLine: 'again', back: 'right' },
      { unit: 'loops.service', ...exitCode(1, 'FAILURE'), phase: 'run', lastLine: 'again', back: 'right' },
      { unit: 'loops.service', how: 'start-limit-hit', result: version < 262 ? 'exit-code' : 'start-limit-hit', back: 'right' },
      { unit: 'often.service', ...SUCCESS, back: 'right' },
      { unit: 'often.service', how: 'start-limit-hit', result: 'start-limit-hit', back: 'right' },
    ],
    why: 'Up to v257 the Result stays that of the run before, when that had failed.',
  }),
  defineScenario({
    name: 'end-of-short-runs',
    title: 'A service that fails within some ms, again and again: each end belongs to its own run',
    theme: 'end',
    units: {
      'short.service': unitFile(
        ...['[Unit]', 'StartLimitIntervalSec=0', '[Service]', 'Restart=on-failure', 'RestartSec=300ms', 'RestartPreventExitStatus=4'],
        "ExecStart=/bin/sh -c 'n=$(cat /run/count 2>/dev/null || echo 1); echo $((n + 1)) >/run/count; exit $n'",
      ),
    },
    watch: ['short.service'],
    run: 'systemctl start short; sleep 2.5',
    expect: () => [start('short.service', client), ...[2, 3, 4].map(() => start('short.service', by('restart-policy', 'short.service')))],
    ends: () => [1, 2, 3, 4].map((status) => ({ unit: 'short.service', ...exitCode(status), phase: 'run', back: 'right' })),
  }),
  defineScenario({
    name: 'end-of-other-types',
    title: 'A mount that fails and one that is unmounted, sockets that give up, a path whose unit is limited, a timer that is stopped',
    theme: 'end',
    units: {
      'srv-bad.mount': unitFile('[Mount]', 'What=/dev/nonesuch', 'Where=/srv/bad', 'Type=ext4'),
      'srv-good.mount': unitFile('[Mount]', 'What=tmpfs', 'Where=/srv/good', 'Type=tmpfs'),
      'pre.socket': unitFile('[Socket]', 'ListenStream=/run/pre', 'ExecStartPre=/bin/sh -c "sleep 0.2; exit 6"'),
      'pre.service': service(SLEEPS),
      'busy.socket': unitFile('[Socket]', 'ListenStream=/run/busy', 'TriggerLimitBurst=1', 'TriggerLimitIntervalSec=60'),
      'busy.service': service('ExecStart=/bin/true'),
      'often.path': unitFile('[Path]', 'PathExists=/etc/passwd'),
      'often.service': service('Type=oneshot', 'ExecStart=/bin/true'),
      'later.timer': unitFile('[Timer]', 'OnActiveSec=1h', 'Unit=pre.service'),
    },
    setup: 'mkdir -p /srv/bad /srv/good',
    watch: ['srv-bad.mount', 'srv-good.mount', 'pre.socket', 'busy.socket', 'often.path', 'later.timer'],
    run: `systemctl start --no-block srv-bad.mount srv-good.mount pre.socket busy.socket often.path later.timer; sleep 1
      perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Peer => "/run/busy"); select undef, undef, undef, 0.8'
      systemctl stop srv-good.mount later.timer; sleep 0.3`,
    expect: () =>
      ['srv-bad.mount', 'srv-good.mount', 'pre.socket', 'busy.socket', 'often.path', 'later.timer'].map((unit) => start(unit, client)),
    ends: (version) => [
      { unit: 'srv-bad.mount', ...exitCode(32), phase: 'start', lastLine: '/srv/bad', ...(version < 262 ? {} : { command: 'ExecMount' }) },
      { unit: 'srv-good.mount', how: 'stopped', result: 'success', back: 'right' },
      { unit: 'pre.socket', ...exitCode(6, 'NOTCONFIGURED'), phase: 'start', command: 'ExecStartPre', back: 'right' },
      { unit: 'busy.socket', how: 'unknown', result: 'trigger-limit-hit', back: 'right' },
      { unit: 'often.path', how: 'unknown', result: 'unit-start-limit-hit', back: 'right' },
      { unit: 'later.timer', how: 'stopped', back: 'right' },
    ],
  }),
  defineScenario({
    name: 'end-of-a-users-unit',
    title: 'A unit of a user manager fails, with its words',
    theme: 'end',
    units: {},
    userUnits: {
      'fails.service': shell('echo words of a user; sleep 0.3; exit 3'),
    },
    scope: 'user',
    watch: ['fails.service'],
    run: 'runuser -u alice -- env XDG_RUNTIME_DIR=/run/user/1000 systemctl --user start fails; sleep 1',
    expect: () => [start('fails.service', client)],
    ends: () => [{ unit: 'fails.service', ...exitCode(3, 'NOTIMPLEMENTED'), phase: 'run', lastLine: 'words of a user', back: 'right' }],
  }),
];
