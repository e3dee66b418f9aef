import { defineScenario, type ExpectedLink, type ExpectedStart, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, unitFile } from './chain.ts';

/** Waits a while before it accepts, like a service that has something to load, and answers each client. */
const greeter = `#!/usr/bin/perl
if ($ENV{LISTEN_FDS}) { open my $listener, '+<&=3' or die; sleep 1; while (accept my $peer, $listener) { syswrite $peer, "hello\\n"; close $peer } }
sleep 1 while 1;
`;
/** Reads what was sent to the socket that it was given. */
const reader = `#!/usr/bin/perl
if ($ENV{LISTEN_FDS}) { open my $socket, '+<&=3' or die; while (sysread $socket, my $text, 512) { } }
sleep 1 while 1;
`;
/** Connects, and waits for an answer for as long as it is told. */
const caller = `#!/usr/bin/perl
use Socket qw(:DEFAULT inet_pton AF_INET6 pack_sockaddr_in6);
my ($family, $where, $seconds, $count) = @ARGV;
my @open;
for (1 .. $count || 1) {
  my ($domain, $type, $to) = $family eq 'unix' ? (PF_UNIX, SOCK_STREAM, pack_sockaddr_un($where))
    : $family eq 'abstract' ? (PF_UNIX, SOCK_STREAM, pack_sockaddr_un("\\0$where"))
    : $family eq 'v6' ? (AF_INET6, SOCK_STREAM, pack_sockaddr_in6($where, inet_pton(AF_INET6, '::1')))
    : $family eq 'udp' ? (PF_INET, SOCK_DGRAM, pack_sockaddr_in($where, inet_aton('127.0.0.1')))
    : (PF_INET, SOCK_STREAM, pack_sockaddr_in($where, inet_aton('127.0.0.1')));
  socket(my $socket, $domain, $type, 0) or die $!;
  connect($socket, $to) or die $!;
  syswrite $socket, "x" if $family eq 'udp';
  push @open, $socket;
}
select undef, undef, undef, $seconds;
`;
const files = { '/usr/local/bin/greeter': greeter, '/usr/local/bin/reader': reader, '/usr/local/bin/caller': caller };

/** A socket that listens at these places, and its service. */
function door(program: string, ...lines: readonly string[]): Record<string, string> {
  return {
    'door.service': unitFile('[Service]', `ExecStart=/usr/local/bin/${program}`),
    'door.socket': unitFile('[Socket]', ...lines),
  };
}

const setup = 'systemctl start door.socket';
const watch = ['door.service'];
const theCaller: ExpectedLink = { mechanism: 'socket-activation', from: 'peer', client: { comm: 'caller' } };
const someone: ExpectedLink = { mechanism: 'socket-activation', from: 'peer' };
const knocked = by('socket-activation', 'door.socket');
/** Looking back, who knocked is not recorded. */
const opened = (...before: readonly ExpectedLink[]): ExpectedStart => ({
  unit: 'door.service',
  chain: [...before, knocked],
  backChains: [[knocked]],
});

/** Who knocked. */
export const PEER: readonly Scenario[] = [
  defineScenario({
    name: 'peer-tcp',
    title: 'A process of this machine connects over TCP, and is named',
    theme: 'peer',
    files,
    units: door('greeter', 'ListenStream=127.0.0.1:7780'),
    setup,
    watch,
    run: '/usr/local/bin/caller tcp 7780 0.6',
    expect: () => [opened(theCaller)],
  }),
  defineScenario({
    name: 'peer-tcp-everywhere',
    title: 'It listens at [::] and the client comes over IPv4, then over IPv6',
    theme: 'peer',
    files,
    units: door('greeter', 'ListenStream=7780'),
    setup,
    watch,
    run: `/usr/local/bin/caller tcp 7780 0.5; sleep 0.8; systemctl stop door.service; sleep 0.3; /usr/local/bin/caller v6 7780 0.5`,
    expect: () => [opened(theCaller), { ...opened(theCaller), live: ['stated', 'correlated'] }],
  }),
  defineScenario({
    name: 'peer-unix',
    title: 'A client of a unix socket is named',
    theme: 'peer',
    files,
    units: door('greeter', 'ListenStream=/run/door'),
    setup,
    watch,
    run: '/usr/local/bin/caller unix /run/door 0.6',
    expect: () => [opened(theCaller)],
  }),
  defineScenario({
    name: 'peer-unix-abstract',
    title: 'A client of a name in the abstract namespace',
    theme: 'peer',
    files,
    units: door('greeter', 'ListenStream=@door'),
    setup,
    watch,
    run: '/usr/local/bin/caller abstract door 0.6',
    expect: () => [opened(theCaller)],
  }),
  defineScenario({
    name: 'peer-udp',
    title: 'A datagram of a process that is connected to the address',
    theme: 'peer',
    files,
    units: door('reader', 'ListenDatagram=127.0.0.1:7780'),
    setup,
    watch,
    run: '/usr/local/bin/caller udp 7780 0.6',
    expect: () => [{ ...opened(theCaller), live: ['correlated'], reason: 'the kernel does not say who sent a datagram' }],
  }),
  defineScenario({
    name: 'peer-health-check',
    title: 'A timer starts a health check, whose connection starts the service',
    theme: 'peer',
    files,
    units: {
      ...door('greeter', 'ListenStream=127.0.0.1:7780'),
      'health-check.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/usr/local/bin/caller tcp 7780 0.6'),
      'health-check.timer': unitFile('[Timer]', 'OnActiveSec=1s', 'AccuracySec=1ms'),
    },
    setup,
    watch,
    run: 'systemctl start health-check.timer; sleep 2',
    expect: () => [opened(by('timer', 'health-check.timer'), { ...theCaller, client: { comm: 'caller', unit: 'health-check.service' } })],
  }),
  defineScenario({
    name: 'peer-health-check-script',
    title: 'The same, with a shell script in the unit that runs the client',
    theme: 'peer',
    files: { ...files, '/usr/local/bin/check': '#!/bin/sh\n/usr/local/bin/caller unix /run/door 0.6\ntrue\n' },
    units: {
      ...door('greeter', 'ListenStream=/run/door'),
      'health-check.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/usr/local/bin/check'),
      'health-check.timer': unitFile('[Timer]', 'OnActiveSec=1s', 'AccuracySec=1ms'),
    },
    setup,
    watch,
    run: 'systemctl start health-check.timer; sleep 2',
    expect: () => [opened(by('timer', 'health-check.timer'), { ...theCaller, client: { comm: 'caller', unit: 'health-check.service' } })],
  }),
  defineScenario({
    name: 'peer-accept-yes',
    title: 'Accept=yes: the name of the instance tells the connection, and the machine the process',
    theme: 'peer',
    files,
    units: {
      'echo@.service': unitFile('[Service]', 'StandardInput=socket', 'ExecStart=/bin/sleep 0.5'),
      'echo.socket': unitFile('[Socket]', 'ListenStream=127.0.0.1:7778', 'Accept=yes'),
      'visitor.service': daemon('ExecStartPre=/bin/sleep 0.2'),
    },
    setup: 'systemctl start echo.socket',
    watch: ['echo@0-127.0.0.1:7778-127.0.0.1:40003.service'],
    run: `perl -MIO::Socket::INET -e 'my $peer = IO::Socket::INET->new(PeerAddr => "127.0.0.1:7778", LocalPort => 40003) or die $@; sleep 1'`,
    expect: (version) =>
      version < 258
        ? [
            {
              unit: 'echo@0-127.0.0.1:7778-127.0.0.1:40003.service',
              chain: [{ ...someone, client: { comm: 'perl' } }, by('socket-activation', 'echo.socket')],
              back: 'right',
            },
          ]
        : [],
    why: 'From v258 the name holds the cookie of the connection as well, which nobody can know before.',
  }),
  defineScenario({
    name: 'peer-accept-yes-unix',
    title: 'Accept=yes at a unix socket: the instance runs systemctl start, on behalf of who connected',
    theme: 'peer',
    files,
    units: {
      'echo@.service': unitFile('[Service]', 'StandardInput=socket', 'ExecStart=/bin/sh -c "systemctl start visitor.service; sleep 0.3"'),
      'echo.socket': unitFile('[Socket]', 'ListenStream=/run/echo', 'Accept=yes'),
      'visitor.service': daemon('ExecStartPre=/bin/sleep 0.2'),
    },
    setup: 'systemctl start echo.socket',
    watch: ['visitor.service'],
    run: '/usr/local/bin/caller unix /run/echo 1',
    expect: () => [
      {
        unit: 'visitor.service',
        chain: [someone, by('socket-activation', 'echo.socket'), client],
        backChains: [[by('socket-activation', 'echo.socket'), client]],
      },
    ],
  }),
  defineScenario({
    name: 'peer-fifo',
    title: 'A FIFO does not tell who wrote',
    theme: 'peer',
    files,
    units: door('reader', 'ListenFIFO=/run/door.fifo'),
    setup,
    watch,
    run: 'echo x > /run/door.fifo; sleep 0.3',
    expect: () => [opened()],
    nearMissOf: 'peer-unix',
  }),
  defineScenario({
    name: 'peer-two-at-once',
    title: 'Two clients wait at once: neither is named',
    theme: 'peer',
    files,
    units: door('greeter', 'ListenStream=127.0.0.1:7780'),
    setup,
    watch,
    run: `kill -STOP 1 || true
      /usr/local/bin/caller tcp 7780 1.2 & /usr/local/bin/caller tcp 7780 1.2 & sleep 0.3; kill -CONT 1; wait`,
    expect: () => [{ ...opened(someone), live: ['stated', 'correlated'] }],
    nearMissOf: 'peer-tcp',
    why: 'Both connections are in the queue of the listener before PID 1 looks.',
  }),
  defineScenario({
    name: 'peer-old-connection',
    title: 'A connection is kept from the run before, whose client did not knock this time: a person starts the service',
    theme: 'peer',
    files: {
      ...files,
      '/usr/local/bin/greeter': greeter
        .replace('close $peer', 'push @kept, $peer')
        .replace('sleep 1; while', 'if (!fork) { @kept = (); accept my $first, $listener; sleep 30; exit } while'),
    },
    units: {
      ...door('greeter', 'ListenStream=127.0.0.1:7780'),
      'door.service': unitFile('[Service]', 'ExecStart=/usr/local/bin/greeter', 'KillMode=process'),
    },
    setup,
    watch,
    run: `/usr/local/bin/caller tcp 7780 6 & sleep 1; systemctl stop door.service; sleep 0.3; systemctl start door.service; sleep 0.5`,
    expect: () => [
      { ...opened(theCaller), live: ['stated', 'correlated'] },
      { unit: 'door.service', chain: [client] },
    ],
    nearMissOf: 'peer-tcp',
  }),
];
