import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPrivateClients } from '../../../src/collect/bus/private-clients.ts';

const LISTENER = 'u_str LISTEN 0      4096     /run/systemd/private 501 * 0    <->';
const connection = (own: number, peer: number): string => `u_str ESTAB  0      0        /run/systemd/private ${own} * ${peer} <->`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-private-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An `ss` that prints these rows, and then, at each later call, the next ones. */
function ssThatPrints(...answers: readonly (readonly string[])[]): string {
  const path = join(folder, 'ss');
  answers.forEach((rows, index) => writeFileSync(join(folder, `answer-${index + 1}`), `${rows.join('\n')}\n`));
  writeFileSync(join(folder, 'count'), '0');
  writeFileSync(path, `#!/bin/sh\nn=$(($(cat ${folder}/count) + 1))\necho $n > ${folder}/count\ncat ${folder}/answer-$n\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A process of a made /proc that holds these sockets. */
function process(pid: number, argv: readonly string[], ...inodes: readonly number[]): void {
  const own = join(folder, 'proc', String(pid));
  mkdirSync(join(own, 'fd'), { recursive: true });
  writeFileSync(join(own, 'stat'), `${pid} (${argv[0]?.split('/').at(-1) ?? ''}) S 1 1 1 0 -1 0\n`);
  writeFileSync(join(own, 'cmdline'), `${argv.join('\0')}\0`);
  inodes.forEach((inode, fd) => symlinkSync(`socket:[${inode}]`, join(own, 'fd', String(fd))));
}

function clients(ss: string) {
  return openPrivateClients({ scope: 'system', env: {}, procRoot: join(folder, 'proc'), ss });
}

it('tells who came to be connected since, not who was there before', async () => {
  process(40, ['/opt/standing'], 601);
  process(50, ['/opt/steer', 'start', 'a'], 602);
  const before = [LISTENER, connection(701, 601)];
  const found = clients(ssThatPrints(before, [...before, connection(702, 602)], [...before, connection(702, 602)]));
  expect((await found.look()).map(({ pid, cmdline }) => [pid, cmdline])).toEqual([[50, ['/opt/steer', 'start', 'a']]]);
  expect(await found.look()).toEqual([]);
});

it('passes over this program, which only listens there', async () => {
  process(60, ['node', '/usr/lib/whyalive/dist/whyalive.mjs', 'record'], 603);
  expect(await clients(ssThatPrints([LISTENER], [LISTENER, connection(703, 603)])).look()).toEqual([]);
});

it('tells of nobody where there is no ss', async () => {
  expect(await clients(join(folder, 'no-ss')).look()).toEqual([]);
});
