import { join } from 'node:path';
import dbus from 'dbus-next';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { createObservationStream } from '../../../src/collect/observation-stream.ts';
import type { Observation, ObservationPayload } from '../../../src/model/observation.ts';
import { openSystemBus } from '../../../src/collect/bus/system-bus.ts';
import type { SystemBus, SystemBusOptions } from '../../../src/collect/bus/system-bus.ts';
import { client, fakeManager, startDaemon, startProxy, startServer, temporaryDirectory, unitRow, variant } from './private-bus.ts';
import type { Answer } from './private-bus.ts';

const UNIT = '/org/freedesktop/systemd1/unit/a_2eservice';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const jobNew = (id: number, unit = 'a.service') => [id, `/org/freedesktop/systemd1/job/${id}`, unit];
const jobRow = (id: number) => [id, 'a.service', 'start', 'running', `/org/freedesktop/systemd1/job/${id}`, UNIT];

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let socket: string;
let cleanups: (() => unknown)[];
let observations: Observation[];

beforeEach(async () => {
  directory = await temporaryDirectory();
  socket = join(directory.path, 'bus');
  cleanups = [];
  observations = [];
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  await directory.remove();
});

async function daemon(extra?: string) {
  const started = await startDaemon(socket, extra);
  cleanups.push(() => started.kill());
  return started;
}

async function manager() {
  const fake = await fakeManager(socket);
  cleanups.push(() => fake.leave());
  return fake;
}

async function open(options: Partial<SystemBusOptions> = {}): Promise<SystemBus> {
  const stream = createObservationStream((observation) => observations.push(observation));
  const bus = await openSystemBus({ scope: 'system', stream, address: `unix:path=${socket}`, ...options });
  cleanups.push(() => bus.close());
  return bus;
}

const label = (payload: ObservationPayload) => (payload.kind === 'signal' ? payload.member : payload.kind);
const labels = () => observations.map(({ payload }) => label(payload));
const last = (kind: string) => observations.findLast(({ payload }) => label(payload) === kind)?.payload as never;
const seen = (kind: string, times = 1) =>
  vi.waitFor(() => expect(labels().filter((other) => other === kind)).toHaveLength(times), { timeout: 8_000, interval: 10 });

describe('listening', { tags: ['dbus-daemon'] }, () => {
  test('the lists come first, then signals, trimmed and with 64-bit numbers as text', async () => {
    await daemon();
    const fake = await manager();
    const bus = await open();
    await bus.listen();
    expect(labels()).toEqual(['manager-properties', 'job-list', 'unit-list', 'listening']);
    expect(last('unit-list')).toMatchObject({
      units: [{ unit: 'a.service', loadState: 'loaded', activeState: 'active', subState: 'running' }],
    });

    fake.signal('JobNew', 'uos', jobNew(7));
    fake.signal('UnitFilesChanged', '', []);
    const changed = {
      ActiveState: variant('s', 'active'),
      ActiveEnterTimestamp: variant('t', 18446744073709551615n),
      Markers: variant('as', []),
    };
    fake.signal('PropertiesChanged', 'sa{sv}as', ['org.freedesktop.systemd1.Unit', changed, ['Job', 'Markers']], UNIT, PROPERTIES);
    fake.signal('PropertiesChanged', 'sa{sv}as', ['org.freedesktop.systemd1.Unit', { Markers: variant('as', []) }, []], UNIT, PROPERTIES);
    fake.signal('JobRemoved', 'uoss', [...jobNew(7), 'done']);
    await seen('JobRemoved');

    expect(labels().slice(4)).toEqual(['JobNew', 'PropertiesChanged', 'JobRemoved']);
    expect(last('PropertiesChanged')).toMatchObject({
      path: UNIT,
      body: ['org.freedesktop.systemd1.Unit', { ActiveState: 'active', ActiveEnterTimestamp: '18446744073709551615' }, ['Job']],
    });
    expect(observations.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('signals that arrive while the lists are made come right after `listening`, later in time than it', async () => {
    await daemon();
    const fake = await manager();
    fake.answer('ListUnits', (): Answer => {
      fake.signal('JobNew', 'uos', jobNew(9));
      return ['a(ssssssouso)', [[unitRow('a.service')]]];
    });
    await (await open()).listen();
    await seen('JobNew');
    expect(labels()).toEqual(['manager-properties', 'job-list', 'unit-list', 'listening', 'JobNew']);
    const [listening, job] = observations.slice(3);
    expect(job!.at.monotonicUsec).toBeGreaterThan(listening!.at.monotonicUsec!);
  });

  test('a job that ends between Subscribe and the list is in the list', async () => {
    await daemon();
    const fake = await manager();
    const lists = [[jobRow(5), jobRow(6)], []];
    fake.answer('ListJobs', (): Answer => {
      const rows = lists.shift();
      if (lists.length === 0) fake.signal('JobRemoved', 'uoss', [...jobNew(5), 'done']);
      return ['a(usssoo)', [rows]];
    });
    await (await open()).listen();
    expect(last('job-list')).toMatchObject({ jobs: [{ id: 5, unit: 'a.service', type: 'start', state: 'running' }] });
  });

  test('a signal that somebody else sends to us alone is not taken for the manager’s', async () => {
    await daemon();
    const fake = await manager();
    await (await open()).listen();
    const liar = await client(socket);
    cleanups.push(() => liar.disconnect());
    const forged = dbus.Message.newSignal('/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager', 'JobNew', 'uos', jobNew(666));
    forged.destination = fake.subscribers[0]!;
    liar.send(forged);
    await liar.requestName('org.example.Sent', 0);
    fake.signal('JobNew', 'uos', jobNew(7));
    await seen('JobNew');
    expect(last('JobNew')).toMatchObject({ body: jobNew(7) });
  });

  test('onJobNew is called after the observation; what it throws is not sent to the manager', async () => {
    await daemon();
    const fake = await manager();
    const told: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    const uncaught = new Promise<Error>((resolve) => {
      process.removeAllListeners('uncaughtException').once('uncaughtException', resolve);
    });
    cleanups.push(() => listeners.forEach((listener) => process.on('uncaughtException', listener)));
    const bus = await open({
      onJobNew: (id, unit) => {
        told.push([id, unit, labels().at(-1)]);
        throw new Error('thrown by the test');
      },
    });
    await bus.listen();
    fake.signal('JobNew', 'uos', jobNew(7));
    expect((await uncaught).message).toBe('thrown by the test');
    expect(told).toEqual([[7, 'a.service', 'JobNew']]);
    expect(await bus.units()).toHaveLength(1);
  });
});

describe('breaks', { tags: ['dbus-daemon'] }, () => {
  test('a bus that dies and comes back is a gap, then all starts anew', async () => {
    const first = await daemon();
    await manager();
    const bus = await open();
    await bus.listen();
    await first.kill();
    await daemon();
    const again = await manager();
    await seen('listening', 2);
    expect(labels().slice(4)).toEqual(['gap', 'manager-properties', 'job-list', 'unit-list', 'listening']);
    expect(last('gap')).toMatchObject({ source: 'system-bus', text: 'the bus closed the connection' });
    again.signal('JobNew', 'uos', jobNew(3));
    await seen('JobNew');
    expect(await bus.units()).toHaveLength(1);
  });

  test('a manager that re-executes is a gap, under whatever name it comes back', async () => {
    await daemon();
    const before = await manager();
    await (await open()).listen();
    before.signal('Reloading', 'b', [true]);
    before.leave();
    const after = await manager();
    after.signal('Reloading', 'b', [false]);
    await seen('listening', 2);
    expect(last('gap')).toMatchObject({ text: 'the manager re-executed itself (daemon-reexec)' });
    after.signal('JobNew', 'uos', jobNew(3));
    await seen('JobNew');
  });

  test('a reload is a gap from Reloading true to the next Subscribe', async () => {
    await daemon();
    const fake = await manager();
    await (await open()).listen();
    fake.signal('Reloading', 'b', [true]);
    fake.signal('UnitNew', 'so', ['a.service', UNIT]);
    fake.signal('Reloading', 'b', [false]);
    await seen('listening', 2);
    expect(labels().slice(4)).toEqual([
      ...['Reloading', 'UnitNew', 'Reloading', 'gap'],
      ...['manager-properties', 'job-list', 'unit-list', 'listening'],
    ]);
    const gap = observations.find(({ payload }) => payload.kind === 'gap')!.payload;
    expect(gap).toMatchObject({ text: 'the manager reloaded its units (daemon-reload)', from: observations[4]!.at });
    expect(fake.calls.filter((call) => call === 'Subscribe')).toHaveLength(2);
  });

  test('bytes that are no message, and a message that is cut off, are a lost connection and no crash', async () => {
    await daemon();
    await manager();
    const proxied = join(directory.path, 'proxy');
    const proxy = await startProxy(proxied, socket);
    cleanups.push(() => proxy.close());
    await (await open({ address: `unix:path=${proxied}` })).listen();
    // A header of 16 bytes that promises one field of a type that does not exist.
    proxy.inject(
      Buffer.concat([Buffer.from([0x6c, 4, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0]), Buffer.from([1, 1, 0x7a, 0, 0, 0, 0, 0])]),
    );
    await seen('listening', 2);
    expect((last('gap') as { text: string }).text).toMatch(/no D-Bus message/);
    proxy.inject(Buffer.from([0x6c, 4, 0, 1, 0xff]));
    await proxy.close();
    const second = await startProxy(proxied, socket);
    cleanups.push(() => second.close());
    await seen('listening', 3);
  });

  test('close() ends the waiting for a bus that is gone', async () => {
    const running = await daemon();
    await manager();
    const bus = await open({ callTimeoutMs: 200 });
    await bus.listen();
    await running.kill();
    await expect(bus.units()).rejects.toThrow(SourceError);
    await bus.close();
    expect(labels()).not.toContain('gap');
  });
});

describe('reading', { tags: ['dbus-daemon'] }, () => {
  test('the properties of a loaded unit: both interfaces, trimmed, under its Id', async () => {
    await daemon();
    const fake = await manager();
    fake.answer('GetUnit', (): Answer => ['o', [UNIT]]);
    fake.answer('GetAll', ({ body }): Answer => {
      const unit = { Id: variant('s', 'a.service'), InvocationID: variant('ay', Buffer.from([1, 255])), Markers: variant('as', []) };
      const service = { NRestarts: variant('u', 2), ExecStart: variant('a(sasb)', [['/bin/true', ['true'], false]]) };
      return ['a{sv}', [body[0] === 'org.freedesktop.systemd1.Unit' ? unit : service]];
    });
    const bus = await open();
    const properties = { Id: 'a.service', InvocationID: [1, 255], NRestarts: 2, ExecStart: [['/bin/true', ['true'], false]] };
    expect(await bus.unitProperties('alias.service')).toEqual(properties);
    expect(last('unit-properties')).toMatchObject({ unit: 'a.service', properties });
    expect(fake.calls).toEqual([
      'GetUnit alias.service',
      'GetAll org.freedesktop.systemd1.Unit',
      'GetAll org.freedesktop.systemd1.Service',
    ]);
  });

  test('a unit that is not loaded is left alone', async () => {
    await daemon();
    const fake = await manager();
    fake.answer('GetUnit', (): Answer => ({ error: 'org.freedesktop.systemd1.NoSuchUnit' }));
    const bus = await open();
    expect(await bus.unitProperties('b.service')).toBeUndefined();
    expect(fake.calls).toEqual(['GetUnit b.service']);
    expect(observations).toEqual([]);
  });

  test('many units are asked for a few at a time', async () => {
    await daemon();
    const fake = await manager();
    let inFlight = 0;
    let most = 0;
    fake.answer('GetUnit', async (): Promise<Answer> => {
      most = Math.max(most, (inFlight += 1));
      await new Promise((resolve) => setTimeout(resolve, 2));
      inFlight -= 1;
      return { error: 'org.freedesktop.systemd1.NoSuchUnit' };
    });
    const bus = await open();
    await Promise.all(Array.from({ length: 60 }, (_, index) => bus.unitProperties(`u${index}.service`)));
    expect(most).toBe(16);
  });
});

describe('failures say what to do', () => {
  test.each([
    ['there is no socket', /there is no bus at .*; start it/, {}],
    ['the address is of another kind', /cannot use the bus address/, { address: 'tcp:host=localhost,port=1' }],
  ])('%s', async (_, message, options) => {
    await expect(open(options)).rejects.toThrow(message);
    await expect(open(options)).rejects.toThrow(SourceError);
  });

  test('nobody listens', { tags: ['dbus-daemon'] }, async () => {
    await (await startDaemon(socket)).kill();
    await expect(open()).rejects.toThrow(/nobody answers at the bus socket/);
  });

  test('the bus is silent', async () => {
    const server = await startServer(socket, () => undefined);
    cleanups.push(() => server.close());
    await expect(open({ connectTimeoutMs: 100 })).rejects.toThrow(/no answer from the bus at .* within 100 ms/);
  });

  test('the bus hangs up at once', async () => {
    const server = await startServer(socket, (connection) => connection.end());
    cleanups.push(() => server.close());
    await expect(open()).rejects.toThrow(/closed the connection at once/);
  });

  test('authentication is rejected', { tags: ['dbus-daemon'] }, async () => {
    await daemon('<auth>DBUS_COOKIE_SHA1</auth>');
    await expect(open()).rejects.toThrow(/does not accept this user.*; run it as root/);
  });

  test('Hello is refused', { tags: ['dbus-daemon'] }, async () => {
    await daemon('<limit name="max_connections_per_user">1</limit>');
    const first = await client(socket);
    cleanups.push(() => first.disconnect());
    await expect(open()).rejects.toThrow(/refused the connection|closed the connection/);
  });

  test('no systemd is on the bus', { tags: ['dbus-daemon'] }, async () => {
    await daemon();
    await expect(open()).rejects.toThrow(/no systemd here: nobody owns org.freedesktop.systemd1 on the system bus; run it/);
  });

  test('the manager denies Subscribe', { tags: ['dbus-daemon'] }, async () => {
    await daemon();
    const fake = await manager();
    fake.answer('Subscribe', (): Answer => ({ error: 'org.freedesktop.DBus.Error.AccessDenied' }));
    await expect((await open()).listen()).rejects.toThrow(/the manager refused Subscribe .*; run it as root/);
    expect(observations).toEqual([]);
  });

  test('the manager does not answer', { tags: ['dbus-daemon'] }, async () => {
    await daemon();
    const fake = await manager();
    fake.answer('ListUnits', (): Answer => 'silence');
    const bus = await open({ callTimeoutMs: 150 });
    await expect(bus.units()).rejects.toThrow(/no answer to org.freedesktop.systemd1.Manager.ListUnits within 150 ms/);
    await expect(bus.listen()).rejects.toThrow(SourceError);
    expect(await bus.managerProperties()).toEqual({ Version: '252 (fake)' });
  });
});
