import { defineScenario, type ExpectedLink, type ExpectedStart, type Scenario } from '../lab/scenario.ts';
import { by, client, clientIn, start, unitFile } from './chain.ts';

const ssh = 'ssh -n -i /root/.ssh/host -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR user1@127.0.0.1';
const theme = 'package';
const onlyIn = 'host';
const noFixture = 'a recording on this host weighs 300 kB; cups-socket and four others stand for all';

/** Traffic on the socket by a client of this name; looking back, who it was is not recorded. */
function knockedOn(unit: string, socket: string, comm: string): ExpectedStart {
  const knocked = by('socket-activation', socket);
  const peer: ExpectedLink = { mechanism: 'socket-activation', from: 'peer', client: { comm } };
  return { unit, chain: [peer, knocked], backChains: [[knocked]] };
}

/** The cluster that each release of Debian brings. */
const CLUSTERS: Readonly<Record<number, string>> = { 247: '13', 252: '15', 257: '17', 262: '18' };
const clusterOf = (version: number): string => `postgresql@${CLUSTERS[version] ?? ''}-main.service`;
const clusters = Object.keys(CLUSTERS).map((version) => clusterOf(Number(version)));
const restartCluster = 'pg_ctlcluster "$(pg_lsclusters -h | cut -d " " -f 1)" main restart';

/** Services that the boot starts once. */
const booted = ['nginx', 'cups', 'docker', 'ssh', 'redis-server', 'mosquitto', 'haproxy', 'cron'].map((name) => `${name}.service`);

/** Rotates one log as if it were the first time in years. */
const lastRotated = (log: string): Record<string, string> => ({
  '/var/lib/logrotate/status': `logrotate state -- version 2\n"${log}" 2020-1-1-0:0:0\n`,
});
/** Stopped first: its timer would elapse as soon as it had been reloaded. */
const soon = `systemctl stop logrotate.timer; mkdir -p /run/systemd/system/logrotate.timer.d
  printf '[Timer]\\nOnCalendar=\\nOnActiveSec=1s\\nAccuracySec=1ms\\nRandomizedDelaySec=0\\nPersistent=no\\n' >/run/systemd/system/logrotate.timer.d/soon.conf; systemctl daemon-reload`;
const rotate =
  'systemctl start logrotate.timer; sleep 1.2; for i in $(seq 80); do systemctl is-active --quiet logrotate.service || break; sleep 0.1; done';
const rotated = start('logrotate.service', by('timer', 'logrotate.timer'));

/** Services of Debian's packages as they are installed; what is true of each was read from PID 1's debug log on 252. */
export const PACKAGE: readonly Scenario[] = [
  defineScenario({
    name: 'boot-of-many-services',
    title: 'A boot of 20 s started some of its 60 services',
    theme,
    onlyIn,
    atBoot: true,
    units: {},
    watch: booted,
    run: 'sleep 0.3',
    expect: () => [],
    back: () => booted.map((unit) => start(unit, by('boot', 'boot'), by('wanted-by', 'multi-user.target'))),
    why: 'Each is in multi-user.target.wants, wanted by nothing else, and has one start; what takes long in this boot is another service.',
  }),
  defineScenario({
    name: 'cups-socket',
    title: 'lpstat asks for the printers, and the socket starts cups',
    theme,
    onlyIn,
    units: {},
    setup: 'systemctl stop cups.service cups.path; systemctl start cups.socket',
    watch: ['cups.service'],
    run: 'lpstat -v || true; sleep 0.5',
    expect: () => [knockedOn('cups.service', 'cups.socket', 'lpstat')],
  }),
  defineScenario({
    name: 'cups-path',
    title: 'A file that cups left says that there is work, and the path unit starts it',
    theme,
    onlyIn,
    noFixture,
    units: {},
    setup: 'systemctl stop cups.service; rm -f /var/cache/cups/org.cups.cupsd; systemctl start cups.path',
    watch: ['cups.service'],
    run: 'touch /var/cache/cups/org.cups.cupsd; sleep 1',
    expect: () => [start('cups.service', by('path', 'cups.path'))],
  }),
  defineScenario({
    name: 'cups-by-hand',
    title: 'A person starts cups while its socket and its path unit wait',
    theme,
    onlyIn,
    units: {},
    setup: 'systemctl stop cups.service; rm -f /var/cache/cups/org.cups.cupsd; systemctl start cups.path cups.socket',
    watch: ['cups.service'],
    run: 'systemctl start cups.service; sleep 0.5; lpstat -v || true; sleep 0.5',
    expect: () => [start('cups.service', client)],
    nearMissOf: 'cups-socket',
  }),
  defineScenario({
    name: 'ssh-socket',
    title: 'A login over ssh.socket starts sshd',
    theme,
    onlyIn,
    noFixture,
    units: {},
    setup: 'systemctl stop ssh.service; systemctl start ssh.socket',
    watch: ['ssh.service'],
    run: `${ssh} true; sleep 0.5`,
    expect: () => [knockedOn('ssh.service', 'ssh.socket', 'ssh')],
  }),
  defineScenario({
    name: 'docker-socket',
    title: 'docker ps wakes the daemon by its socket',
    theme,
    onlyIn,
    noFixture,
    units: {},
    setup: 'systemctl stop docker.service; systemctl start docker.socket',
    watch: ['docker.service'],
    run: 'docker ps >/dev/null || true; sleep 0.5',
    expect: () => [knockedOn('docker.service', 'docker.socket', 'docker')],
  }),
  defineScenario({
    name: 'packagekit-and-udisks2-by-bus-name',
    title: 'Two services that are asked for by their names on the bus',
    theme,
    onlyIn,
    noFixture,
    units: {},
    setup: 'systemctl stop packagekit.service udisks2.service',
    watch: ['packagekit.service', 'udisks2.service'],
    run: `busctl call org.freedesktop.PackageKit /org/freedesktop/PackageKit org.freedesktop.DBus.Peer Ping
      busctl call org.freedesktop.UDisks2 /org/freedesktop/UDisks2 org.freedesktop.DBus.Peer Ping; sleep 0.3`,
    expect: () => [start('packagekit.service', by('bus-activation', 'client')), start('udisks2.service', by('bus-activation', 'client'))],
  }),
  defineScenario({
    name: 'postgresql-restart-of-all-clusters',
    title: 'postgresql.service is restarted, and its cluster, which is part of it, with it',
    theme,
    onlyIn,
    units: {},
    watch: clusters,
    run: 'systemctl restart postgresql.service; sleep 0.5',
    expect: (version) => [start(clusterOf(version), client, by('restart-propagation', 'postgresql.service'))],
  }),
  defineScenario({
    name: 'postgresql-cluster-by-its-own-tool',
    title: 'pg_ctlcluster restarts a cluster, by systemctl, as it does for root',
    theme,
    onlyIn,
    noFixture,
    units: {},
    watch: clusters,
    run: `${restartCluster}; sleep 0.5`,
    expect: (version) => [
      start(clusterOf(version), {
        mechanism: 'client-request',
        from: 'client',
        client: { comm: 'systemctl', runBy: 'pg_ctlcluster' },
      }),
    ],
    nearMissOf: 'postgresql-restart-of-all-clusters',
  }),
  defineScenario({
    name: 'logrotate-restarts-cups',
    title: "logrotate's timer fires, and the postrotate script of cups restarts it",
    theme,
    onlyIn,
    files: lastRotated('/var/log/cups/access_log'),
    units: {},
    setup: `${soon}; echo a line >>/var/log/cups/access_log`,
    watch: ['cups.service', 'logrotate.service'],
    run: rotate,
    expect: () => [start('cups.service', by('timer', 'logrotate.timer'), clientIn('logrotate.service')), rotated],
  }),
  defineScenario({
    name: 'logrotate-reopens-only',
    title: 'The postrotate script of rsyslog has it open its files again, and nothing starts, until a person restarts it',
    theme,
    onlyIn,
    noFixture,
    files: lastRotated('/var/log/syslog'),
    units: {},
    setup: soon,
    watch: ['rsyslog.service', 'logrotate.service'],
    run: `${rotate}; systemctl restart rsyslog.service; sleep 0.5`,
    expect: () => [start('rsyslog.service', client), rotated],
    nearMissOf: 'logrotate-restarts-cups',
  }),
  defineScenario({
    name: 'monit-starts-again',
    title: 'A person stops memcached, and monit starts it again',
    theme,
    onlyIn,
    noFixture,
    files: {
      '/etc/monit/conf.d/memcached': unitFile(
        'check process memcached with pidfile /run/memcached/memcached.pid',
        '  start program = "/usr/bin/systemctl start memcached.service"',
        '  stop program = "/usr/bin/systemctl stop memcached.service"',
      ),
    },
    units: {},
    setup: `sed -i 's/^ *set daemon .*/set daemon 1/' /etc/monit/monitrc; systemctl restart monit.service memcached.service; sleep 1`,
    watch: ['memcached.service'],
    run: 'systemctl stop memcached.service; for i in $(seq 100); do systemctl is-active --quiet memcached.service && break; sleep 0.1; done',
    expect: () => [start('memcached.service', clientIn('monit.service'))],
  }),
  defineScenario({
    name: 'needrestart-after-an-upgrade',
    title: 'A library was replaced, and needrestart restarts the service that still has the old one',
    theme,
    onlyIn,
    noFixture,
    units: { 'upgrade.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/usr/sbin/needrestart -r a') },
    setup: `systemctl restart memcached.service; sleep 0.3
      library=$(readlink -f "$(ldconfig -p | awk '/libevent-2/ { print $NF; exit }')"); cp -a "$library" "$library.new"; mv "$library.new" "$library"`,
    watch: ['memcached.service'],
    run: 'systemctl start upgrade.service; sleep 0.5',
    expect: () => [start('memcached.service', client, clientIn('upgrade.service'))],
  }),
];
