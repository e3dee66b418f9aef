import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPeerScanner } from '../../../src/collect/probe/peer-scanner.ts';
import type { PeerScanPayload, Properties } from '../../../src/model/observation.ts';
import { createObservationStream } from '../../../src/collect/observation-stream.ts';

const LISTENER = '   0: 0100007F:1E64 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 5001 1 0 100 0 0 10 0\n';
const WAITING = '   1: 0100007F:1E64 0100007F:C1B0 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0 20 0 0 10 -1\n';
const CLIENT = '   2: 0100007F:C1B0 0100007F:1E64 01 00000000:00000000 00:00000000 00000000  1000        0 5002 1 0 20 4 30 10 -1\n';
const ACCEPTED = WAITING.replace(' 0 1 0 20', ' 5003 1 0 20');
const UNIX_WAITING = '00000000f4d3c6f2: 00000002 00000000 00000000 0001 02     0 /run/door\n';
const SS = `u_str LISTEN 1 5 /run/door 5001 * 0 <-> ino:1 dev:0/1 peers: 5002\nu_str ESTAB 0 0 * 5002 * 0 <->\n`;

let procRoot: string;
beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), 'whyalive-peers-'));
  mkdirSync(join(procRoot, 'net'));
  writeFileSync(join(procRoot, 'uptime'), '1000.00 1.00\n');
  process_(900, 1, 'curl', 5002, 100);
});
afterEach(() => rmSync(procRoot, { recursive: true }));

/** A process with one socket, begun so many hundredths of a second after boot. */
function process_(pid: number, ppid: number, comm: string, inode: number, begun: number): void {
  const folder = join(procRoot, String(pid));
  mkdirSync(join(folder, 'fd'), { recursive: true });
  writeFileSync(join(folder, 'stat'), `${pid} (${comm}) S ${ppid} 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ${begun} 0 0\n`);
  writeFileSync(join(folder, 'status'), `Name:\t${comm}\nUid:\t33\t33\t33\t33\n`);
  writeFileSync(join(folder, 'cmdline'), `${comm}\0localhost\0`);
  writeFileSync(join(folder, 'cgroup'), '0::/system.slice/health-check.service\n');
  symlinkSync(`socket:[${inode}]`, join(folder, 'fd', '3'));
}

function kernel(tables: Readonly<Record<string, string>>): void {
  for (const [name, rows] of Object.entries(tables)) writeFileSync(join(procRoot, 'net', name), `heading\n${rows}`);
}

function fakeSs(script: string): string {
  const path = join(procRoot, 'ss');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What is seen when a job of a unit is announced, and the manager has told these properties of door.socket. */
async function seenAt(
  unit: string,
  properties: Properties,
  ss = '/nonexistent/ss',
  jobs: readonly number[] = [77],
  isUnitActive = false,
): Promise<PeerScanPayload[]> {
  const seen: PeerScanPayload[] = [];
  const stream = createObservationStream((observation) => {
    if (observation.payload.kind === 'peer-scan') seen.push(observation.payload);
  });
  const door = { socket: 'door.socket', unit: 'door.service', listen: properties['Listen'], accept: properties['Accept'] === true };
  const scanner = createPeerScanner(stream, { scope: 'system', procRoot, ss }, (name) =>
    name === door.unit || name === door.socket ? [{ ...door, isUnitActive }] : [],
  );
  for (const job of jobs) scanner.noteJob(job, unit);
  const end = performance.now() + 800;
  while (seen.length === 0 && performance.now() < end) await pause(20);
  await pause(60);
  scanner.close();
  return seen;
}

const AT_TCP: Properties = { Listen: [['Stream', '127.0.0.1:7780']] };
const AT_UNIX: Properties = { Listen: [['Stream', '/run/door']] };
const CURL = { pid: 900, comm: 'curl', uid: 33, cmdline: ['curl', 'localhost'], unit: 'health-check.service' };

describe('the job of a service whose socket listens', () => {
  it('makes one look, however often it is announced', async () => {
    kernel({ tcp: LISTENER + WAITING + CLIENT });
    const seen = await seenAt('door.service', AT_TCP, undefined, [77, 77]);
    expect(seen).toMatchObject([
      {
        jobs: [77],
        socket: 'door.socket',
        peers: [{ protocol: 'tcp', listen: '127.0.0.1:7780', address: '127.0.0.1', port: 49584, process: CURL }],
      },
    ]);
    expect(seen[0]).not.toHaveProperty('served');
  });

  it('is not looked at when it stops what runs, but the next job is, though nothing has told yet that it is down', async () => {
    kernel({ tcp: LISTENER + WAITING + CLIENT });
    expect(await seenAt('door.service', AT_TCP, undefined, [77, 77], true)).toEqual([]);
    expect(await seenAt('door.service', AT_TCP, undefined, [77, 78, 77, 78], true)).toMatchObject([
      { jobs: [78], peers: [{ process: CURL }] },
    ]);
  });

  it('names the parent of those that share a connection', async () => {
    process_(901, 900, 'sleep', 5002, 200);
    kernel({ tcp: LISTENER + WAITING + CLIENT });
    expect(await seenAt('door.service', AT_TCP)).toMatchObject([{ peers: [{ process: CURL }] }]);
  });

  it('says who was accepted by a process that has just begun, and not whom an older one has kept', async () => {
    kernel({ tcp: LISTENER.replace('00000001', '00000000') + ACCEPTED + CLIENT });
    process_(950, 1, 'old-door', 5003, 100);
    expect(await seenAt('door.service', AT_TCP)).toEqual([]);
    rmSync(join(procRoot, '950'), { recursive: true });
    process_(951, 1, 'new-door', 5003, 99_990);
    expect(await seenAt('door.service', AT_TCP)).toMatchObject([{ peers: [{ accepted: true, process: CURL }], served: 1 }]);
  });

  it('finds a unix client with ss', async () => {
    kernel({ unix: UNIX_WAITING });
    expect(await seenAt('door.service', AT_UNIX, fakeSs(`cat <<'END'\n${SS}END`))).toMatchObject([
      { peers: [{ protocol: 'unix', listen: '/run/door', process: CURL }] },
    ]);
  });

  it.each([
    ['there is no ss', undefined],
    ['ss fails', 'exit 1'],
    ['ss does not end', 'exec sleep 5'],
    ['ss prints without end', 'exec yes'],
  ])('says no more than that someone waits when %s', async (_when, script) => {
    kernel({ unix: UNIX_WAITING });
    expect(await seenAt('door.service', AT_UNIX, script === undefined ? undefined : fakeSs(script))).toEqual([
      { source: 'proc', kind: 'peer-scan', jobs: [77], socket: 'door.socket', peers: [{ protocol: 'unix', listen: '/run/door' }] },
    ]);
  });

  it('says nothing of a FIFO, of another unit and of a machine without tables', async () => {
    expect(await seenAt('door.service', { Listen: [['FIFO', '/run/fifo']] })).toEqual([]);
    expect(await seenAt('other.service', AT_TCP)).toEqual([]);
    expect(await seenAt('door.service', AT_TCP)).toEqual([]);
  });
});

describe('the instance of a connection', () => {
  const accepting: Properties = { ...AT_TCP, Accept: true };

  it('has its process by the addresses, or by pid and uid', async () => {
    kernel({ tcp: CLIENT });
    expect(await seenAt('door@0-127.0.0.1:7780-127.0.0.1:49584.service', accepting)).toMatchObject([
      { peers: [{ port: 49584, process: CURL }] },
    ]);
    expect(await seenAt('door@0-17-900_4-33.service', accepting)).toMatchObject([{ peers: [{ protocol: 'unix', process: CURL }] }]);
  });

  it('has none when the pid belongs to another user by now, or the socket makes no instances', async () => {
    expect(await seenAt('door@0-900-34.service', accepting)).toEqual([]);
    expect(await seenAt('door@0-900-33.service', AT_TCP)).toEqual([]);
  });
});
