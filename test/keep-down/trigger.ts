import { defineStory, type KeepDownStory } from '../lab/keep-down/story.ts';
import { counted, EVERY_SECOND, knocking, neverStarts, SOCKET, unitFile } from './pieces.ts';

const WANTS_WIDGET = unitFile('[Unit]', 'Wants=widget.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/true');
const ETC = '/etc/systemd/system';

/** Units that trigger it, or that trigger what pulls it in. */
export const TRIGGER: readonly KeepDownStory[] = [
  defineStory({
    name: 'socket',
    title: 'A client connects in a loop',
    unit: 'widget.service',
    units: { 'widget.service': counted(), 'widget.socket': SOCKET },
    setup: 'systemctl enable -q --now widget.socket; systemctl start widget',
    poke: knocking('/run/widget.sock'),
    untilReboot: ['systemctl stop widget.socket widget.service'],
    lasting: ['systemctl disable --now widget.socket widget.service'],
  }),
  defineStory({
    name: 'required-socket',
    title: 'The service requires its socket, whose stop takes it down',
    unit: 'widget.service',
    units: { 'widget.service': counted('[Unit]', 'Requires=widget.socket'), 'widget.socket': SOCKET },
    setup: 'systemctl enable -q --now widget.socket; systemctl start widget',
    poke: knocking('/run/widget.sock'),
    untilReboot: ['systemctl stop widget.socket'],
    lasting: ['systemctl disable --now widget.socket'],
    breaks: ['widget.service goes down too: it has Requires=widget.socket'],
  }),
  defineStory({
    name: 'two-sockets',
    title: 'Two sockets for one service',
    unit: 'widget.service',
    units: {
      'widget.service': counted(),
      'widget.socket': unitFile('[Socket]', 'ListenStream=/run/widget.sock'),
      'admin.socket': unitFile('[Socket]', 'Service=widget.service', 'ListenStream=/run/admin.sock'),
    },
    setup: 'systemctl start widget.socket admin.socket; systemctl start widget',
    poke: knocking('/run/widget.sock', '/run/admin.sock'),
    untilReboot: ['systemctl stop admin.socket widget.socket widget.service'],
    lasting: ['systemctl stop admin.socket widget.socket widget.service'],
  }),
  defineStory({
    name: 'timer',
    title: 'A timer of its own',
    unit: 'widget.service',
    units: { 'widget.service': counted(), 'widget.timer': EVERY_SECOND },
    setup: 'systemctl enable -q --now widget.timer; systemctl start widget',
    untilReboot: ['systemctl stop widget.timer widget.service'],
    lasting: ['systemctl disable --now widget.timer widget.service'],
  }),
  defineStory({
    name: 'timer-of-a-puller',
    title: 'A timer starts a service that wants it',
    unit: 'widget.service',
    units: { 'widget.service': counted(), 'reconcile.service': WANTS_WIDGET, 'reconcile.timer': EVERY_SECOND },
    setup: 'systemctl enable -q --now reconcile.timer; systemctl start widget',
    untilReboot: ['systemctl stop reconcile.timer widget.service'],
    lasting: neverStarts('widget.service', ETC),
  }),
  defineStory({
    name: 'path',
    title: 'A path whose file is there',
    unit: 'widget.service',
    units: {
      'widget.service': counted(),
      'widget.path': unitFile('[Path]', 'PathExists=/run/widget.flag', '[Install]', 'WantedBy=paths.target'),
    },
    setup: 'rm -f /run/widget.flag; systemctl enable -q --now widget.path; systemctl start widget',
    poke: 'while :; do touch /run/widget.flag; sleep 0.1; done',
    untilReboot: ['systemctl stop widget.path widget.service'],
    lasting: ['systemctl disable --now widget.path widget.service'],
  }),
  defineStory({
    name: 'automount',
    title: 'A process looks into the folder in a loop',
    unit: 'srv-lazy.mount',
    units: {
      'srv-lazy.mount': unitFile('[Mount]', 'What=tmpfs', 'Where=/srv/lazy', 'Type=tmpfs'),
      'srv-lazy.automount': unitFile('[Automount]', 'Where=/srv/lazy', '[Install]', 'WantedBy=multi-user.target'),
    },
    setup: 'systemctl enable -q --now srv-lazy.automount; ls /srv/lazy',
    poke: 'while :; do ls /srv/lazy; sleep 0.05; done',
    untilReboot: ['systemctl stop srv-lazy.automount srv-lazy.mount'],
    lasting: ['systemctl disable --now srv-lazy.automount srv-lazy.mount'],
    againstRaces: ['srv-lazy.mount'],
  }),
  defineStory({
    name: 'template-instance',
    title: 'The timer of the same instance',
    unit: 'pool@7.service',
    units: { 'pool@.service': counted(), 'pool@.timer': EVERY_SECOND },
    setup: 'systemctl start pool@7.timer pool@7.service',
    untilReboot: ['systemctl stop pool@7.timer pool@7.service'],
    lasting: ['systemctl mask --now pool@7.service'],
  }),
  defineStory({
    name: 'widget-daemon',
    title: 'The socket and the timer of the story that all know',
    unit: 'widget-daemon.service',
    units: {
      'widget-daemon.service': counted('Restart=on-failure'),
      'widget-daemon.socket': unitFile('[Socket]', 'ListenStream=/run/widget.sock'),
      'reconcile.service': WANTS_WIDGET.replace('widget.service', 'widget-daemon.service'),
      'reconcile.timer': EVERY_SECOND,
    },
    setup: 'systemctl start widget-daemon.socket reconcile.timer; systemctl start widget-daemon',
    poke: knocking('/run/widget.sock'),
    untilReboot: ['systemctl stop widget-daemon.socket reconcile.timer widget-daemon.service'],
    lasting: neverStarts('widget-daemon.service', ETC),
  }),
];
