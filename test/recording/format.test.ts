import { describe, expect, it } from 'vitest';
import { decodeHeader, decodeObservation, encodeHeader, encodeObservation } from '../../src/recording/format.ts';
import { linesOf } from '../../src/recording/lines.ts';
import type { Observation, ObservationPayload } from '../../src/model/observation.ts';

const AT = { realtimeUsec: 1_795_186_450_808_020n, monotonicUsec: 998_208_608n, bootId: '2e662578dab543be861b2a63bbcd072f' };

/** One of each kind, as its source would send it. */
const PAYLOADS: { readonly [K in ObservationPayload['kind']]: Extract<ObservationPayload, { kind: K }> } = {
  signal: {
    source: 'system-bus',
    kind: 'signal',
    path: '/org/freedesktop/systemd1',
    interface: 'i',
    member: 'JobNew',
    body: [1, '/job/1', 'a.service', { a: [true] }],
  },
  'unit-properties': {
    source: 'system-bus',
    kind: 'unit-properties',
    unit: 'a.service',
    properties: { NRestarts: 1, Wants: ['b.service'] },
  },
  'manager-properties': { source: 'system-bus', kind: 'manager-properties', properties: { Version: '252' } },
  'job-list': { source: 'system-bus', kind: 'job-list', jobs: [{ id: 1, unit: 'a.service', type: 'start', state: 'running' }] },
  'unit-list': {
    source: 'system-bus',
    kind: 'unit-list',
    units: [{ unit: 'a.service', loadState: 'loaded', activeState: 'active', subState: 'running' }],
  },
  'user-name': { source: 'proc', kind: 'user-name', uid: 1000, user: 'alice' },
  entry: { source: 'journal', kind: 'entry', fields: { MESSAGE: 'two\nlines \u0000\ufffd\u2028', COLOR: ['red', 'blue'] } },
  'unit-file': { source: 'unit-files', kind: 'unit-file', unit: 'a.service', path: '/a', text: '' },
  'unit-alias': { source: 'unit-files', kind: 'unit-alias', unit: 'a.service', alias: 'dbus-org.example.A.service', path: '/l' },
  'dependency-link': { source: 'unit-files', kind: 'dependency-link', owner: 'x.target', setting: 'Wants', unit: 'a.service', path: '/l' },
  'path-check': {
    source: 'unit-files',
    kind: 'path-check',
    path: '/usr/bin/api-gatway.py',
    found: 'missing',
    near: ['/usr/bin/api-gateway.py'],
  },
  'account-check': { source: 'unit-files', kind: 'account-check', database: 'user', name: 'api', exists: false },
  'file-origin': {
    source: 'unit-files',
    kind: 'file-origin',
    path: '/lib/systemd/system/cron.service',
    modifiedUsec: '1795186450808020',
    package: 'cron',
  },
  mention: {
    source: 'unit-files',
    kind: 'mention',
    where: 'cron',
    path: '/etc/cron.d/check',
    line: 3,
    text: '* * * * * root systemctl start a',
    unit: 'a.service',
  },
  'client-scan': {
    source: 'proc',
    kind: 'client-scan',
    jobs: [1],
    processes: [{ pid: 7, cmdline: ['systemctl'], parents: [{ pid: 2, comm: 'sh' }] }],
  },
  'client-exec': { source: 'proc', kind: 'client-exec', program: '/usr/bin/systemctl', process: { pid: 7, comm: 'systemctl' } },
  'client-call': { source: 'system-bus', kind: 'client-call', sender: ':1.4', member: 'StartUnit', unit: 'a.service', job: 12 },
  'bus-request': {
    source: 'system-bus',
    kind: 'bus-request',
    busName: 'org.example.A',
    sender: ':1.4',
    process: { pid: 7, loginUid: 1000 },
  },
  'bus-requester': { source: 'proc', kind: 'bus-requester', busName: 'org.example.A', sender: ':1.4', process: { pid: 7, user: 'alice' } },
  'name-watch': { source: 'system-bus', kind: 'name-watch', busNames: ['org.example.A'] },
  'peer-scan': {
    source: 'proc',
    kind: 'peer-scan',
    jobs: [1],
    socket: 'a.socket',
    peers: [{ protocol: 'tcp', listen: '127.0.0.1:7777', address: '127.0.0.1', port: 40_000, process: { pid: 7 } }],
  },
  'start-count': { source: 'journal', kind: 'start-count', unit: 'a.service', starts: 3, atLeast: false },
  'session-end': { source: 'host', kind: 'session-end' },
  host: { source: 'host', kind: 'host', manager: 'user', hostname: 'lab' },
  'source-status': { source: 'journal', kind: 'source-status', status: 'degraded', remedy: 'r' },
  listening: { source: 'system-bus', kind: 'listening' },
  gap: { source: 'journal', kind: 'gap', from: AT, to: { realtimeUsec: 2n }, text: 't' },
};

describe('a line', () => {
  it.each(Object.values(PAYLOADS))('of kind $kind comes back as it was', (payload) => {
    const observation: Observation = { sequence: 3, at: AT, payload };
    const line = encodeObservation(observation);
    expect(line).not.toContain('\n');
    expect(decodeObservation(line)).toEqual({ ok: true, observation });
  });

  it.each([
    ['', 'it is no JSON object'],
    ['[]', 'it is no JSON object'],
    ['null', 'it is no JSON object'],
    ['{"sequence":-1}', 'its sequence is no count'],
    ['{"sequence":1.5}', 'its sequence is no count'],
    ['{"sequence":1,"at":{"realtimeUsec":5}}', 'it has no time'],
    ['{"sequence":1,"at":{"realtimeUsec":"5x"}}', 'it has no time'],
    ['{"sequence":1,"at":{"realtimeUsec":"5"}}', 'it is no observation that this version knows'],
  ])('%s is none', (line, why) => {
    expect(decodeObservation(line)).toEqual({ ok: false, why });
  });

  it.each([
    ['toString', 'toString'],
    ['\\u001b[31m', '??31m'],
  ])('of the kind %s is one of a later version, whose number is passed over', (kind, told) => {
    const line = `{"sequence":1,"at":{"realtimeUsec":"5"},"payload":{"kind":"${kind}"}}`;
    expect(decodeObservation(line)).toEqual({ ok: false, why: `it is no observation that this version knows (${told})`, unknown: 1 });
  });

  it.each([
    { source: 'journal', kind: 'listening' },
    { source: 'journal', kind: 'entry', fields: { MESSAGE: 5 } },
    { source: 'journal', kind: 'entry', fields: { MESSAGE: [['x']] } },
    { source: 'journal', kind: 'entry', fields: [] },
    { source: 'system-bus', kind: 'signal', path: '/', interface: 'i', member: 'm', body: [null] },
    { source: 'system-bus', kind: 'job-list', jobs: [{ id: '1', unit: 'a', type: 'start', state: 's' }] },
    { source: 'proc', kind: 'client-scan', jobs: [1], processes: [{ pid: 'x' }] },
    { source: 'unit-files', kind: 'dependency-link', owner: 'a', setting: 'After', unit: 'b', path: '/' },
    { source: 'elsewhere', kind: 'source-status', status: 'ok' },
    { source: 'journal', kind: 'gap', from: { realtimeUsec: 'x' }, to: { realtimeUsec: '1' }, text: '' },
  ])('with the payload %j is none', (payload) => {
    expect(decodeObservation(JSON.stringify({ sequence: 1, at: { realtimeUsec: '5' }, payload }))).toMatchObject({ ok: false });
  });

  it('nested without end is none, and does not overflow the stack', () => {
    const payload = `{"source":"system-bus","kind":"manager-properties","properties":{"A":${'['.repeat(5000)}${']'.repeat(5000)}}}`;
    expect(decodeObservation(`{"sequence":1,"at":{"realtimeUsec":"5"},"payload":${payload}}`)).toMatchObject({ ok: false });
    expect(decodeObservation('['.repeat(1_000_000))).toMatchObject({ ok: false });
  });
});

describe('a header', () => {
  const header = {
    format: 'whyalive/recording/1',
    program: '0.1.0',
    writtenAt: '2026-11-20T14:56:12Z',
    units: ['a.service'],
    options: {},
  } as const;

  it('comes back as it was', () => {
    expect(decodeHeader(encodeHeader(header))).toEqual({ ok: true, header });
    expect(decodeHeader(encodeHeader({ ...header, host: PAYLOADS.host }))).toEqual({
      ok: true,
      header: { ...header, host: PAYLOADS.host },
    });
  });

  it('with foreign members is read as far as it makes sense', () => {
    expect(decodeHeader('{"format":"whyalive/recording/12","units":[1,"a.service"],"host":{"kind":"host"},"options":3}')).toEqual({
      ok: true,
      newerVersion: 12,
      header: { format: 'whyalive/recording/1', program: 'unknown', writtenAt: '', units: ['a.service'], options: {} },
    });
  });

  it.each(['', '{}', '{"format":"whyalive/timeline/1"}', '{"format":"whyalive/recording/x"}', '{"format":1}'])('%s is none', (line) => {
    expect(decodeHeader(line)).toMatchObject({ ok: false });
  });
});

describe('linesOf', () => {
  async function lines(chunks: readonly string[], limit?: number) {
    const found = [];
    for await (const line of linesOf(chunksOf(chunks), limit)) found.push(line);
    return found;
  }
  async function* chunksOf(chunks: readonly string[]) {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk, 'latin1'));
  }

  it('joins chunks, also inside a character, and says when the last has no end', async () => {
    expect(await lines(['a\n', 'caf\xc3', '\xa9\nb'])).toEqual([
      { text: 'a', number: 1, ended: true, tooLong: false, length: 1 },
      { text: 'café', number: 2, ended: true, tooLong: false, length: 4 },
      { text: 'b', number: 3, ended: false, tooLong: false, length: 1 },
    ]);
    expect(await lines([])).toEqual([]);
  });

  it('drops the text of a line over the limit, not the lines behind it', async () => {
    expect(await lines(['12345', '6789', '\nok\n'], 6)).toEqual([
      { text: '', number: 1, ended: true, tooLong: true, length: 9 },
      { text: 'ok', number: 2, ended: true, tooLong: false, length: 2 },
    ]);
  });
});
