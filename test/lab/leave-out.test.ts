import { expect, test } from 'vitest';
import { fewerOf } from './keep-down/leave-out.ts';

test('of a command that names several units, each unit is left out; of the others, each command', () => {
  expect(fewerOf(['systemctl daemon-reload', 'systemctl stop a.socket b.service'])).toEqual([
    { left: 'systemctl daemon-reload', commands: ['systemctl stop a.socket b.service'] },
    { left: 'a.socket', commands: ['systemctl daemon-reload', 'systemctl stop b.service'] },
    { left: 'b.service', commands: ['systemctl daemon-reload', 'systemctl stop a.socket'] },
  ]);
  expect(fewerOf(['systemctl --user disable --now x.timer y.service']).map(({ commands }) => commands)).toEqual([
    ['systemctl --user disable --now y.service'],
    ['systemctl --user disable --now x.timer'],
  ]);
  expect(fewerOf(['systemctl mask --runtime --now a.service'])).toEqual([
    { left: 'systemctl mask --runtime --now a.service', commands: [] },
  ]);
});
