import { defineStory, type KeepDownStory } from '../lab/keep-down/story.ts';
import { counted, countedRunning, EVERY_SECOND, knocking, neverStarts, SOCKET } from './pieces.ts';

const NAME = 'org.example.Widget';
/** Owns the bus name, in the wire's own words: what the roots hold cannot. */
const OWNER = `#!/usr/bin/perl
use IO::Socket::UNIX;
my $bus = IO::Socket::UNIX->new(Peer => '/run/dbus/system_bus_socket') or die;
my $serial = 0;
sub aligned { my ($bytes, $to) = @_; $bytes . "\\0" x (-length($bytes) % $to) }
sub text { pack('V/a* x', shift) }
sub call {
  my ($member, $signature, $body) = @_;
  my $fields = '';
  for (['1', 'o', '/org/freedesktop/DBus'], [6, 's', 'org.freedesktop.DBus'], [2, 's', 'org.freedesktop.DBus'], [3, 's', $member]) {
    my ($code, $type, $value) = @$_;
    $fields = aligned(aligned($fields, 8) . pack('C C a x', $code, 1, $type), 4) . text($value);
  }
  $fields = aligned($fields, 8) . pack('C C a x C a* x', 8, 1, 'g', length $signature, $signature) if $signature ne '';
  syswrite $bus, aligned('l' . pack('C C C V V V', 1, 0, 1, length $body, ++$serial, length $fields) . $fields, 8) . $body;
}
syswrite $bus, "\\0AUTH EXTERNAL " . unpack('H*', $<) . "\\r\\n";
sysread $bus, my $answer, 200;
syswrite $bus, "BEGIN\\r\\n";
call('Hello', '', '');
call('RequestName', 'su', aligned(text($ARGV[0]), 4) . pack('V', 4));
1 while sysread $bus, $answer, 4096;
`;
const WIDGET = countedRunning(
  `/usr/local/bin/own-name ${NAME}`,
  '[Install]',
  'WantedBy=multi-user.target',
  '[Service]',
  'Type=dbus',
  `BusName=${NAME}`,
);
const BUS_FILES = {
  '/usr/local/bin/own-name': OWNER,
  [`/usr/share/dbus-1/system-services/${NAME}.service`]: `[D-BUS Service]\nName=${NAME}\nExec=/bin/false\nUser=root\nSystemdService=widget.service\n`,
  [`/etc/dbus-1/system.d/${NAME}.conf`]: `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <policy context="default">
    <allow own="${NAME}"/>
    <allow send_destination="${NAME}"/>
  </policy>
</busconfig>
`,
};
const ASK = `busctl --expect-reply=no call ${NAME} / org.freedesktop.DBus.Peer Ping`;
const ASKING = `while :; do ${ASK}; sleep 0.1; done`;

/** Units that packages ship, bus names, and the user's own manager. */
export const HOLD: readonly KeepDownStory[] = [
  defineStory({
    name: 'shipped',
    title: 'A package ships it, with a socket and a timer',
    unit: 'widget.service',
    shipped: { 'widget.service': counted(), 'widget.socket': SOCKET, 'widget.timer': EVERY_SECOND },
    setup: 'systemctl enable -q --now widget.socket widget.timer; systemctl start widget',
    poke: knocking('/run/widget.sock'),
    untilReboot: ['systemctl stop widget.socket widget.timer widget.service'],
    lasting: ['systemctl mask --now widget.service'],
  }),
  defineStory({
    name: 'bus-shipped',
    title: 'Somebody asks for the bus name of a unit that a package ships',
    unit: 'widget.service',
    files: BUS_FILES,
    shipped: { 'widget.service': WIDGET },
    setup: ASK,
    poke: ASKING,
    untilReboot: ['systemctl mask --runtime --now widget.service'],
    lasting: ['systemctl mask --now widget.service'],
  }),
  defineStory({
    name: 'bus-local',
    title: 'Somebody asks for the bus name of a unit of /etc, which no mask can cover',
    unit: 'widget.service',
    files: BUS_FILES,
    units: {
      'widget.service': WIDGET,
    },
    setup: 'systemctl enable -q widget; systemctl start widget',
    poke: ASKING,
    untilReboot: neverStarts('widget.service', '/run/systemd/system'),
    lasting: neverStarts('widget.service', '/etc/systemd/system'),
  }),
  defineStory({
    name: 'user-manager',
    title: "A timer of alice's own manager",
    unit: 'sync.service',
    userUnits: { 'sync.service': counted(), 'sync.timer': EVERY_SECOND },
    setup: 'systemctl --user enable -q --now sync.timer; systemctl --user start sync',
    untilReboot: ['systemctl --user stop sync.timer sync.service'],
    lasting: ['systemctl --user disable --now sync.timer sync.service'],
  }),
];
