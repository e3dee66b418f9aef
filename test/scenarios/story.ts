import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

/** Serves the socket that it was given, if it was given one, so that no pending connection triggers the socket again; one request is its death. */
const widgetDaemon = `#!/usr/bin/perl
if ($ENV{LISTEN_FDS}) {
  open my $listener, '+<&=3' or die;
  while (accept my $peer, $listener) {
    my ($count) = <$peer> =~ /^make (-?\\d+)/;
    if ($count < 0) { print STDERR "cannot make $count widgets\\n"; exit 70 }
    print $peer "made $count widgets\\n";
    close $peer;
  }
}
sleep 1 while 1;
`;
const makeWidgets = `#!/usr/bin/perl
use IO::Socket::INET;
my $daemon = IO::Socket::INET->new("127.0.0.1:7777") or die $@;
print $daemon "make $ARGV[0]\\n";
print while <$daemon>;
`;

/** The stories that people tell: each mixes mechanisms in one session. */
export const STORY: readonly Scenario[] = [
  defineScenario({
    name: 'widget-daemon',
    title: 'A stopped daemon comes back three times, by three mechanisms',
    theme: 'story',
    files: {
      '/usr/sbin/widget-daemon': widgetDaemon,
      '/usr/bin/make-widgets': makeWidgets,
      '/usr/lib/systemd/system/widget-daemon.service': unitFile(
        ...['[Unit]', 'Description=Widget Daemon', '[Service]', 'ExecStart=/usr/sbin/widget-daemon', 'Restart=on-failure', 'RestartSec=1s'],
      ),
      '/usr/lib/systemd/system/widget-daemon.socket': unitFile(
        ...['[Unit]', 'Description=Widget Daemon Socket', '[Socket]', 'ListenStream=127.0.0.1:7777'],
      ),
    },
    units: {
      'reconcile.service': unitFile(
        '[Unit]',
        'Description=Reconcile Widgets',
        'Wants=widget-daemon.service',
        '[Service]',
        'Type=oneshot',
        'ExecStart=/bin/true',
      ),
      'reconcile.timer': unitFile(
        ...['[Unit]', 'Description=Reconcile Widgets Regularly', '[Timer]', 'OnActiveSec=3s', 'OnUnitActiveSec=5min', 'AccuracySec=1ms'],
      ),
    },
    setup: 'systemctl start widget-daemon.socket',
    watch: ['widget-daemon.service'],
    run: `systemctl start widget-daemon
      sleep 1.5
      systemctl stop widget-daemon
      sleep 2
      make-widgets 12
      sleep 1.5
      systemctl stop widget-daemon
      systemctl start reconcile.timer
      sleep 4.5
      make-widgets -1
      sleep 2.5`,
    expect: () => [
      start('widget-daemon.service', client),
      start('widget-daemon.service', by('socket-activation', 'widget-daemon.socket')),
      start('widget-daemon.service', by('timer', 'reconcile.timer'), by('wanted-by', 'reconcile.service')),
      start('widget-daemon.service', by('restart-policy', 'widget-daemon.service')),
    ],
    why: 'The clean stops never meet Restart=on-failure; only the failure at the end does.',
  }),
  defineScenario({
    name: 'api-gateway',
    title: 'A crash loop whose three faults are mended one at a time, then the start limit',
    theme: 'story',
    units: {
      'api-gateway.service': unitFile(
        ...['[Unit]', 'Description=API Gateway', 'StartLimitIntervalSec=60', 'StartLimitBurst=5', '[Service]'],
        ...['ExecStart=/opt/gateway/bin/api-gateway', 'WorkingDirectory=/srv/gateway', 'User=gateway', 'Restart=always', 'RestartSec=1'],
      ),
    },
    watch: ['api-gateway.service'],
    run: `cd /etc/systemd/system
      new_failure() {
        for i in $(seq 60); do
          now=$(systemctl show -p ExecMainStatus,SubState api-gateway | sort | tr '\\n' ' ')
          case $now in "$failure "*) ;; *SubState=auto-restart*) failure=\${now%% *} && return 0 ;; esac
          sleep 0.05
        done
        return 1
      }
      failure=ExecMainStatus=0
      systemctl start --no-block api-gateway
      for fault in 1 2 3; do
        new_failure
        case $failure in
        *=217*) sed -i '/^User=/d' api-gateway.service ;;
        *=200*) sed -i '/^WorkingDirectory=/d' api-gateway.service ;;
        *=203*) sed -i 's,^ExecStart=.*,ExecStart=/bin/sleep infinity,' api-gateway.service ;;
        esac
        systemctl daemon-reload
      done
      for poll in $(seq 150); do
        case $(systemctl show -p SubState --value api-gateway) in
        running) systemctl kill -s KILL api-gateway || true ;;
        failed) break ;;
        esac
        sleep 0.1
      done
      [ "$(systemctl show -p SubState --value api-gateway)" = failed ]`,
    timeoutSeconds: 120,
    expect: (version) => [
      start('api-gateway.service', client),
      ...Array.from({ length: version < 253 ? 7 : 4 }, () => start('api-gateway.service', by('restart-policy', 'api-gateway.service'))),
    ],
    findings: () => [
      { unit: 'api-gateway.service', kind: 'start-limit-hit', severity: 'error' },
      { unit: 'api-gateway.service', kind: 'crash-loop', severity: 'warning' },
    ],
    why: 'The user (217), the program (203) and the folder (200) are missed one after the other. The attempt that meets the start limit is no start. 247 and 252 forget the count of attempts at each daemon-reload, 257 and 262 keep it.',
  }),
  defineScenario({
    name: 'stack',
    title: 'The database is restarted and the app follows, the proxy does not, while a health check goes on',
    theme: 'story',
    units: {
      'proxy.service': daemon('[Unit]', 'Wants=app.service', 'After=app.service'),
      'app.service': daemon('[Unit]', 'Requires=database.service', 'After=database.service'),
      'database.service': daemon('[Unit]', 'Description=Database'),
      'health-check.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'health-check.timer': unitFile('[Timer]', 'OnBootSec=1ms', 'OnUnitActiveSec=2s', 'AccuracySec=1ms'),
    },
    watch: ['proxy.service', 'app.service', 'database.service', 'health-check.service'],
    run: `systemctl start proxy
      systemctl start health-check.timer
      sleep 1
      systemctl restart database
      sleep 2
      systemctl stop health-check.timer`,
    expect: () => [
      start('database.service', client, by('wanted-by', 'proxy.service'), by('required-by', 'app.service')),
      start('app.service', client, by('wanted-by', 'proxy.service')),
      start('proxy.service', client),
      start('health-check.service', by('timer', 'health-check.timer')),
      start('database.service', client),
      start('app.service', client, by('restart-propagation', 'database.service')),
      start('health-check.service', by('timer', 'health-check.timer')),
    ],
  }),
  defineScenario({
    name: 'stack-app-restarted-by-hand',
    title: 'Only the app is restarted: its database is active and has nothing to do with it',
    theme: 'story',
    units: {
      'app.service': daemon('[Unit]', 'Requires=database.service', 'After=database.service', 'PartOf=database.service'),
      'database.service': daemon('[Unit]', 'Description=Database'),
    },
    setup: 'systemctl start app',
    watch: ['app.service', 'database.service'],
    run: `systemctl restart app; sleep 0.3`,
    expect: () => [start('app.service', client)],
    nearMissOf: 'stack',
  }),
  defineScenario({
    name: 'watchdog',
    title: 'A server hangs, its watchdog kills it, and Restart=on-watchdog brings it back',
    theme: 'story',
    files: {
      '/usr/local/bin/hangs-once': `#!/bin/sh
systemd-notify --ready
[ -e /run/hung-once ] || { touch /run/hung-once; exec sleep infinity; }
while :; do systemd-notify WATCHDOG=1; sleep 0.2; done
`,
    },
    units: {
      'server.service': unitFile(
        '[Service]',
        'Type=notify',
        'NotifyAccess=all',
        'WatchdogSec=1s',
        'Restart=on-watchdog',
        'ExecStart=/usr/local/bin/hangs-once',
      ),
    },
    watch: ['server.service'],
    run: `systemctl start server; sleep 2.5`,
    expect: () => [start('server.service', client), start('server.service', by('restart-policy', 'server.service'))],
  }),
  defineScenario({
    name: 'watchdog-signal-sent-by-hand',
    title: 'SIGABRT by hand is no watchdog: Restart=on-watchdog does nothing, a person starts it',
    theme: 'story',
    units: {
      'server.service': unitFile(
        ...['[Service]', 'Type=notify', 'NotifyAccess=all', 'WatchdogSec=60s', 'Restart=on-watchdog', 'LimitCORE=0'],
        `ExecStart=/bin/sh -c 'systemd-notify --ready; exec sleep infinity'`,
      ),
    },
    setup: 'systemctl start server',
    watch: ['server.service'],
    run: `systemctl kill -s ABRT server; sleep 1; systemctl start server; sleep 0.3`,
    expect: () => [start('server.service', client)],
    nearMissOf: 'watchdog',
  }),
];
