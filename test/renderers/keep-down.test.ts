import { expect, test } from 'vitest';
import { keepDown, keepDownAfterEdit } from '../../src/renderers/keep-down.ts';
import type { Suspect } from '../../src/timeline/timeline.ts';
import { timeline } from './timeline-builder.ts';

const UNIT = 'widget-daemon.service';
const suspect = (mechanism: Suspect['mechanism'], unit: string, more: Partial<Suspect> = {}): Suspect => ({
  ...{ mechanism, from: { kind: 'unit', unit }, via: [], to: UNIT, declaredIn: [], remedy: [] },
  ...more,
});
const socket = suspect('socket-activation', 'widget-daemon.socket', { armed: true });
const timer = suspect('timer', 'reconcile.timer', { armed: true, via: ['reconcile.service'] });
const wants = suspect('wanted-by', 'reconcile.service', { declaredIn: [{ path: '/etc/systemd/system/reconcile.service', line: 3 }] });

test('a line in another unit’s file outlasts every command: it is named, with the command that then does', () => {
  const story = timeline({ suspects: [socket, timer, wants] });
  expect(keepDown(story)).toEqual({
    untilReboot: ['systemctl stop widget-daemon.socket reconcile.timer widget-daemon.service'],
    lasting: [],
  });
  expect(keepDownAfterEdit(story)).toEqual({
    lines: ['/etc/systemd/system/reconcile.service:3'],
    command: 'systemctl disable --now widget-daemon.socket widget-daemon.service',
  });
});

test('where a command lasts, nothing is to be edited', () => {
  expect(keepDownAfterEdit(timeline({ suspects: [socket] }))).toBeUndefined();
});
