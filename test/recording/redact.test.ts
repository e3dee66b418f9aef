import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { timelineQuery, scopeOf } from '../../src/session/replay/timeline-query.ts';
import { createHistory } from '../../src/history/history.ts';
import { encodeHeader, encodeObservation, type RecordingHeader } from '../../src/recording/format.ts';
import { readRecording } from '../../src/recording/read.ts';
import { createRedactor } from '../../src/recording/redact.ts';
import type { Observation, ObservationPayload } from '../../src/model/observation.ts';
import { buildTimeline } from '../../src/timeline/build-timeline.ts';

const SCENARIOS = 'fixtures/scenarios';
const RECORDINGS = readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.jsonl.gz'))
  .map((path) => `${SCENARIOS}/${path}`);

function redacted(header: RecordingHeader, observations: readonly Observation[]): readonly Observation[] {
  const redactor = createRedactor();
  redactor.header(header);
  return observations.map((observation) => redactor.observation(observation));
}

/** Of each start, what makes its story: by which mechanism, how sure, and through which units. */
function storyOf(header: RecordingHeader, observations: readonly Observation[]): unknown {
  const history = createHistory(scopeOf(header), 20_000);
  for (const observation of observations) history.add(observation);
  const { starts, suspects } = buildTimeline(history, timelineQuery(header, history, observations.at(-1)?.at, [], { lines: 100 }));
  return {
    starts: starts.map(({ unit, mechanism, strength, chain, outcome }) => ({
      unit,
      mechanism,
      strength,
      outcome,
      chain: chain.map((link) => [link.mechanism, link.strength, link.from.kind, link.from.kind === 'unit' ? link.from.unit : '', link.to]),
    })),
    suspects: suspects.map(({ mechanism, to, armed, declaredIn }) => ({ mechanism, to, armed, declaredIn })),
  };
}

describe('a redacted recording', () => {
  it.each(RECORDINGS)('of %s tells the same story, and neither host nor user', { timeout: 60_000 }, async (path) => {
    const { header, observations } = await readRecording(path);
    const changed = redacted(header, observations);
    expect(storyOf(header, changed)).toEqual(storyOf(header, observations));
    const { hostname, machineId } = hostOf(observations);
    const text = changed.map(encodeObservation).join('\n');
    expect(machineId === undefined ? '' : text).not.toContain(machineId ?? 'no machine id');
    // `lab` and `alice` are words of their own everywhere.
    expect(text).not.toMatch(new RegExp(`\\b(?:${hostname ?? 'lab'}|alice)\\b`));
  });
});

function hostOf(observations: readonly Observation[]): { readonly hostname?: string; readonly machineId?: string } {
  const host = observations.find(({ payload }) => payload.kind === 'host')?.payload;
  return host?.kind === 'host' ? host : {};
}

const AT = { realtimeUsec: 1_795_186_450_808_020n };
const entry = (fields: Readonly<Record<string, string>>): ObservationPayload => ({ source: 'journal', kind: 'entry', fields });

/** Everything that tells apart people, hosts and networks, as it occurs in each kind of payload. */
const HOSTILE: readonly ObservationPayload[] = [
  { source: 'host', kind: 'host', manager: 'system', hostname: 'pluto.corp.example', machineId: '0123456789abcdef0123456789abcdef' },
  {
    source: 'proc',
    kind: 'client-scan',
    jobs: [1],
    processes: [
      {
        pid: 7,
        user: 'walter',
        comm: 'sshd',
        cmdline: ['mysql', '-phunter2', '--password=hunter3', '/srv/hunter4', 'systemctl', 'start', 'api', '--host=hunter5'],
        unit: 'home-walter.mount',
        parents: [
          { pid: 6, cmdline: ['sshd: walter [priv]'] },
          { pid: 5, cmdline: ['sh', '-c', 'curl -H hunter6 http://10.1.2.3/hunter7; systemctl restart api.service'] },
        ],
      },
    ],
  },
  {
    source: 'proc',
    kind: 'peer-scan',
    jobs: [1],
    socket: 'in@0-10.1.2.3:22-10.1.2.4:50000.service',
    peers: [
      {
        protocol: 'tcp',
        listen: '10.1.2.3:22',
        address: 'fe80::aa:bb',
        port: 5,
        path: '/home/walter/sock',
        process: { pid: 3, user: 'walter' },
      },
    ],
  },
  {
    source: 'unit-files',
    kind: 'unit-file',
    unit: 'api.service',
    path: '/home/walter/.config/systemd/user/api.service',
    text: '# hunter8\n[Service]\nUser=walter\nEnvironment=KEY=hunter9 \\\n  B=hunter10\nExecStart=-/usr/bin/api --token hunter11 \\\n  hunter12\nListenStream=10.1.2.3:80\n',
  },
  entry({
    _COMM: 'sudo',
    MESSAGE: '  walter : TTY=pts/1 ; PWD=/home/walter ; USER=root ; COMMAND=/usr/bin/systemctl restart api --hunter=hunter13',
    _HOSTNAME: 'pluto',
  }),
  entry({ _COMM: 'cron', MESSAGE: '(walter) CMD (/usr/bin/backup hunter14 && systemctl start api)' }),
  entry({ _PID: '1', MESSAGE: 'Started Backup of pluto for walter at 10.1.2.3, 52:54:00:aa:bb:cc and fe80::aa:bb.' }),
  entry({ _COMM: 'dbus-daemon', MESSAGE: `Activating via systemd: requested by ':1.4' (uid=0 pid=5 comm="backup hunter15" label="x")` }),
  entry({
    _COMM: 'polkitd',
    MESSAGE:
      'Operator of unix-session:2 successfully authenticated as unix-user:walter to gain x [systemctl start api hunter\u0020] (owned by unix-user:walter)',
  }),
  entry({ _COMM: 'python3', MESSAGE: 'ansible-systemd Invoked with name=api state=restarted token=hunter16 enabled=None' }),
  entry({ _TRANSPORT: 'audit', MESSAGE: 'EXECVE argc=3 a0="systemctl" a1="start" a2="api"' }),
  entry({ _TRANSPORT: 'audit', MESSAGE: 'EXECVE argc=2 a0="backup" a1="hunter17"' }),
  {
    source: 'system-bus',
    kind: 'client-call',
    sender: ':1.4',
    member: 'StartUnit',
    process: { pid: 9, user: 'walter', cmdline: ['python3', 'hunter18'] },
  },
  {
    source: 'system-bus',
    kind: 'unit-properties',
    unit: 'api.service',
    properties: {
      Description: 'of walter',
      FragmentPath: '/home/walter/x',
      ExecStart: [['/usr/bin/api', ['/usr/bin/api', 'hunter19'], false, '0']],
    },
  },
  {
    source: 'system-bus',
    kind: 'signal',
    path: '/org/freedesktop/systemd1/unit/in_400_2d10_2e1_2e2_2e3_3a22_2d10_2e1_2e2_2e4_3a50000_2eservice',
    interface: 'i',
    member: 'm',
    body: [1, '/org/freedesktop/systemd1/job/1', 'in@0-10.1.2.3:22-10.1.2.4:50000.service'],
  },
  { source: 'proc', kind: 'source-status', status: 'missing', detail: 'walter may not', remedy: 'usermod -aG adm walter' },
];

describe('createRedactor', () => {
  const header: RecordingHeader = { format: 'whyalive/recording/1', program: '1', writtenAt: '', units: ['api.service'], options: {} };
  const redactor = createRedactor(['walter'], ['pluto.corp.example']);
  const text = [
    encodeHeader(redactor.header(header)),
    ...HOSTILE.map((payload, index) => encodeObservation(redactor.observation({ sequence: index + 1, at: AT, payload }))),
  ].join('\n');

  it.each(['walter', 'pluto', 'corp.example', 'hunter\\d', '10\\.1\\.2', 'fe80', '52:54', '0123456789abcdef', '10_2e1'])(
    'leaves no %s',
    (secret) => {
      expect(text).not.toMatch(new RegExp(secret));
    },
  );

  it.each([
    'systemctl',
    'restart',
    '"api"',
    'api.service',
    '--password=',
    'name=api state=restarted',
    'COMMAND=/usr/bin/systemctl restart api',
    ':50000.service',
  ])('leaves %s as it is', (word) => {
    expect(text).toContain(word);
  });

  it('gives the same value the same mark, on the bus and in the name of a unit', () => {
    expect(text).toContain('in@0-192.0.2.1:22-192.0.2.2:50000.service');
    expect(text).toContain('in_400_2d192_2e0_2e2_2e1_3a22_2d192_2e0_2e2_2e2_3a50000_2eservice');
    expect(text).toContain('"user":"user-1"');
    expect(text).toContain('/home/user-1/sock');
    expect(text).toContain('home-user\\\\x2d1.mount');
  });

  // What goes back and forth in such a text takes minutes, which the time limit of every test would not allow.
  it('comes to an end of a megabyte in one word', () => {
    for (const long of [
      'a'.repeat(1 << 20),
      'a.'.repeat(1 << 19),
      ':'.repeat(1 << 20),
      '1.'.repeat(1 << 19),
      '/home'.repeat(1 << 18),
      ' '.repeat(1 << 20),
    ]) {
      const at = { sequence: 1, at: AT };
      expect(redactor.observation({ ...at, payload: entry({ _COMM: 'sudo', MESSAGE: long }) })).toMatchObject(at);
    }
  });
});
