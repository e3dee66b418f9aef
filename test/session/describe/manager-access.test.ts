// @module-tag dbus-daemon
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeUpwards } from '../../../src/session/describe/describe-units.ts';
import { placesOf, tryManager } from '../../../src/session/describe/manager-access.ts';
import { openSession, type Session } from '../../../src/session/session.ts';
import { RETENTION } from '../../../src/session/retention.ts';
import { fakeManager, startDaemon, temporaryDirectory, variant, type Answer, type FakeManager } from '../../collect/bus/private-bus.ts';

const DENIED: Answer = { error: 'org.freedesktop.DBus.Error.AccessDenied' };
const NOT_LOADED: Answer = { error: 'org.freedesktop.systemd1.NoSuchUnit' };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let cleanups: (() => unknown)[];
let fake: FakeManager;
let session: Session;

beforeEach(async () => {
  directory = await temporaryDirectory();
  const daemon = await startDaemon(join(directory.path, 'bus'));
  fake = await fakeManager(join(directory.path, 'bus'));
  session = openSession({ scope: 'system', command: 'explain', units: ['a.service'], options: {}, retention: RETENTION.report });
  cleanups = [() => directory.remove(), () => daemon.kill(), () => fake.leave(), () => session.close()];
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

async function manager() {
  const options = { scope: 'system', address: `unix:path=${join(directory.path, 'bus')}`, callTimeoutMs: 200 } as const;
  const found = await tryManager(session, options);
  if (found !== undefined) cleanups.push(() => found.close());
  return found;
}

const status = () => session.history.statuses.get('system-bus');

describe('a manager', () => {
  it('that answers gives its properties', async () => {
    fake.answer('GetAll', () => ['a{sv}', [{ Version: variant('s', '252 (fake)'), UnitPath: variant('as', ['/etc/systemd/system']) }]]);
    const found = await manager();
    expect(status()).toMatchObject({ status: 'ok' });
    expect(placesOf({ scope: 'system' }, found)).toEqual({ scope: 'system', searchPath: ['/etc/systemd/system'] });
    expect(await found?.units()).toMatchObject([{ unit: 'a.service' }]);
  });

  it('that does not answer is noted as missing, and looking back goes on without it', async () => {
    fake.answer('GetAll', () => 'silence');
    expect(await manager()).toBeUndefined();
    expect(status()).toMatchObject({
      status: 'missing',
      detail: expect.stringMatching(/^no answer to .*GetAll within 200 ms$/) as unknown,
    });
    expect(status()?.remedy).toContain('busctl status');
  });

  it('that stops answering is not asked again', async () => {
    fake.answer('GetUnit', () => 'silence');
    const found = await manager();
    expect(await found?.unitProperties('a.service')).toBeUndefined();
    expect(status()).toMatchObject({ status: 'missing' });
    const { length } = fake.calls;
    expect(await found?.unitProperties('b.service')).toBeUndefined();
    expect(await found?.units()).toBeUndefined();
    expect(fake.calls).toHaveLength(length);
  });

  it('is not listened to: what is heard for some ms tells half of what happened', async () => {
    const found = await manager();
    fake.signal('JobNew', 'uos', [7, '/org/freedesktop/systemd1/job/7', 'a.service']);
    await found?.units();
    expect(session.history.unit('a.service').jobs).toEqual([]);
  });

  it('that refuses to tell of one unit is asked about the others', async () => {
    fake.answer('GetUnit', ({ body }) => (body[0] === 'a.service' ? DENIED : ['o', ['/org/freedesktop/systemd1/unit/b_2eservice']]));
    fake.answer('GetAll', () => ['a{sv}', [{ Id: variant('s', 'b.service') }]]);
    const found = await manager();
    expect(await found?.unitProperties('a.service')).toBeUndefined();
    expect(status()).toMatchObject({ status: 'degraded', detail: 'the manager refused GetUnit (as told)' });
    expect(await found?.unitProperties('b.service')).toMatchObject({ Id: 'b.service' });
  });
});

it.each([
  ['denies', DENIED, 'degraded'],
  ['does not answer', 'silence', 'missing'],
  ['has not loaded', NOT_LOADED, 'ok'],
] as const)('what the manager %s is described from the files', async (_what, answer, expected) => {
  fake.answer('GetUnit', () => answer);
  const root = join(directory.path, 'root');
  mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
  writeFileSync(join(root, 'etc/systemd/system/a.service'), '[Service]\nExecStart=/bin/true\n');
  await describeUpwards(['a.service'], session, await manager(), { scope: 'system', root });
  expect(session.history.unit('a.service').files).toHaveLength(1);
  expect(status()?.status).toBe(expected);
});
