import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { client, daemon, start, unitFile } from './chain.ts';
import { cases, exited, killed, startsOf } from './restart-case.ts';

/** The rules by which systemd decides whether Restart= acts on an end: lists of statuses, and the table. */
export const RESTART_RULE: readonly Scenario[] = [
  cases({ name: 'restart-exit-status-lists', title: 'RestartPreventExitStatus= and RestartForceExitStatus= by number, name and signal' }, [
    {
      name: 'prevent-number',
      ends: 'exit 42',
      settings: ['Restart=always', 'RestartPreventExitStatus=42'],
      end: exited(42, { acts: false, rule: 'prevent-exit-status', on: '42' }),
    },
    {
      name: 'prevent-name',
      ends: 'exit 75',
      settings: ['Restart=on-failure', 'RestartPreventExitStatus=TEMPFAIL'],
      end: exited(75, { acts: false, rule: 'prevent-exit-status', on: '75' }),
    },
    {
      name: 'prevent-signal',
      ends: 'kill USR1',
      settings: ['Restart=always', 'RestartPreventExitStatus=SIGUSR1'],
      end: killed(10, { acts: false, rule: 'prevent-exit-status', on: 'SIGUSR1' }),
    },
    {
      name: 'prevent-another',
      ends: 'exit 42',
      settings: ['Restart=always', 'RestartPreventExitStatus=43'],
      end: exited(42, { acts: true, rule: 'table', on: 'exit-code' }),
    },
    {
      name: 'prevent-number-of-a-signal',
      ends: 'kill USR1',
      settings: ['Restart=always', 'RestartPreventExitStatus=10'],
      end: killed(10, { acts: true, rule: 'table', on: 'signal' }),
    },
    {
      name: 'prevent-and-force',
      ends: 'exit 42',
      settings: ['Restart=no', 'RestartPreventExitStatus=42', 'RestartForceExitStatus=42'],
      end: exited(42, { acts: false, rule: 'prevent-exit-status', on: '42' }),
    },
    {
      name: 'force-number',
      ends: 'exit 42',
      settings: ['Restart=no', 'RestartForceExitStatus=42'],
      end: exited(42, { acts: true, rule: 'force-exit-status', on: '42' }),
    },
    {
      name: 'force-signal',
      ends: 'kill USR1',
      settings: ['Restart=on-success', 'RestartForceExitStatus=SIGUSR1'],
      end: killed(10, { acts: true, rule: 'force-exit-status', on: 'SIGUSR1' }),
    },
    {
      name: 'force-another',
      ends: 'exit 42',
      settings: ['Restart=on-abnormal', 'RestartForceExitStatus=43'],
      end: exited(42, { acts: false, rule: 'table', on: 'exit-code' }),
    },
  ]),
  cases(
    {
      name: 'restart-clean-or-not',
      title: 'What counts as a success: SuccessExitStatus=, signals of a daemon, a command with a dash',
      why: 'is_clean_exit() takes SIGHUP, SIGINT, SIGTERM and SIGPIPE for clean, unless Type=oneshot; no status of a clean end is logged, so the journal cannot tell whether SuccessExitStatus= had a part.',
    },
    [
      {
        name: 'success-number',
        ends: 'exit 42',
        settings: ['Restart=on-failure', 'SuccessExitStatus=42'],
        end: exited(42, { acts: false }, 'success'),
      },
      {
        name: 'success-signal',
        ends: 'kill USR1',
        settings: ['Restart=on-success', 'SuccessExitStatus=SIGUSR1'],
        end: exited(10, { acts: true }, 'success'),
      },
      {
        name: 'success-another',
        ends: 'exit 42',
        settings: ['Restart=on-failure', 'SuccessExitStatus=43'],
        end: exited(42, { acts: true, rule: 'table', on: 'exit-code' }),
      },
      {
        name: 'term-of-a-daemon',
        ends: 'kill TERM',
        settings: ['Restart=on-failure'],
        end: exited(15, { acts: false, rule: 'table', on: 'success' }, 'success'),
      },
      {
        name: 'term-of-a-oneshot',
        ends: 'kill TERM',
        settings: ['Type=oneshot', 'Restart=on-failure'],
        end: killed(15, { acts: true, rule: 'table', on: 'signal' }),
      },
      {
        name: 'failed-oneshot',
        ends: 'exit 1',
        settings: ['Type=oneshot', 'Restart=on-failure'],
        end: exited(1, { acts: true, rule: 'table', on: 'exit-code' }),
      },
      {
        name: 'done-oneshot',
        ends: 'exit 0',
        settings: ['Type=oneshot', 'Restart=on-failure'],
        end: exited(0, { acts: false, rule: 'table', on: 'success' }),
      },
      {
        name: 'no-ready',
        ends: 'exit 0',
        settings: ['Type=notify', 'Restart=on-abnormal'],
        end: { how: 'exited', result: 'protocol', restart: { acts: true, rule: 'table', on: 'protocol' } },
      },
    ],
  ),
  defineScenario({
    name: 'restart-after-a-dash',
    title: 'A failure that ExecStart=- ignores is a success to Restart=',
    theme: 'restart-rule',
    units: { 'ignored.service': unitFile('[Service]', 'Restart=on-failure', `ExecStart=-/bin/sh -c 'sleep 0.3; exit 3'`) },
    watch: ['ignored.service'],
    run: `systemctl start ignored; sleep 1`,
    expect: () => [start('ignored.service', client)],
    ends: () => [{ unit: 'ignored.service', how: 'exited', result: 'success', restart: { acts: false, rule: 'table', on: 'success' } }],
  }),
  defineScenario({
    name: 'restart-without-resources',
    title: 'A service whose EnvironmentFile= vanishes ends with result resources, and Restart=on-abnormal tries again',
    theme: 'restart-rule',
    units: {
      'bare.service': daemon(
        ...['Restart=on-abnormal', 'RestartSec=700ms', 'EnvironmentFile=/run/bare.env'],
        `ExecStartPre=/bin/sh -c 'sleep 0.3; [ -e /run/seen ] || { touch /run/seen; rm /run/bare.env; }'`,
      ),
    },
    setup: 'touch /run/bare.env',
    watch: ['bare.service'],
    run: `systemctl start --no-block bare; sleep 0.7; touch /run/bare.env; sleep 1.2`,
    expect: () => startsOf('bare.service', true),
    ends: () => [
      {
        unit: 'bare.service',
        how: 'unknown',
        result: 'resources',
        restart: { acts: true, rule: 'table', on: 'resources', delayUsec: 700_000n },
      },
    ],
  }),
  defineScenario({
    name: 'restart-of-a-skipped-run',
    title: 'Restart=always after an ExecCondition= that skipped the run: only up to v250',
    theme: 'restart-rule',
    units: {
      'asked.service': daemon(
        'Restart=always',
        `ExecCondition=/bin/sh -c 'sleep 0.2; [ -e /run/skipped ] || { touch /run/skipped; exit 1; }'`,
      ),
    },
    watch: ['asked.service'],
    run: `systemctl start --no-block asked; sleep 1.2`,
    expect: (version) => startsOf('asked.service', version < 251),
    ends: (version) => [
      {
        unit: 'asked.service',
        how: 'skipped',
        result: 'exec-condition',
        restart: { acts: version < 251, rule: 'table', on: 'exec-condition' },
      },
    ],
  }),
  defineScenario({
    name: 'restart-by-the-status-of-main',
    title: 'The lists of statuses are held against the main process, even where another process failed',
    theme: 'restart-rule',
    units: {
      'after-main.service': unitFile(
        ...['[Service]', 'Restart=on-failure', 'RestartPreventExitStatus=0'],
        ...[`ExecStart=/bin/sleep 0.3`, 'ExecStopPost=/bin/false'],
      ),
      'before-main.service': unitFile(
        ...['[Service]', 'Restart=no', 'RestartForceExitStatus=0 1'],
        ...[`ExecStartPre=/bin/sh -c 'sleep 0.3; exit 1'`, 'ExecStart=/bin/sleep infinity'],
      ),
      'second-run.service': unitFile(
        ...['[Service]', 'Restart=no', 'RestartForceExitStatus=0'],
        `ExecStartPre=/bin/sh -c 'sleep 0.2; [ ! -e /run/second ]'`,
        `ExecStart=/bin/sh -c 'touch /run/second; sleep 0.2'`,
      ),
    },
    watch: ['after-main.service', 'before-main.service', 'second-run.service'],
    run: `systemctl start --no-block after-main before-main second-run; sleep 2`,
    expect: () => [
      ...startsOf('after-main.service', false),
      ...startsOf('before-main.service', false),
      ...startsOf('second-run.service', true),
    ],
    ends: () => [
      { unit: 'after-main.service', ...exited(1, { acts: false, rule: 'prevent-exit-status', on: '0' }) },
      { unit: 'before-main.service', ...exited(1, { acts: false, rule: 'table', on: 'exit-code' }) },
      { unit: 'second-run.service', ...exited(0, { acts: true, rule: 'force-exit-status', on: '0' }) },
      { unit: 'second-run.service', ...exited(1, { acts: false, rule: 'table', on: 'exit-code' }) },
    ],
    why: 'main_exec_status is reset by service_start(): a run that ends before its main process has none.',
  }),
  defineScenario({
    name: 'restart-forced-for-a-oneshot',
    title: 'RestartForceExitStatus=0 of a oneshot that was done: refused up to v255, without effect from v256',
    theme: 'restart-rule',
    units: {
      'done.service': unitFile('[Service]', 'Type=oneshot', 'RestartForceExitStatus=0', 'ExecStart=/bin/sleep 0.3'),
    },
    watch: ['done.service'],
    run: `systemctl start done || true; sleep 1`,
    expect: (version) => (version < 256 ? [] : [start('done.service', client)]),
    ends: (version) => (version < 256 ? [] : [{ unit: 'done.service', ...exited(0, { acts: false, rule: 'type-oneshot', on: '0' }) }]),
  }),
];
