import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

/** Accepts on the socket that it was given, if it was given one, so that no pending connection triggers the socket again. */
const acceptor = `#!/usr/bin/perl
if ($ENV{LISTEN_FDS}) { open my $listener, '+<&=3' or die; while (accept my $peer, $listener) { close $peer } }
sleep 1 while 1;
`;
const units = {
  'door.service': unitFile('[Service]', 'ExecStart=/usr/local/bin/acceptor'),
  'door.socket': unitFile('[Socket]', 'ListenStream=/run/door'),
};
const files = { '/usr/local/bin/acceptor': acceptor };
const knock = `perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new("/run/door") or die $!'`;

/** Sockets, and what looks like one. */
export const SOCKET: readonly Scenario[] = [
  defineScenario({
    name: 'socket-activation',
    title: 'A connection starts the service, twice',
    theme: 'socket',
    files,
    units,
    setup: 'systemctl start door.socket',
    watch: ['door.service'],
    run: `${knock}; sleep 0.5; systemctl stop door.service; sleep 0.3; ${knock}; sleep 0.3`,
    expect: () => [
      start('door.service', by('socket-activation', 'door.socket')),
      start('door.service', by('socket-activation', 'door.socket')),
    ],
  }),
  defineScenario({
    name: 'socket-live-while-started-by-hand',
    title: 'A person starts the service while its socket listens: the socket then flips to running too',
    theme: 'socket',
    files,
    units,
    setup: 'systemctl start door.socket',
    watch: ['door.service'],
    run: `systemctl start door.service; sleep 0.3; ${knock}; sleep 0.3; systemctl restart door.service; sleep 0.3`,
    expect: () => [start('door.service', client), start('door.service', client)],
    nearMissOf: 'socket-activation',
    why: 'socket_trigger_notify sets the socket running after the service, by whatever it was started; and a connection to a running service starts nothing.',
  }),
  defineScenario({
    name: 'held-up-while-its-socket-follows',
    title: 'A service fails at once and is held up, and its socket had gone to running with the first run',
    theme: 'socket',
    files: { '/usr/local/bin/second-try': '#!/bin/sh\n[ -e /run/tried ] && exec sleep 1000\n: >/run/tried\nexit 1\n' },
    units: {
      'keeper.service': unitFile('[Unit]', 'Upholds=door.service', '[Service]', 'ExecStart=sleep 1000'),
      'door.service': unitFile('[Service]', 'ExecStart=/usr/local/bin/second-try'),
      'door.socket': unitFile('[Socket]', 'ListenStream=/run/door'),
    },
    setup: 'systemctl start door.socket',
    watch: ['door.service'],
    run: 'systemctl start keeper.service; sleep 0.6',
    expect: (version) =>
      version < 249
        ? []
        : [start('door.service', client, by('upheld-by', 'keeper.service')), start('door.service', by('upheld-by', 'keeper.service'))],
    nearMissOf: 'socket-activation',
    why: 'Upholds= came with v249. The socket follows each run of its service (socket_trigger_notify() in socket.c), and its running from the first one is no cause of the second.',
  }),
  defineScenario({
    name: 'socket-wanted-dependency',
    title: 'The service that a connection starts pulls in another one',
    theme: 'socket',
    files,
    units: {
      ...units,
      'door.service': unitFile('[Unit]', 'Wants=lamp.service', '[Service]', 'ExecStart=/usr/local/bin/acceptor'),
      'lamp.service': daemon(),
    },
    setup: 'systemctl start door.socket',
    watch: ['lamp.service', 'door.service'],
    run: `${knock}; sleep 0.4`,
    expect: () => [
      start('lamp.service', by('socket-activation', 'door.socket'), by('wanted-by', 'door.service')),
      start('door.service', by('socket-activation', 'door.socket')),
    ],
  }),
  defineScenario({
    name: 'socket-defers-its-trigger',
    title: 'A connection waits until what its service conflicts with has ended, a second later',
    theme: 'socket',
    files,
    units: {
      'door.service': unitFile('[Unit]', 'Conflicts=busy.service', '[Service]', 'ExecStart=/usr/local/bin/acceptor'),
      'door.socket': unitFile('[Socket]', 'ListenStream=/run/door', 'DeferTrigger=patient', 'DeferTriggerMaxSec=30'),
      'busy.service': unitFile('[Service]', 'ExecStart=sleep 2'),
    },
    setup: 'systemctl start door.socket',
    watch: ['door.service'],
    run: `systemctl start busy.service; sleep 0.3; ${knock}; sleep 2.5`,
    expect: () => [start('door.service', by('socket-activation', 'door.socket'))],
    why: 'DeferTrigger= came with v258: the job mode is lenient, and the socket asks again when busy.service is down (socket_enter_deferred() in socket.c); before that the connection stops busy.service at once.',
  }),
  defineScenario({
    name: 'started-by-hand-while-its-trigger-is-deferred',
    title: 'A connection waits for the end of what the service conflicts with, and a person starts the service before',
    theme: 'socket',
    files,
    units: {
      'door.service': unitFile('[Unit]', 'Conflicts=busy.service', '[Service]', 'ExecStart=/usr/local/bin/acceptor'),
      'door.socket': unitFile('[Socket]', 'ListenStream=/run/door', 'DeferTrigger=patient', 'DeferTriggerMaxSec=30'),
      'busy.service': unitFile('[Service]', 'ExecStart=sleep 20'),
    },
    setup: 'systemctl start door.socket',
    watch: ['door.service'],
    run: `systemctl start busy.service; sleep 0.3; ${knock}; sleep 0.5; systemctl start door.service; sleep 0.5`,
    expect: (version) => [start('door.service', ...(version < 258 ? [by('socket-activation', 'door.socket')] : [client]))],
    nearMissOf: 'socket-defers-its-trigger',
    why: 'Before v258 there is no DeferTrigger=, and the connection itself starts the service.',
  }),
  defineScenario({
    name: 'socket-pulled-in-by-its-service',
    title: 'A person starts a service, whose Requires= starts its own socket: that was not there to start the service',
    theme: 'socket',
    files,
    units: {
      ...units,
      'door.service': unitFile('[Unit]', 'Requires=door.socket', 'After=door.socket', '[Service]', 'ExecStart=/usr/local/bin/acceptor'),
    },
    watch: ['door.service', 'door.socket'],
    run: `systemctl start door.service; sleep 0.4`,
    expect: () => [
      { ...start('door.service', client), back: 'right' },
      { ...start('door.socket', client, by('required-by', 'door.service')), back: 'right' },
    ],
    nearMissOf: 'socket-activation',
    why: 'the job of the socket has a higher number than that of the service, and a socket queues a job only once it listens',
  }),
  defineScenario({
    name: 'socket-accept-yes',
    title: 'Accept=yes: each connection is an instance of its own',
    theme: 'socket',
    units: {
      'echo@.service': unitFile('[Service]', 'StandardInput=socket', 'ExecStart=/bin/sleep 0.5'),
      'echo.socket': unitFile('[Socket]', 'ListenStream=127.0.0.1:7778', 'Accept=yes'),
    },
    setup: 'systemctl start echo.socket',
    watch: ['echo@0-127.0.0.1:7778-127.0.0.1:40001.service', 'echo@1-127.0.0.1:7778-127.0.0.1:40002.service'],
    run: `for port in 40001 40002; do
        perl -MIO::Socket::INET -e 'my $peer = IO::Socket::INET->new(PeerAddr => "127.0.0.1:7778", LocalPort => shift) or die $@; sleep 1' $port
      done`,
    expect: (version) =>
      version < 258
        ? [
            start('echo@0-127.0.0.1:7778-127.0.0.1:40001.service', by('socket-activation', 'echo.socket')),
            start('echo@1-127.0.0.1:7778-127.0.0.1:40002.service', by('socket-activation', 'echo.socket')),
          ]
        : [],
    why: 'On 262 (not yet on 257) the name holds the cookie of the connection as well (echo@0-4103-127.0.0.1:…), which nobody can know before: there the units asked for never start.',
  }),
  defineScenario({
    name: 'socket-accept-yes-visitor',
    title: 'Accept=yes: the instance of a connection runs systemctl start',
    theme: 'socket',
    units: {
      'echo@.service': unitFile('[Service]', 'StandardInput=socket', 'ExecStart=/bin/sh -c "systemctl start visitor.service; sleep 0.3"'),
      'echo.socket': unitFile('[Socket]', 'ListenStream=127.0.0.1:7778', 'Accept=yes'),
      'visitor.service': daemon('ExecStartPre=/bin/sleep 0.2'),
    },
    setup: 'systemctl start echo.socket',
    watch: ['visitor.service'],
    run: `perl -MIO::Socket::INET -e 'my $peer = IO::Socket::INET->new("127.0.0.1:7778") or die $@; sleep 1'`,
    expect: () => [start('visitor.service', by('socket-activation', 'echo.socket'), client)],
  }),
  defineScenario({
    name: 'socket-accept-yes-while-started-by-hand',
    title: 'A connection has its instance, and a person starts another unit meanwhile',
    theme: 'socket',
    units: {
      'echo@.service': unitFile('[Service]', 'StandardInput=socket', 'ExecStart=/bin/sleep 0.8'),
      'echo.socket': unitFile('[Socket]', 'ListenStream=127.0.0.1:7778', 'Accept=yes'),
      'visitor.service': daemon(),
    },
    setup: 'systemctl start echo.socket',
    watch: ['visitor.service'],
    run: `perl -MIO::Socket::INET -e 'my $peer = IO::Socket::INET->new("127.0.0.1:7778") or die $@; system qw(systemctl start visitor.service); sleep 1'`,
    expect: () => [start('visitor.service', client)],
    nearMissOf: 'socket-accept-yes-visitor',
  }),
];
