/** The text of a unit file. */
export function unitFile(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** A service that notes each of its starts, where the runner counts them, and then runs; lines that begin no section stand in [Service]. */
export function counted(...lines: readonly string[]): string {
  return countedRunning('sleep infinity', ...lines);
}

/** The same, running this. */
export function countedRunning(command: string, ...lines: readonly string[]): string {
  const before = lines[0]?.startsWith('[') === true ? lines : ['[Service]', ...lines];
  return unitFile(...before, '[Service]', `ExecStart=/bin/sh -c 'echo >>/tmp/starts.%n; exec ${command}'`);
}

/** A client that connects in a loop. */
export function knocking(...paths: readonly string[]): string {
  const connect = paths.map((path) => `IO::Socket::UNIX->new(Peer => "${path}");`).join(' ');
  return `exec perl -MIO::Socket::UNIX -e 'while (1) { ${connect} select undef, undef, undef, 0.03 }'`;
}

export const SOCKET = unitFile('[Socket]', 'ListenStream=/run/widget.sock', '[Install]', 'WantedBy=sockets.target');

/** Elapses every second; the seconds of the clock, so that it does so whatever the service does. */
export const EVERY_SECOND = unitFile('[Timer]', 'OnCalendar=*:*:*', 'AccuracySec=1ms', '[Install]', 'WantedBy=timers.target');

/** What keeps a unit without an end that fits: nothing starts it any more. */
export function neverStarts(unit: string, folder: string, systemctl = 'systemctl'): readonly string[] {
  return [
    `mkdir -p ${folder}/${unit}.d && printf '[Unit]\\nConditionPathExists=!/\\n' >${folder}/${unit}.d/keep-down.conf`,
    `${systemctl} daemon-reload`,
    `${systemctl} stop ${unit}`,
  ];
}
