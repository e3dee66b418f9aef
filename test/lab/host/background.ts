import type { LabFile } from '../lab-file.ts';

const unit = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
/** What does something short, as often as it is asked to. */
const task = (...lines: readonly string[]): string =>
  unit('[Unit]', 'StartLimitIntervalSec=0', ...lines, '[Service]', 'Type=oneshot', 'ExecStart=/bin/true');

/** Goes on in between: something asks, knocks, touches, calls and fails several times a second, so that a story is never alone. */
const busy = `#!/usr/bin/perl
use IO::Socket::UNIX;
my @acts = (
  sub { system qw(systemctl start), 'host-job@' . $_[0] % 7 . '.service' },
  sub { system qw(systemd-run --quiet --collect true) },
  sub { my $peer = IO::Socket::UNIX->new('/run/host-door'); print $peer "hello" if $peer },
  sub { open my $file, '>', '/run/host-spool/' . $_[0] },
  sub { system qw(busctl --quiet call org.freedesktop.hostname1 /org/freedesktop/hostname1 org.freedesktop.DBus.Peer Ping) },
  sub { system qw(systemctl --no-block restart host-worker.service) },
  sub { system qw(systemctl reload-or-restart host-worker.service) },
);
for (my $turn = 0; ; $turn++) { $acts[$turn % @acts]->($turn); select undef, undef, undef, 0.35 }
`;

/** 200 lines a second, by twenties. */
const chatty = `#!/usr/bin/perl
$| = 1;
for (my $line = 0; ; $line += 20) {
  print map { "request $_ served: 200 OK, all is well with host-worker.service and nginx.service\\n" } $line .. $line + 19;
  select undef, undef, undef, 0.1;
}
`;

/** What a monitoring agent does: looks every few seconds, and starts again what is not there. */
const health = `#!/bin/sh
systemctl is-active --quiet host-app.service || systemctl restart host-app.service
curl --silent --max-time 1 --output /dev/null http://127.0.0.1/ || true
systemctl is-active --quiet redis-server.service memcached.service || true
`;

const wantedBy = (target: string, ...names: readonly string[]): readonly (readonly [string, LabFile])[] =>
  names.map((name) => [`/etc/systemd/system/${target}.wants/${name}`, { link: `/etc/systemd/system/${name}` }]);

/** What lives on the host besides the services of its packages; it lies there before the boot. Every name begins with `host-`. */
export const BACKGROUND: Readonly<Record<string, LabFile>> = {
  '/usr/local/bin/host-busy': busy,
  '/usr/local/bin/host-chatty': chatty,
  '/usr/local/bin/host-health': health,
  '/etc/systemd/system/host-slow.service': unit(
    ...['[Unit]', 'Description=What makes the boot long', '[Service]', 'Type=oneshot', 'RemainAfterExit=yes', 'ExecStart=/bin/sleep 20'],
  ),
  '/etc/systemd/system/host-busy.service': unit(
    ...['[Unit]', 'StartLimitIntervalSec=0', '[Service]', 'ExecStart=/usr/local/bin/host-busy', 'Restart=always'],
  ),
  '/etc/systemd/system/host-chatty.service': unit('[Service]', 'ExecStart=/usr/local/bin/host-chatty'),
  '/etc/systemd/system/host-job@.service': task('Wants=host-step.service'),
  '/etc/systemd/system/host-step.service': task(),
  '/etc/systemd/system/host-worker.service': unit(
    ...['[Unit]', 'StartLimitIntervalSec=0', 'PartOf=host-app.service', '[Service]', 'ExecStart=/bin/sleep infinity'],
  ),
  '/etc/systemd/system/host-app.service': unit(
    ...['[Unit]', 'StartLimitIntervalSec=0', 'Wants=host-worker.service', 'OnFailure=host-alert.service'],
    ...['[Service]', 'ExecStart=/bin/sh -c "sleep 7; exit 1"', 'Restart=on-failure', 'RestartSec=1'],
  ),
  '/etc/systemd/system/host-alert.service': task(),
  '/etc/systemd/system/host-door.socket': unit('[Socket]', 'ListenStream=/run/host-door', 'Accept=yes'),
  '/etc/systemd/system/host-door@.service': unit('[Service]', 'StandardInput=socket', 'StandardOutput=null', 'ExecStart=/bin/cat'),
  '/etc/systemd/system/host-spool.path': unit('[Path]', 'DirectoryNotEmpty=/run/host-spool', 'MakeDirectory=yes'),
  '/etc/systemd/system/host-spool.service': unit(
    '[Unit]',
    'StartLimitIntervalSec=0',
    '[Service]',
    'Type=oneshot',
    "ExecStart=/bin/sh -c 'rm -f /run/host-spool/*'",
  ),
  '/etc/systemd/system/host-tick.timer': unit('[Timer]', 'OnActiveSec=1s', 'OnUnitActiveSec=2s', 'AccuracySec=50ms'),
  '/etc/systemd/system/host-tick.service': task('Wants=host-step.service'),
  '/etc/systemd/system/host-health.timer': unit('[Timer]', 'OnActiveSec=2s', 'OnUnitActiveSec=5s', 'AccuracySec=50ms'),
  '/etc/systemd/system/host-health.service': unit('[Service]', 'Type=oneshot', 'ExecStart=/usr/local/bin/host-health'),
  '/etc/systemd/system/host-minutely.service': task(),
  ...Object.fromEntries([
    ...wantedBy('multi-user.target', 'host-slow.service', 'host-busy.service', 'host-chatty.service', 'host-app.service'),
    ...wantedBy('sockets.target', 'host-door.socket'),
    ...wantedBy('paths.target', 'host-spool.path'),
    ...wantedBy('timers.target', 'host-tick.timer', 'host-health.timer'),
  ]),
  '/etc/cron.d/host': `* * * * * root systemctl start host-minutely.service\n* * * * * user1 true\n`,
  // Two people who log in, and one who lingers: her manager runs without a session. The number 1000 is left to the stories.
  '/etc/sysusers.d/host.conf': unit(
    ...[['user1', 1001] as const, ['user2', 1002] as const, ['batch', 1003] as const].map(
      ([name, id]) => `u ${name} ${id} "A user of the host" /home/${name} /bin/bash`,
    ),
  ),
  '/etc/tmpfiles.d/host.conf': unit(...['user1', 'user2', 'batch'].map((name) => `d /home/${name} 0700 ${name} ${name}`)),
  '/var/lib/systemd/linger/batch': '',
  '/etc/systemd/user/host-batch.timer': unit('[Timer]', 'OnActiveSec=1s', 'OnUnitActiveSec=3s', 'AccuracySec=50ms'),
  '/etc/systemd/user/host-batch.service': unit('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
  '/etc/systemd/user/timers.target.wants/host-batch.timer': { link: '/etc/systemd/user/host-batch.timer' },
  '/etc/ssh/sshd_config.d/host.conf': unit('AuthorizedKeysFile /etc/ssh/host-authorized-keys', 'PasswordAuthentication no'),
};

/** Two people log in over ssh and stay: a shell script, run as root once sshd listens. */
export const LOG_IN = `
  [ -e /root/.ssh/host ] || ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/host
  cp /root/.ssh/host.pub /etc/ssh/host-authorized-keys
  for try in $(seq 300); do [ ! -e /run/nologin ] && ssh-keyscan 127.0.0.1 2>/dev/null | grep -q . && break; sleep 0.1; done
  for user in user1 user2; do
    setsid ssh -n -f -i /root/.ssh/host -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR $user@127.0.0.1 'exec sleep infinity' </dev/null >/dev/null 2>&1
  done
`;
