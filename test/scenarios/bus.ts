import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start } from './chain.ts';

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
/** It never owns its name: being asked for is enough, and nobody waits for an answer. */
const units = { 'bus-widget.service': daemon('Type=simple', 'BusName=org.example.Widget') };
const call = 'busctl --expect-reply=no call org.example.Widget / org.freedesktop.DBus.Peer Ping';
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
];
