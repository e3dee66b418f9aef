import { defineScenario, type ExpectedLink, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

const serviceFile = '/usr/share/dbus-1/system-services/org.example.Widget.service';
const files = {
  [serviceFile]: '[D-BUS Service]\nName=org.example.Widget\nExec=/bin/false\nUser=root\nSystemdService=bus-widget.service\n',
  '/etc/dbus-1/system.d/org.example.Widget.conf': `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <policy context="default">
    <allow own="org.example.Widget"/>
    <allow send_destination="org.example.Widget"/>
  </policy>
</busconfig>
`,
};
const serviceOf = (unit: string): string =>
  `[D-BUS Service]\nName=org.example.Widget\nExec=/bin/false\nUser=root\nSystemdService=${unit}\n`;
/** It never owns its name: being asked for is enough, and nobody waits for an answer. */
const units = { 'bus-widget.service': daemon('Type=simple', 'BusName=org.example.Widget') };
const call = 'busctl --expect-reply=no call org.example.Widget / org.freedesktop.DBus.Peer Ping';
const startUnit =
  'busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StartUnit ss bus-widget.service replace';
/** A message whose sender waits for an answer that does not come. */
const ask = 'busctl --timeout=1 call org.example.Widget / org.freedesktop.DBus.Peer Ping';
const askAnother = 'busctl call org.freedesktop.hostname1 /org/freedesktop/hostname1 org.freedesktop.DBus.Peer Ping';
const asAlice = 'runuser -u alice -- env XDG_RUNTIME_DIR=/run/user/1000';
/** A message to the name by a process that is known by what it is. */
const asked = (known: NonNullable<ExpectedLink['client']>): ExpectedLink => ({
  mechanism: 'bus-activation',
  from: 'client',
  client: known,
});
/** Of dbus-daemon's line nothing is left where dbus-broker is the bus, which calls for the unit and logs nothing (src/launch/launcher.c of dbus-broker). */
const LOGS_NOTHING = { 'dbus-broker': 'dbus-broker does not log that it activates a unit' };
const setup = 'busctl call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus ReloadConfig';

/** D-Bus activation, and what looks like it. */
export const BUS: readonly Scenario[] = [
  defineScenario({
    name: 'bus-activation',
    title: 'Somebody calls a bus name and its service is started',
    theme: 'bus',
    files,
    units,
    setup,
    watch: ['bus-widget.service'],
    run: `${call}; sleep 0.6`,
    expect: () => [start('bus-widget.service', by('bus-activation', 'client'))],
  }),
  defineScenario({
    name: 'bus-service-started-by-hand',
    title: 'A person starts the service, then somebody calls its bus name',
    theme: 'bus',
    files,
    units,
    setup,
    watch: ['bus-widget.service'],
    run: `systemctl start bus-widget; ${call}; sleep 0.5; systemctl restart bus-widget; sleep 0.3`,
    expect: () => [start('bus-widget.service', client), start('bus-widget.service', client)],
    nearMissOf: 'bus-activation',
  }),
  defineScenario({
    name: 'bus-activation-by-an-alias',
    title: 'The bus activates the service by its alias, as those of systemd are, and it is unloaded when somebody looks back',
    theme: 'bus',
    files: {
      ...files,
      [serviceFile]: files[serviceFile].replace('bus-widget.service', 'dbus-org.example.Widget.service'),
    },
    units: {
      'bus-widget.service': daemon('Type=simple', 'BusName=org.example.Widget', '[Install]', 'Alias=dbus-org.example.Widget.service'),
    },
    setup: `systemctl enable -q bus-widget; ${setup}`,
    watch: ['bus-widget.service'],
    run: `${call}; sleep 0.6; systemctl stop bus-widget; sleep 0.3; ! systemctl list-units --all --plain | grep bus-widget`,
    expect: () => [{ ...start('bus-widget.service', by('bus-activation', 'client')), back: 'right' }],
    silentIn: LOGS_NOTHING,
  }),
  defineScenario({
    name: 'bus-name-asked-for-while-going-down',
    title: 'Somebody calls the bus name while its service is being stopped: the start waits until it is down',
    theme: 'bus',
    files,
    units: { 'bus-widget.service': daemon('Type=simple', 'BusName=org.example.Widget', 'ExecStopPost=/bin/sleep 1') },
    setup: `${setup}; systemctl start bus-widget`,
    watch: ['bus-widget.service'],
    run: `systemctl stop --no-block bus-widget; sleep 0.4; ${call}; sleep 1.4`,
    expect: () => [{ ...start('bus-widget.service', by('bus-activation', 'client')), back: 'right' }],
    ends: () => [{ unit: 'bus-widget.service', how: 'stopped', chain: [client] }],
    silentIn: LOGS_NOTHING,
  }),
  defineScenario({
    name: 'bus-name-asked-for-while-up',
    title: 'Somebody calls the bus name of a service that is up and does not have the name, and right after a person restarts it',
    theme: 'bus',
    files,
    units,
    setup: `${setup}; systemctl start bus-widget`,
    watch: ['bus-widget.service'],
    run: `${call}; sleep 0.4; systemctl stop bus-widget; systemctl start bus-widget; sleep 0.4`,
    expect: () => [{ ...start('bus-widget.service', client), live: ['stated', 'correlated'] }],
    nearMissOf: 'bus-name-asked-for-while-going-down',
  }),
  defineScenario({
    name: 'bus-activation-by-a-unit',
    title: 'A service sends a message to a bus name and waits for the answer',
    theme: 'bus',
    files,
    units: { ...units, 'notifier.service': unitFile('[Service]', 'Type=oneshot', `ExecStart=-/usr/bin/${ask}`) },
    setup,
    watch: ['bus-widget.service'],
    run: 'systemctl start notifier',
    expect: () => [start('bus-widget.service', client, asked({ unit: 'notifier.service', user: 'root' }))],
  }),
  defineScenario({
    name: 'bus-activation-by-sudo',
    title: 'alice asks for the name as root, by sudo, while a message of root to another name is on its way',
    theme: 'bus',
    alice: true,
    files: { ...files, '/etc/sudoers.d/alice': { text: 'alice ALL=(ALL) NOPASSWD: ALL\n', mode: 0o440 } },
    units,
    setup,
    watch: ['bus-widget.service'],
    run: `${askAnother} & echo 1000 >/proc/self/loginuid; runuser -u alice -- sudo ${ask} || true; wait`,
    expect: () => [start('bus-widget.service', asked({ user: 'root', loginUser: 'alice' }))],
  }),
  defineScenario({
    name: 'bus-activation-by-alias',
    title: 'The file of the bus names the service by its alias, and two ask at once',
    theme: 'bus',
    files: {
      ...files,
      [serviceFile]: serviceOf('dbus-org.example.Widget.service'),
    },
    units: { ...units, 'dbus-org.example.Widget.service': { link: 'bus-widget.service' } },
    setup,
    watch: ['bus-widget.service'],
    run: `${ask} & ${ask} & wait; sleep 0.2`,
    expect: () => [start('bus-widget.service', asked({ user: 'root' }))],
  }),
  defineScenario({
    name: 'bus-activation-for-a-user',
    title: "A message on alice's own bus has her manager start a service",
    theme: 'bus',
    scope: 'user',
    files: { '/usr/share/dbus-1/services/org.example.Widget.service': serviceOf('bus-widget.service') },
    units: {},
    userUnits: units,
    setup: `${asAlice} ${setup.replace('busctl', 'busctl --user')}`,
    watch: ['bus-widget.service'],
    run: `${asAlice} ${ask.replace('busctl', 'busctl --user')} || true; sleep 0.2`,
    expect: () => [start('bus-widget.service', asked({ user: 'alice' }))],
  }),
  defineScenario({
    name: 'bus-service-started-over-the-bus',
    title: 'A script calls StartUnit over the bus while the name is asked for by nobody, then messages go to the running service',
    theme: 'bus',
    files,
    units,
    setup,
    watch: ['bus-widget.service'],
    run: `${startUnit}; sleep 0.3; ${call}; sleep 0.3; systemctl stop bus-widget; ${startUnit}; sleep 0.4`,
    expect: () => [1, 2].map(() => start('bus-widget.service', { ...client, client: { comm: 'busctl' } })),
    nearMissOf: 'bus-activation-by-a-unit',
  }),
];
