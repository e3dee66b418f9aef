// @module-tag dbus-daemon
import { join } from 'node:path';
import dbus from 'dbus-next';
import type { MessageBus } from 'dbus-next';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openBusMonitor, type BusMonitor, type BusMonitorOptions } from '../../../src/collect/bus/monitor.ts';
import { createObservationStream } from '../../../src/collect/observation-stream.ts';
import type { ClientCallPayload, ObservationPayload } from '../../../src/model/observation.ts';
import { client, fakeManager, startDaemon, temporaryDirectory, type Answer, type FakeManager } from './private-bus.ts';

const PATH = '/org/freedesktop/systemd1';
const job = (id: number) => `${PATH}/job/${String(id)}`;

let socket: string;
let cleanups: (() => unknown)[];
let payloads: ObservationPayload[];
let fake: FakeManager;
let caller: MessageBus;

beforeEach(async () => {
  const directory = await temporaryDirectory();
  cleanups = [() => directory.remove()];
  socket = join(directory.path, 'bus');
  payloads = [];
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

async function begin(extra?: string): Promise<{ kill(): Promise<void> }> {
  const daemon = await startDaemon(socket, extra);
  cleanups.push(() => daemon.kill());
  await connectOthers();
  return daemon;
}

async function connectOthers(): Promise<void> {
  const manager = (fake = await fakeManager(socket));
  const bus = (caller = await client(socket));
  cleanups.push(
    () => manager.leave(),
    () => bus.disconnect(),
  );
}

async function open(options: Partial<BusMonitorOptions> = {}): Promise<BusMonitor> {
  const stream = createObservationStream(({ payload }) => void payloads.push(payload));
  const monitor = await openBusMonitor({ scope: 'system', stream, address: `unix:path=${socket}`, ...options });
  cleanups.push(() => monitor.close());
  return monitor;
}

/** Makes a call without waiting for what comes of it. */
function call(member: string, body: readonly string[], options: { path?: string; flags?: number; destination?: string } = {}): void {
  const { path = PATH, flags = 0, destination = 'org.freedesktop.systemd1' } = options;
  const message = { destination, path, interface: 'org.freedesktop.systemd1.Manager', member, signature: 's'.repeat(body.length) };
  caller.send(new dbus.Message({ ...message, serial: caller.newSerial(), flags, body: [...body] }));
}

/** The manager announces a new job and then names it in its reply, as systemd does. */
function makes(id: number): Answer {
  fake.signal('JobNew', 'uos', [id, job(id), 'a.service']);
  return ['o', [job(id)]];
}

const calls = () => payloads.filter((payload): payload is ClientCallPayload => payload.kind === 'client-call');
const told = (count: number) => vi.waitFor(() => expect(calls()).toHaveLength(count), { timeout: 8_000, interval: 10 });
const nameOf = (bus: MessageBus) => (bus as unknown as { readonly name: string }).name;

test('a call is told with its caller, and with the job that the reply names', async () => {
  await begin();
  await open();
  fake.answer('StartUnit', () => makes(7));
  call('StartUnit', ['a.service', 'replace']);
  await told(1);
  expect(calls()[0]).toMatchObject({ sender: nameOf(caller), member: 'StartUnit', unit: 'a.service', job: 7 });
  expect(calls()[0]?.process).toMatchObject({ pid: process.pid, uid: process.getuid?.(), cmdline: expect.any(Array) as unknown });
});

test('the unit is that of the object, the new one of StartUnitReplace, or not told', async () => {
  await begin();
  await open();
  for (const member of ['Restart', 'StartUnitReplace', 'Start']) fake.answer(member, () => makes(7));
  call('Restart', ['replace'], { path: `${PATH}/unit/a_2dx_2eservice` });
  call('StartUnitReplace', ['old.service', 'new.service', 'replace']);
  call('Start', ['replace'], { path: `${PATH}/unit/self` });
  await told(3);
  expect(calls().map(({ member, unit }) => [member, unit])).toEqual([
    ['Restart', 'a-x.service'],
    ['StartUnitReplace', 'new.service'],
    ['Start', undefined],
  ]);
});

test('a job that was there before the call is not the caller’s', async () => {
  await begin();
  await open();
  fake.signal('JobNew', 'uos', [7, job(7), 'a.service']);
  fake.answer('StartUnit', () => ['o', [job(7)]]);
  call('StartUnit', ['a.service', 'replace']);
  await told(1);
  expect(calls()[0]).toMatchObject({ unit: 'a.service', joined: 7 });
  expect(calls()[0]).not.toHaveProperty('job');
});

test('a job that was announced while polkit asked was made by someone else', async () => {
  await begin();
  await open();
  fake.answer('StartUnit', async (): Promise<Answer> => {
    fake.signal('JobNew', 'uos', [7, job(7), 'a.service']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return ['o', [job(7)]];
  });
  call('StartUnit', ['a.service', 'replace']);
  await told(1);
  expect(calls()[0]).toMatchObject({ joined: 7 });
});

test('a call that is refused is not told, nor one that asks for no job or goes to another service', async () => {
  await begin();
  await open();
  const other = await client(socket);
  cleanups.push(() => other.disconnect());
  await other.requestName('org.example.Other', 0);
  fake.answer('StopUnit', () => makes(8));
  call('StartUnit', ['a.service', 'replace']);
  call('GetUnit', ['a.service']);
  call('StartUnit', ['a.service', 'replace'], { destination: 'org.example.Other' });
  call('StopUnit', ['a.service', 'replace']);
  await told(1);
  expect(calls()[0]).toMatchObject({ member: 'StopUnit', job: 8 });
});

test('a call without an answer is told without its job, and again when the answer comes', async () => {
  await begin();
  await open({ reportAfterMs: 100 });
  fake.answer('StartUnit', async (): Promise<Answer> => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return makes(9);
  });
  call('StartUnit', ['a.service', 'replace']);
  await told(2);
  expect(calls().map((one) => one.job)).toEqual([undefined, 9]);
});

test('a call that wants no reply is told at once', async () => {
  await begin();
  await open({ reportAfterMs: 60_000 });
  fake.answer('StartUnit', () => 'silence');
  call('StartUnit', ['a.service', 'replace'], { flags: 1 });
  await told(1);
  expect(calls()[0]).toMatchObject({ unit: 'a.service', process: { pid: process.pid } });
});

test('hundreds of calls at once are all told, and the bus keeps the monitor', async () => {
  await begin();
  const monitor = await open({ reportAfterMs: 60_000 });
  let id = 10;
  fake.answer('StartUnit', () => makes((id += 1)));
  // More than 128 at once the bus refuses to one connection.
  for (let count = 20; count <= 500; count += 20) {
    for (let index = count; index > count - 20; index -= 1) call('StartUnit', [`a${String(index)}.service`, 'replace']);
    await told(count);
  }
  expect(new Set(calls().map(({ unit }) => unit)).size).toBe(500);
  // Where the reply was read late, whose job it is stays open.
  expect(calls().filter(({ job: made, joined }) => made === undefined && joined === undefined)).toEqual([]);
  expect(monitor.isMonitoring()).toBe(true);
});

test('a bus that comes back is heard again', async () => {
  const daemon = await begin();
  const monitor = await open();
  await daemon.kill();
  await vi.waitFor(() => expect(monitor.isMonitoring()).toBe(false));
  await begin();
  await vi.waitFor(() => expect(monitor.isMonitoring()).toBe(true), { timeout: 8_000, interval: 10 });
  fake.answer('StartUnit', () => makes(7));
  call('StartUnit', ['a.service', 'replace']);
  await told(1);
  expect(calls()[0]).toMatchObject({ job: 7 });
});

test('a bus that allows no monitor makes no noise', async () => {
  await begin('<policy context="mandatory"><deny send_interface="org.freedesktop.DBus.Monitoring"/></policy>');
  const monitor = await open();
  expect(monitor.isMonitoring()).toBe(false);
  expect(payloads).toEqual([]);
});
