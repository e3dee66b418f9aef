import { daemon, unitFile } from '../../scenarios/chain.ts';
import type { LabFile } from '../lab-file.ts';

/** Where the actors' programs lie in the lab. */
export const PROGRAMS = '/usr/local/lib/trials';

/** Where the truth is told: `truth/ACTOR.RUN` (pid and control group of who acts), `started/ACTOR` (the invocation). */
export const TRIALS = '/run/trials';

/** Runs each line that comes in as a command of its own, as a shell does with what is typed. */
const actScript = `#!/bin/bash
exec 3<>"$1"
while read -r line <&3; do
  sh -c "exec $line" </dev/null 3>&- &
done
`;

/** Notes who is about to act and becomes it: its pid stays the same. */
const asScript = `#!/bin/sh
while read -r line; do
  case $line in 0::*) group=\${line#0::} ;; esac
done </proc/$$/cgroup
printf '%s\\n%s\\n' "$$" "$group" >"${TRIALS}/truth/$1.$2"
shift 2
exec "$@"
`;

const serveScript = `#!/bin/sh
echo "$INVOCATION_ID" >"${TRIALS}/started/$1"
exec sleep infinity
`;

/** It takes some ms to start, as a small daemon does, and answers at once. */
const answerScript = `#!/usr/bin/perl
use IO::Socket::INET; use POSIX;
open my $started, '>', "${TRIALS}/started/$ARGV[0]" or die; print $started "$ENV{INVOCATION_ID}\\n"; close $started;
open my $listener, '+<&=3' or die;
while (accept my $peer, $listener) { print $peer "hello\\n"; close $peer }
`;

const knockScript = `#!/usr/bin/perl
use IO::Socket::INET; use IO::Socket::UNIX;
my $peer = $ARGV[0] =~ m{^/} ? IO::Socket::UNIX->new(Peer => $ARGV[0]) : IO::Socket::INET->new($ARGV[0]);
die "$ARGV[0]: $@" unless $peer;
my $answer = <$peer>;
`;

const deepScript = `#!/bin/sh
run=$(cat ${TRIALS}/script.run)
sh -c "${PROGRAMS}/as script $run systemctl start trial-script.service; true"
true
`;

const policy = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <policy user="root"><allow own="org.freedesktop.PolicyKit1"/></policy>
  <policy context="default"><allow send_destination="org.freedesktop.PolicyKit1"/></policy>
</busconfig>
`;

/** Programs and settings of the actors. */
export function trialFiles(programs: { readonly caller: string; readonly authority: string }): Record<string, LabFile> {
  return {
    [`${PROGRAMS}/act`]: actScript,
    [`${PROGRAMS}/as`]: asScript,
    [`${PROGRAMS}/serve`]: serveScript,
    [`${PROGRAMS}/answer`]: answerScript,
    [`${PROGRAMS}/knock`]: knockScript,
    [`${PROGRAMS}/deep`]: deepScript,
    [`${PROGRAMS}/call-start-unit.mjs`]: programs.caller,
    [`${PROGRAMS}/authority.mjs`]: programs.authority,
    '/etc/dbus-1/system.d/trials.conf': policy,
    '/etc/cron.d/trials': {
      text: `SHELL=/bin/sh\n@reboot root exec ${PROGRAMS}/as cron $(cat ${TRIALS}/cron.run) systemctl start trial-cron.service\n`,
      mode: 0o644,
    },
  };
}

const UNLIMITED = ['[Unit]', 'StartLimitIntervalSec=0'];

function served(actor: string): string {
  return unitFile(...UNLIMITED, '[Service]', `ExecStart=${PROGRAMS}/serve ${actor}`);
}

function answered(actor: string): string {
  return unitFile(...UNLIMITED, '[Service]', `ExecStart=${PROGRAMS}/answer ${actor}`);
}

function listening(address: string): string {
  return unitFile('[Socket]', `ListenStream=${address}`, 'TriggerLimitIntervalSec=0');
}

/** Where the knockers knock. */
export const ADDRESS = { tcp: '127.0.0.1:7801', unix: `${TRIALS}/unix.sock`, check: '127.0.0.1:7802' } as const;

/** The units that are started, and those from which the actors act. */
export const TRIAL_UNITS: Readonly<Record<string, string>> = {
  'actors@.service': unitFile('[Service]', 'User=%i', `ExecStart=${PROGRAMS}/act ${TRIALS}/%i.fifo`),
  // A login session with a terminal, as a person at a shell has.
  'console.service': unitFile(
    ...['[Service]', 'User=root', 'PAMName=login', 'StandardOutput=null', 'Environment=TERM=dumb'],
    `ExecStart=/bin/sh -c "exec script -qc 'bash --norc -i' /dev/null 0<>${TRIALS}/shell.fifo"`,
  ),
  'authority.service': daemon(`ExecStart=`, `ExecStart=/usr/local/bin/node ${PROGRAMS}/authority.mjs`),
  'cron.service.d/trials.conf': unitFile(...UNLIMITED),
  'health-check.service': unitFile(
    ...[...UNLIMITED, '[Service]', 'Type=oneshot'],
    `ExecStart=/bin/sh -c "exec ${PROGRAMS}/as check $$(cat ${TRIALS}/check.run) ${PROGRAMS}/knock ${ADDRESS.check}"`,
  ),
  'health-check.timer': unitFile(...UNLIMITED, '[Timer]', 'OnActiveSec=1ms', 'AccuracySec=1ms'),
  'deep.service': unitFile(...UNLIMITED, '[Service]', 'Type=oneshot', `ExecStart=${PROGRAMS}/deep`),
  'trial-tcp.service': answered('tcp'),
  'trial-tcp.socket': listening(ADDRESS.tcp),
  'trial-unix.service': answered('unix'),
  'trial-unix.socket': listening(ADDRESS.unix),
  'trial-check.service': answered('check'),
  'trial-check.socket': listening(ADDRESS.check),
  'trial-shell.service': served('shell'),
  'trial-cron.service': served('cron'),
  'trial-no-block.service': served('no-block'),
  'trial-busctl.service': served('busctl'),
  'trial-user.service': served('user'),
  'trial-script.service': served('script'),
};
