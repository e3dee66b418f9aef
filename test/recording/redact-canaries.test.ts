import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeObservation } from '../../src/recording/format.ts';
import { createRedactor } from '../../src/recording/redact.ts';
import { isRecord } from '../../src/model/instant.ts';
import { isObservationPayload, KNOWN_MEMBERS, type ObservationPayload } from '../../src/model/observation.ts';
import { parseUnitName } from '../../src/systemd/unit-name.ts';
import { randomOf, type Random } from '../fuzz/random.ts';
import { canaryOf } from './canaries.ts';

const AT = { realtimeUsec: 1_795_186_450_808_020n };
const redacted = (payload: ObservationPayload): string =>
  encodeObservation(createRedactor(['walter'], ['pluto.corp.example']).observation({ sequence: 1, at: AT, payload }));
const logged = (comm: string, message: string): ObservationPayload => ({
  source: 'journal',
  kind: 'entry',
  fields: { _COMM: comm, _UID: '0', MESSAGE: message },
});
const running = (...cmdline: readonly string[]): ObservationPayload => ({
  source: 'proc',
  kind: 'client-scan',
  jobs: [1],
  processes: [{ pid: 7, cmdline }],
});
const unitFile = (...lines: readonly string[]): ObservationPayload => ({
  source: 'unit-files',
  kind: 'unit-file',
  unit: 'api.service',
  path: '/etc/systemd/system/api.service',
  text: lines.join('\n'),
});

/** What an attack found: what was let through, and in which words it stood. */
const LET_THROUGH: readonly (readonly [string, ObservationPayload])[] = [
  ['base64 with padding', running('backup', '--token', 'c2VjcmV0cGFzcw==')],
  ['base64 with padding behind a letter', running('backup', '-pc2VjcmV0cGFzcw==')],
  ['an option with a sign in its value', running('backup', '-phunter2=1', 'hunter3=')],
  ['an option that is the secret', running('backup', '--hunter2', '--hunter2=1')],
  ['base64 in a unit file', unitFile('[Service]', 'ExecStart=/usr/bin/api --token c2VjcmV0cGFzcw== -phunter2=1')],
  [
    'base64 in a property',
    {
      source: 'system-bus',
      kind: 'unit-properties',
      unit: 'api.service',
      properties: { ExecStart: [['/usr/bin/api', ['/usr/bin/api', '-phunter2=1', 'c2VjcmV0cGFzcw=='], false, '0']] },
    },
  ],
  ['the environment that sudo logs', logged('sudo', 'walter : PWD=/ ; USER=root ; ENV=TOKEN=hunter2 ; COMMAND=/usr/bin/id')],
  ['the second line of sudo', logged('sudo', 'walter : (command continued) --password hunter2 hunter3')],
  ['sudo that knows no host', logged('sudo', 'walter : unable to resolve host hunter2: Name or service not known')],
  ...['RELOAD (crontabs/walter)', 'MAIL (mailed 12 bytes to hunter2)', 'ENV (hunter2=1)', 'ERROR (hunter2)'].map(
    (text) => [`cron's ${text}`, logged('cron', `(walter) ${text}`)] as const,
  ),
  ['who opened a session', logged('su', 'pam_unix(su:session): session opened for user hunter2(uid=1) by hunter3(uid=70001)')],
  ['a resource of puppet', logged('puppet', "(/Stage[main]/Main/User[hunter2]/ensure) created: 'hunter3'")],
  ['a session of a user whom nobody named', logged('systemd', 'Started Session 3 of User hunter2.')],
  [
    'the second process of a refusal',
    logged(
      'dbus-daemon',
      'Rejected send message, 2 matched rules; sender=":1.4" (uid=1 pid=2 comm="a hunter2" label="x") destination (uid=0 pid=1 comm="b hunter3")',
    ),
  ],
  [
    'an agent of polkit',
    logged(
      'polkitd',
      'Registered Authentication Agent for unix-process:12:34 (system bus name :1.4 [pkttyagent hunter2], object path /org/hunter3, locale de)',
    ),
  ],
  ['a piece of a long argument', logged('auditd', 'EXECVE argc=2 a0="backup" a1_len=9000 a1[0]="hunter2" a1[1]=68756E74657232')],
  ['lists of Ansible', logged('python3', "ansible-copy Invoked with names=['a hunter2', 'hunter3'] content={'k': 'hunter4 hunter5'}")],
  ['a machine in a path', logged('systemd-journal', '/var/log/journal/0123456789abcdef0123456789abcdef/system.journal')],
  [
    'an address behind a word',
    logged('sshd', 'ip:fe80::aa:bb from10.1.2.3 52-54-00-aa-bb-cc MAC=52:54:00:aa:bb:cc:52:54:00:aa:bb:dd:08:00'),
  ],
  ['a host in capitals', logged('kernel', 'PLUTO Pluto.Corp.Example PLUTO.CORP.EXAMPLE')],
  ['options of a mount', unitFile('[Mount]', 'What=//hunter2/hunter3', 'Options=username=hunter4,password=hunter5')],
  [
    'input of a service',
    unitFile('[Service]', 'StandardInputText=hunter2 start', 'StandardInputData=aHVudGVyMg==', 'LogExtraFields=HUNTER2=hunter3'),
  ],
  ['who a condition names', unitFile('[Unit]', 'ConditionUser=hunter2', 'ConditionHost=hunter3', 'AssertGroup=|!hunter4')],
  ['lines that end as elsewhere', unitFile('[Service]\r', 'Environment=A=1 \\\r', '  B=hunter2\r', 'Environment=C=hunter3\r')],
  [
    'names below org.freedesktop',
    running('busctl', 'call', 'org.freedesktop.hunter2', '/org/freedesktop/hunter3', 'org.freedesktop.hunter4'),
  ],
  ['a setting of no one', unitFile('[Hunter2]', 'Hunter3=start', 'X-Hunter4=1', 'hunter5')],
  [
    'a description that systemd-run made',
    {
      source: 'system-bus',
      kind: 'unit-properties',
      unit: 'run-u1.service',
      properties: { Description: '[systemd-run] /usr/bin/backup --password hunter2', Hunter3: 'x' },
    },
  ],
  ['that description in a line', logged('systemd', 'Started run-u1.service - /usr/bin/backup --password hunter2.')],
  ...(
    [
      '* * * * * root backup -phunter2 hunter3; systemctl start api',
      '@reboot hunter2',
      'Environment=A=hunter2',
      'RUN+="/bin/x hunter2"',
    ] as const
  ).map(
    (text) =>
      [
        `the line ${text}`,
        { source: 'unit-files', kind: 'mention', where: 'cron', path: '/etc/cron.d/hunter9', line: 1, text, unit: 'api.service' },
      ] as const,
  ),
  ['a field that is not read', { source: 'journal', kind: 'entry', fields: { MESSAGE: 'x', HUNTER2: 'hunter3', _CMDLINE: 'a hunter4' } }],
  ['a member of a later version', { ...running('a'), ...({ hunter2: 'hunter3' } as object) }],
];

const SECRET = /hunter\d|c2Vjcm|aHVudGVy|68756e74|walter|pluto|corp\.example|0123456789abcdef|fe80|10\.1\.2|52[:-]54|aa:bb:dd/i;

describe('a redacted recording has no longer', () => {
  it.each(LET_THROUGH)('%s', (_, payload) => {
    expect(SECRET.exec(redacted(payload))?.[0]).toBeUndefined();
  });
});

describe('it tells as before', () => {
  it.each([
    ['restart victim.service', running('/usr/bin/systemctl', 'restart', 'victim.service')],
    [
      'the program, the verb and the unit behind sudo',
      logged('sudo', 'walter : TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/systemctl restart victim.service'),
    ],
  ])('%s', (_, payload) => {
    expect(redacted(payload)).toMatch(/\/usr\/bin\/systemctl"?[ ,]"?restart"?[ ,]"?victim\.service"/);
  });
});

/** Members and kinds that few recordings have. */
const WRITTEN: readonly ObservationPayload[] = [
  { source: 'host', kind: 'host', manager: 'system', hostname: 'a', machineId: 'b', systemdVersion: '252 (252.39-1~deb12u2)' },
  { source: 'system-bus', kind: 'job-list', jobs: [{ id: 1, unit: 'a.service', type: 'start', state: 'waiting' }] },
  { source: 'proc', kind: 'source-status', status: 'missing', detail: 'a b', remedy: 'c d' },
  { source: 'unit-files', kind: 'file-origin', path: '/etc/a', package: 'nginx-common' },
  { source: 'unit-files', kind: 'account-check', database: 'user', name: 'a', exists: false, near: ['b'], unasked: ['ldap'] },
  { source: 'unit-files', kind: 'path-check', path: '/srv/a', found: 'missing', near: ['/srv/b'], interpreter: '/usr/bin/env python3' },
  { source: 'system-bus', kind: 'name-watch', busNames: ['org.example.Widget'] },
  {
    source: 'system-bus',
    kind: 'bus-request',
    busName: 'org.example.Widget',
    sender: ':1.4',
    process: { pid: 3, comm: 'a', cmdline: ['a', 'b'] },
  },
  {
    source: 'proc',
    kind: 'bus-requester',
    busName: 'org.example.Widget',
    sender: ':1.4',
    process: { pid: 3, user: 'a', tty: 'pts/1', session: '3' },
  },
  {
    source: 'proc',
    kind: 'client-exec',
    program: '/usr/bin/systemctl',
    process: { pid: 3, loginUser: 'a', parents: [{ pid: 2, comm: 'b', cmdline: ['b'] }] },
  },
  { source: 'proc', kind: 'user-name', uid: 1000, user: 'a' },
  { source: 'unit-files', kind: 'unit-alias', unit: 'a.service', alias: 'b.service', path: '/etc/systemd/system/b.service' },
  {
    source: 'unit-files',
    kind: 'mention',
    where: 'cron',
    path: '/etc/cron.d/a',
    line: 1,
    text: '* * * * * root systemctl start a',
    unit: 'a.service',
    owner: 'b.service',
    busName: 'a.b',
  },
  {
    source: 'proc',
    kind: 'peer-scan',
    jobs: [1],
    socket: 'a.socket',
    peers: [{ protocol: 'unix', listen: '/run/a.sock', address: '10.0.0.1', path: '/tmp/x', process: { pid: 1, comm: 'a' } }],
  },
];

/** Some observations of each kind, as they were recorded. */
const SAMPLES = samples();

function samples(): ReadonlyMap<string, readonly ObservationPayload[]> {
  const found = new Map<string, ObservationPayload[]>();
  for (const name of readdirSync('fixtures/observations').filter((one) => one.endsWith('.jsonl')))
    for (const line of readFileSync(`fixtures/observations/${name}`, 'utf8').split('\n').slice(1)) {
      if (line === '') continue;
      const { payload } = JSON.parse(line) as { readonly payload: ObservationPayload };
      const same = found.get(payload.kind) ?? [];
      if (payload.kind !== 'gap' && same.length < 25) found.set(payload.kind, [...same, payload]);
    }
  for (const payload of WRITTEN) found.set(payload.kind, [...(found.get(payload.kind) ?? []), payload]);
  return found;
}

/** Each text is a place for a secret; so is what stands for a member's name. */
type Change = (text: string) => string;

function textsIn(value: unknown): number {
  if (typeof value === 'string') return 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + textsIn(one), 0);
}

/** The value with its nth text changed. */
function changedAt(value: unknown, place: { left: number }, change: Change): unknown {
  if (typeof value === 'string') return place.left-- === 0 ? change(value) : value;
  if (Array.isArray(value)) return value.map((one) => changedAt(one, place, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, changedAt(one, place, change)]));
}

function within(text: string, word: string, random: Random): string {
  const words = text.split(' ');
  const at = random.below(words.length + 1);
  return random.one([word, `${text}${word}`, `${word}${text}`, [...words.slice(0, at), word, ...words.slice(at)].join(' ')]);
}

/** What the PRIVACY section names: a name of a unit or of the bus stays, whatever it is, and so does an id of an invocation or a boot. */
function isNamed(text: string): boolean {
  return parseUnitName(text) !== undefined || /^[0-9a-f]{32}$/.test(text) || /^[\w-]+(?:\.[\w-]+)+$/.test(text);
}

describe('no secret survives', () => {
  const kinds = Object.keys(KNOWN_MEMBERS).filter(
    (kind) => !kind.startsWith('a ') && kind !== 'gap' && kind !== 'listening' && kind !== 'session-end',
  );
  it('in any kind of observation, each of which is tried', () => {
    expect([...SAMPLES.keys()].filter((kind) => kinds.includes(kind)).toSorted()).toEqual(kinds.toSorted());
  });

  it.each(kinds)('in a text of %s', (kind) => {
    const random = randomOf([...kind].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7));
    const redactor = createRedactor();
    let tried = 0;
    for (let n = 0; n < 1500; n += 1) {
      const sample = random.one(SAMPLES.get(kind) ?? []);
      const { word, traces } = canaryOf(random);
      let made = '';
      const place = { left: random.below(Math.max(1, textsIn(sample))) };
      const payload = changedAt(sample, place, (text) => (made = within(text, word, random)));
      if (isNamed(made) || !isObservationPayload(payload)) continue;
      tried += 1;
      const told = encodeObservation(redactor.observation({ sequence: n, at: AT, payload }));
      const at = traces.map((trace) => told.toLowerCase().indexOf(trace)).find((found) => found !== -1);
      expect(at === undefined ? undefined : { made, told: told.slice(Math.max(0, at - 80), at + 80) }).toBeUndefined();
    }
    expect(tried).toBeGreaterThan(20);
  });
});
