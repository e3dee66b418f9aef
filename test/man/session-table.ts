import type { LabFile } from '../lab/lab-file.ts';
import { unitFile } from '../scenarios/chain.ts';

/** What somebody types, and what goes on beside it. */
export interface Prompt {
  /** The command line, as it is typed. */
  readonly command: string;
  /** A script that runs meanwhile, on another terminal as it were; nothing of it is shown. */
  readonly beside?: string;
}

/** A session in the lab that whyalive(1) shows under EXAMPLES. */
export interface Session {
  readonly name: string;
  readonly files: Readonly<Record<string, LabFile>>;
  readonly units: Readonly<Record<string, string>>;
  /** A script that runs before the first prompt. */
  readonly before?: string;
  readonly prompts: readonly Prompt[];
  /** A recording that the session wrote, by its name in /root: it is kept beside the session, so that its reports can be told again. */
  readonly keeps?: string;
}

/** Accepts on the socket that it was given, if it was given one, so that no pending connection triggers the socket again. */
const daemon = `#!/usr/bin/perl
if ($ENV{LISTEN_FDS}) { open my $listener, '+<&=3' or die; while (accept my $peer, $listener) { close $peer } }
sleep 1 while 1;
`;

/** Asks the daemon once, as a colleague's health check would. */
const probe = `#!/usr/bin/perl
use IO::Socket::INET;
IO::Socket::INET->new('127.0.0.1:7777') or die $@;
sleep 1;
`;

const FILES = { '/usr/local/bin/widget-daemon': daemon, '/usr/local/bin/widget-probe': probe };

const UNITS = {
  'widget-daemon.service': unitFile(
    ...['[Unit]', 'Description=Widget Daemon', '[Service]', 'ExecStart=/usr/local/bin/widget-daemon', 'Restart=on-failure'],
  ),
  'widget-daemon.socket': unitFile('[Unit]', 'Description=Widget Daemon Socket', '[Socket]', 'ListenStream=127.0.0.1:7777'),
  'reconcile.service': unitFile(
    ...['[Unit]', 'Description=Reconcile Widgets', 'Wants=widget-daemon.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/true'],
  ),
  'reconcile.timer': unitFile(
    ...['[Unit]', 'Description=Reconcile Widgets Regularly', '[Timer]', 'OnActiveSec=4s', 'OnUnitInactiveSec=1h', 'AccuracySec=1ms'],
    ...['[Install]', 'WantedBy=timers.target'],
  ),
};

const WITHOUT_SOCKET = Object.fromEntries(Object.entries(UNITS).filter(([name]) => name !== 'widget-daemon.socket'));

const UP = `systemctl start widget-daemon.socket widget-daemon.service; sleep 1`;

/** The sessions in the order in which they are shown. */
export const SESSIONS: readonly Session[] = [
  {
    name: 'explain',
    files: { ...FILES, '/etc/systemd/system/multi-user.target.wants/widget-daemon.service': { link: '../widget-daemon.service' } },
    units: WITHOUT_SOCKET,
    before: `systemctl enable --now reconcile.timer`,
    prompts: [
      { command: 'systemctl stop widget-daemon' },
      { command: 'sleep 5; systemctl is-active widget-daemon' },
      { command: 'whyalive widget-daemon' },
    ],
  },
  {
    name: 'catch',
    files: FILES,
    units: UNITS,
    before: UP,
    prompts: [{ command: 'whyalive catch --stop --timeout 30s widget-daemon', beside: 'sleep 3; widget-probe' }],
  },
  {
    name: 'watch',
    files: FILES,
    units: UNITS,
    before: UP,
    prompts: [
      {
        command: 'whyalive watch --for 10s widget-daemon',
        beside: `sleep 1; systemctl stop widget-daemon.service
          systemctl start reconcile.timer; sleep 5.2
          systemctl kill -s KILL widget-daemon`,
      },
    ],
  },
  {
    name: 'record',
    files: FILES,
    units: UNITS,
    before: UP,
    prompts: [
      {
        command: 'whyalive record --for 9s -w night.jsonl.gz',
        beside: `sleep 1; systemctl stop widget-daemon.service
          sleep 1; widget-probe; systemctl stop widget-daemon.service
          systemctl start reconcile.timer; sleep 1`,
      },
      { command: 'whyalive report -u widget-daemon -o cat night.jsonl.gz' },
      { command: 'whyalive report -u widget-daemon -o markdown night.jsonl.gz | head -n 15' },
    ],
    keeps: 'night.jsonl.gz',
  },
  {
    name: 'suspects',
    files: { ...FILES, '/etc/cron.d/widgets': '*/5 * * * * root systemctl start widget-daemon.service\n' },
    units: UNITS,
    before: `systemctl start widget-daemon.socket; systemctl enable --now reconcile.timer; sleep 0.5`,
    prompts: [{ command: 'whyalive suspects widget-daemon' }],
  },
  {
    name: 'overview',
    files: FILES,
    units: {
      ...UNITS,
      'api-gateway.service': unitFile(
        ...[
          '[Unit]',
          'Description=API Gateway',
          'StartLimitIntervalSec=0',
          '[Service]',
          'ExecStart=/opt/gateway/bin/api-gateway',
          'Restart=always',
          'RestartSec=1',
        ],
      ),
    },
    before: `${UP}; systemctl start --no-block api-gateway; systemctl stop widget-daemon.service; widget-probe; sleep 4`,
    prompts: [{ command: 'whyalive overview -n 2' }],
  },
];
