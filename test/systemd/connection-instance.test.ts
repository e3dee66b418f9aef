import { expect, it } from 'vitest';
import { connectionInstance } from '../../src/systemd/connection-instance.ts';

const inet = (local: string, from: number, remote: string, to: number) => ({
  family: 'inet',
  local: { address: local, port: from },
  remote: { address: remote, port: to },
});

it.each([
  ['echo@0-127.0.0.1:7778-127.0.0.1:40001.service', inet('127.0.0.1', 7778, '127.0.0.1', 40001)],
  ['echo@0-4103-127.0.0.1:7778-10.0.0.7:40001.service', inet('127.0.0.1', 7778, '10.0.0.7', 40001)],
  ['echo@3-::1:7778-fe80::1:40001.service', inet('::1', 7778, 'fe80::1', 40001)],
  ['echo@3-8194-2001:db8::1:22-2001:db8::2:40001.service', inet('2001:db8::1', 22, '2001:db8::2', 40001)],
  ['echo@3-2:1234-3:5678.service', { ...inet('2', 1234, '3', 5678), family: 'vsock' }],
  ['echo@3-99-2:1234-3:5678.service', { ...inet('2', 1234, '3', 5678), family: 'vsock' }],
  ['echo@3-812-1000.service', { family: 'unix', pid: 812, uid: 1000 }],
  ['echo@3-4103-812-1000.service', { family: 'unix', pid: 812, uid: 1000 }],
  ['echo@3-4103-812_77-1000.service', { family: 'unix', pid: 812, uid: 1000 }],
  ['echo@3-unknown.service', { family: 'unix' }],
  ['echo@3-4103-unknown.service', { family: 'unix' }],
])('%s', (unit, connection) => {
  expect(connectionInstance(unit)).toMatchObject({ socket: 'echo.socket', connection });
});

it.each(['echo@1.service', 'echo@web.service', 'echo.service', 'user@1000.service', 'echo@3-home.service', 'echo@3-1-2-3-4.service'])(
  '%s is no instance of a connection',
  (unit) => {
    expect(connectionInstance(unit)).toBeUndefined();
  },
);
