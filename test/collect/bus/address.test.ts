import { expect, test } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { busAddressOf, socketsOfAddress } from '../../../src/collect/bus/address.ts';

test('where the bus of each manager is', () => {
  expect(busAddressOf('system', {})).toBe('unix:path=/run/dbus/system_bus_socket');
  expect(busAddressOf('system', { DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/x' })).toBe('unix:path=/x');
  expect(busAddressOf('user', { XDG_RUNTIME_DIR: '/run/user/1000', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/y' })).toBe('unix:path=/y');
  expect(busAddressOf('user', { XDG_RUNTIME_DIR: '/run/user/1000' })).toBe('unix:path=/run/user/1000/bus');
  expect(() => busAddressOf('user', {})).toThrow(SourceError);
});

test.each([
  ['unix:path=/run/dbus/system_bus_socket', ['/run/dbus/system_bus_socket']],
  ['unix:guid=12ab,path=/tmp/a%20b%c3%a9%3d', ['/tmp/a bé=']],
  ['unix:abstract=/tmp/dbus-x,guid=1', ['\0/tmp/dbus-x']],
  ['unixexec:path=ssh,argv1=x;unix:path=/a;unix:path=/b', ['/a', '/b']],
  ['unix:runtime=yes', ['/run/user/7/bus']],
])('%s', (address, sockets) => {
  expect(socketsOfAddress(address, { XDG_RUNTIME_DIR: '/run/user/7' })).toEqual(sockets);
});

test('a runtime directory with special characters survives being an address', () => {
  const address = busAddressOf('user', { XDG_RUNTIME_DIR: '/tmp/my;dir,é' });
  expect(socketsOfAddress(address, {})).toEqual(['/tmp/my;dir,é/bus']);
});

test.each(['', 'tcp:host=localhost,port=1', 'unix:tmpdir=/tmp', 'nonsense'])('%j has no socket', (address) => {
  expect(() => socketsOfAddress(address, {})).toThrow(/cannot use the bus address/);
});
