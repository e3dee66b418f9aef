import { defineStory, type KeepDownStory } from '../lab/keep-down/story.ts';
import { counted, EVERY_SECOND, knocking, neverStarts, unitFile } from './pieces.ts';

const RUNS = 'ExecStart=/bin/sleep infinity';
const ETC = '/etc/systemd/system';

/** Units that uphold it, pull it in, or come back themselves and bring it along. */
export const PULL: readonly KeepDownStory[] = [
  defineStory({
    name: 'upholds',
    title: 'A service that upholds it, and one that requires that service',
    since: 249,
    unit: 'widget.service',
    units: {
      'widget.service': counted(),
      'guard.service': unitFile('[Unit]', 'Upholds=widget.service', '[Service]', RUNS),
      'share.service': unitFile('[Unit]', 'PartOf=widget.service', '[Service]', RUNS),
      'gate.service': unitFile('[Unit]', 'Requires=guard.service', 'After=guard.service', '[Service]', RUNS),
    },
    setup: 'systemctl start gate widget share',
    untilReboot: ['systemctl stop guard.service widget.service'],
    lasting: neverStarts('widget.service', ETC),
    breaks: [
      'gate.service goes down too: it has Requires=guard.service',
      'share.service goes down too: it has PartOf=widget.service',
      'guard.service goes on without widget.service, which it has Upholds= on',
    ],
  }),
  defineStory({
    name: 'upholds-socket-timer',
    title: 'Upheld, with a socket that is knocked at in a loop and a timer',
    since: 249,
    unit: 'widget.service',
    units: {
      'widget.service': counted(),
      'widget.socket': unitFile('[Socket]', 'ListenStream=/run/widget.sock'),
      'widget.timer': EVERY_SECOND,
      'guard.service': unitFile('[Unit]', 'Upholds=widget.service', '[Service]', RUNS),
    },
    setup: 'systemctl start widget.socket widget.timer guard; systemctl start widget',
    poke: knocking('/run/widget.sock'),
    untilReboot: ['systemctl stop guard.service widget.socket widget.timer widget.service'],
    lasting: neverStarts('widget.service', ETC),
  }),
  defineStory({
    name: 'restart-always',
    title: 'Restart=always alone does not act on a stop',
    unit: 'widget.service',
    units: { 'widget.service': counted('Restart=always', 'RestartSec=100ms') },
    setup: 'systemctl start widget',
    untilReboot: ['systemctl stop widget.service'],
    lasting: ['systemctl stop widget.service'],
  }),
  defineStory({
    name: 'wanted-by-a-target',
    title: 'Enabled: an active target that wants it does not start it again, a boot does',
    unit: 'widget.service',
    units: { 'widget.service': counted('[Install]', 'WantedBy=multi-user.target') },
    setup: 'systemctl enable -q --now widget',
    untilReboot: ['systemctl stop widget.service'],
    lasting: ['systemctl disable --now widget.service'],
  }),
  defineStory({
    name: 'wanted-by-a-line',
    title: 'A line in the file of a unit that each boot starts is no link that disable removes',
    unit: 'widget.service',
    units: {
      'widget.service': counted(),
      'fleet.service': unitFile('[Unit]', 'Wants=widget.service', '[Service]', RUNS, '[Install]', 'WantedBy=multi-user.target'),
    },
    setup: 'systemctl enable -q --now fleet',
    pokeLasting: 'while :; do sleep 0.3; systemctl restart fleet; done',
    untilReboot: ['systemctl stop widget.service'],
    lasting: neverStarts('widget.service', ETC),
    breaks: ['fleet.service goes on without widget.service, which it has Wants= on'],
  }),
  defineStory({
    name: 'wanted-by-a-link',
    title: 'The same by a link in /etc, which disable removes',
    unit: 'widget.service',
    units: {
      'widget.service': counted('[Install]', 'WantedBy=fleet.service'),
      'fleet.service': unitFile('[Service]', RUNS, '[Install]', 'WantedBy=multi-user.target'),
    },
    setup: 'systemctl enable -q widget fleet; systemctl start fleet',
    untilReboot: ['systemctl stop widget.service'],
    lasting: ['systemctl disable --now widget.service'],
  }),
  defineStory({
    name: 'restart-of-a-puller',
    title: 'A service dies when it is stopped, is restarted, and its Wants= brings it back (systemd issue 39429)',
    unit: 'widget.service',
    files: {
      '/usr/local/bin/needs-widget': '#!/bin/sh\nsleep 0.3\nwhile systemctl -q is-active widget; do sleep 0.1; done\nexit 1\n',
    },
    units: {
      'widget.service': counted(),
      'web.service': unitFile(
        ...['[Unit]', 'Wants=widget.service', 'After=widget.service', 'StartLimitIntervalSec=0'],
        ...['[Service]', 'Restart=always', 'RestartSec=100ms', 'ExecStart=/usr/local/bin/needs-widget'],
      ),
    },
    setup: 'systemctl start web; systemctl stop widget; sleep 0.8; systemctl is-active -q widget',
    untilReboot: ['systemctl stop web.service widget.service'],
    lasting: neverStarts('widget.service', ETC),
  }),
];
