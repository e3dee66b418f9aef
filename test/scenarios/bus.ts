import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start } from './chain.ts';

const files = {
  '/usr/share/dbus-1/system-services/org.example.Widget.service':
    '[D-BUS Service]\nName=org.example.Widget\nExec=/bin/false\nUser=root\nSystemdService=bus-widget.service\n',
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
];
