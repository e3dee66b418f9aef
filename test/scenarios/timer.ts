import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start, unitFile } from './chain.ts';

const once = unitFile('[Timer]', 'OnActiveSec=1s', 'AccuracySec=1ms');

/** `sleep_to N` sleeps until the clock stands N ms after an even second. */
const sleepTo = `sleep_to() {
        ms=$(((2000 + $1 - $(date +%s%N) / 1000000 % 2000) % 2000))
        sleep $((ms / 1000)).$(printf %03d $((ms % 1000)))
      }`;

/** Timers, and what looks like one. */
export const TIMER: readonly Scenario[] = [
  defineScenario({
    name: 'timer',
    title: 'A timer starts its service again and again',
    theme: 'timer',
    units: {
      'tick.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'tick.timer': unitFile('[Timer]', 'OnActiveSec=500ms', 'OnUnitActiveSec=1s', 'AccuracySec=1ms'),
    },
    watch: ['tick.service'],
    run: `systemctl start tick.timer; sleep 2; systemctl stop tick.timer`,
    expect: () => [start('tick.service', by('timer', 'tick.timer')), start('tick.service', by('timer', 'tick.timer'))],
  }),
  defineScenario({
    name: 'timer-fires-for-an-active-unit',
    title: 'The timer elapses for an active service and does nothing; a person restarts it 100 ms later',
    theme: 'timer',
    units: { 'tick.service': daemon(), 'tick.timer': once },
    setup: 'systemctl start tick.service',
    watch: ['tick.service'],
    run: `systemctl start tick.timer
      for i in $(seq 100); do [ "$(systemctl show -p SubState --value tick.timer)" = running ] && break; sleep 0.05; done
      sleep 0.1
      systemctl restart tick.service
      sleep 0.3`,
    expect: () => [start('tick.service', client)],
    nearMissOf: 'timer',
  }),
  defineScenario({
    name: 'timer-first-person-later',
    title: 'The timer started it once; after a stop a person starts it, and ActivationDetails still names the timer',
    theme: 'timer',
    units: { 'tick.service': daemon(), 'tick.timer': once },
    watch: ['tick.service'],
    run: `systemctl start tick.timer; sleep 1.4; systemctl stop tick.service; sleep 0.4; systemctl start tick.service; sleep 0.3`,
    expect: () => [start('tick.service', by('timer', 'tick.timer')), start('tick.service', client)],
    nearMissOf: 'timer',
    why: 'Unit.ActivationDetails is set once and stays until the unit is unloaded (v252 and later).',
  }),
  defineScenario({
    name: 'timer-by-the-calendar',
    title: 'A timer goes by the calendar, and between two of its times a person starts the service',
    theme: 'timer',
    units: { 'tick.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true') },
    watch: ['tick.service'],
    run: `at() { date -d "+$1 sec" +%S; }; printf '[Timer]\\nOnCalendar=*:*:%s,%s\\nAccuracySec=1ms\\n' $(at 3) $(at 6) >/etc/systemd/system/tick.timer
systemctl daemon-reload; systemctl start tick.timer; sleep 4; systemctl start tick.service; sleep 2.4`,
    expect: () => [
      start('tick.service', by('timer', 'tick.timer')),
      start('tick.service', client),
      start('tick.service', by('timer', 'tick.timer')),
    ],
    nearMissOf: 'timer',
    why: 'The manager keeps the last time of a timer alone; that it was up and due tells of those before.',
  }),
  defineScenario({
    name: 'timer-fired-before-the-watch',
    title: 'The timer fired before anybody watched, and its job has waited since for a unit that it comes after',
    theme: 'timer',
    units: {
      'slow.service': unitFile('[Service]', 'Type=oneshot', "ExecStart=/bin/sh -c 'until [ -e /run/go ]; do sleep 0.05; done'"),
      'backup.service': unitFile('[Unit]', 'After=slow.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'backup.timer': unitFile('[Timer]', 'OnActiveSec=100ms', 'AccuracySec=1ms'),
    },
    setup: 'systemctl start --no-block slow.service; systemctl start backup.timer; sleep 0.5',
    watch: ['backup.service'],
    run: 'touch /run/go; sleep 0.5',
    expect: () => [{ ...start('backup.service', by('timer', 'backup.timer')), live: ['correlated', 'possible'] }],
    nearMissOf: 'client-systemctl-start',
    why: 'A job that is there when the watch begins was decided on before: that no trigger was seen to fire since tells nothing of it.',
  }),
  defineScenario({
    name: 'timer-fired-long-before-the-start',
    title: 'The timer fired eleven seconds before its job could run, which waited for a unit that it comes after',
    theme: 'timer',
    units: {
      'slow.service': unitFile('[Service]', 'Type=oneshot', "ExecStart=/bin/sh -c 'until [ -e /run/go ]; do sleep 0.05; done'"),
      'backup.service': unitFile('[Unit]', 'After=slow.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'backup.timer': unitFile('[Timer]', 'OnActiveSec=100ms', 'AccuracySec=1ms'),
    },
    setup: 'systemctl start --no-block slow.service; systemctl start backup.timer; sleep 11',
    watch: ['backup.service'],
    run: 'touch /run/go; sleep 0.5',
    expect: () => [{ ...start('backup.service', by('timer', 'backup.timer')), live: ['correlated', 'possible'] }],
    nearMissOf: 'started-by-hand-long-after-its-timer',
  }),
  defineScenario({
    name: 'started-by-hand-long-after-its-timer',
    title: 'The timer fired and its service ran; a person starts it eleven seconds later, when what it comes after is long over',
    theme: 'timer',
    units: {
      'slow.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 1'),
      'backup.service': unitFile('[Unit]', 'After=slow.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'backup.timer': unitFile('[Timer]', 'OnActiveSec=100ms', 'AccuracySec=1ms'),
    },
    setup: 'systemctl start --no-block slow.service; systemctl start backup.timer; sleep 11',
    watch: ['backup.service'],
    run: 'systemctl start backup.service; sleep 0.5',
    expect: () => [start('backup.service', client)],
    nearMissOf: 'timer-fired-long-before-the-start',
  }),
  defineScenario({
    name: 'timer-daemon-reload-in-the-middle',
    title: 'daemon-reload between two firings, and a start by hand after it',
    theme: 'timer',
    units: {
      'tick.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'tick.timer': unitFile('[Timer]', 'OnActiveSec=500ms', 'OnUnitActiveSec=2s', 'AccuracySec=1ms'),
    },
    watch: ['tick.service'],
    run: `systemctl start tick.timer; sleep 1; systemctl daemon-reload; sleep 2; systemctl stop tick.timer; systemctl start tick.service; sleep 0.2`,
    expect: () => [
      start('tick.service', by('timer', 'tick.timer')),
      start('tick.service', by('timer', 'tick.timer')),
      start('tick.service', client),
    ],
    nearMissOf: 'timer',
  }),
  defineScenario({
    name: 'two-timers-in-one-millisecond',
    title: 'Two calendar timers elapse at the same instant, each with a chain of its own',
    theme: 'timer',
    units: {
      'left.timer': unitFile('[Timer]', 'OnCalendar=*:*:0/2', 'AccuracySec=1us'),
      'left.service': unitFile('[Unit]', 'Wants=left-end.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'left-end.service': daemon(),
      'right.timer': unitFile('[Timer]', 'OnCalendar=*:*:0/2', 'AccuracySec=1us'),
      'right.service': unitFile('[Unit]', 'Wants=right-end.service', '[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
      'right-end.service': daemon(),
    },
    watch: ['left-end.service', 'right-end.service'],
    run: `${sleepTo}
      sleep_to 300
      systemctl start left.timer right.timer
      sleep 2.2
      systemctl stop left.timer right.timer`,
    expect: () => [
      start('left-end.service', by('timer', 'left.timer'), by('wanted-by', 'left.service')),
      start('right-end.service', by('timer', 'right.timer'), by('wanted-by', 'right.service')),
    ],
    nearMissOf: 'timer',
  }),
  defineScenario({
    name: 'timer-and-person-in-one-millisecond',
    title: 'A person starts one service in the very moment in which a timer starts another',
    theme: 'timer',
    units: {
      'left.timer': unitFile('[Timer]', 'OnCalendar=*:*:0/2', 'AccuracySec=1us'),
      'left.service': daemon(),
      'right.service': daemon(),
    },
    watch: ['left.service', 'right.service'],
    run: `${sleepTo}
      sleep_to 300
      systemctl start left.timer
      sleep_to 1990
      systemctl start right.service
      sleep 0.5`,
    expect: () => [start('left.service', by('timer', 'left.timer')), start('right.service', client)],
    nearMissOf: 'timer',
  }),
];
