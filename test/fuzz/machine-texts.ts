import { readFileSync } from 'node:fs';
import { createExportParser } from '../../src/collect/journal/export-format.ts';
import { instantOfEntry } from '../../src/collect/journal/entry.ts';
import { createFieldScanner } from '../../src/collect/journal/scan.ts';
import { createJobNewReader } from '../../src/collect/bus/job-new-signal.ts';
import { createFrameReader } from '../../src/collect/bus/message-frames.ts';
import { firstArguments, readHead } from '../../src/collect/bus/message-head.ts';
import { toWireValue } from '../../src/collect/bus/wire-value.ts';
import { signalPayload } from '../../src/collect/bus/manager-signals.ts';
import { startLines } from '../../src/collect/files/mentions/mention.ts';
import { momentOf, unixPeers } from '../../src/collect/peers/unix.ts';
import { listenAddresses } from '../../src/collect/peers/listen-address.ts';
import { unitOfCgroup } from '../../src/collect/proc/cgroup-unit.ts';
import { parseExec } from '../../src/collect/proc/exec-trace.ts';
import { parseStat, ttyName } from '../../src/collect/proc/proc-files.ts';
import { canonicalAddress, parseInetTable } from '../../src/collect/proc/sockets.ts';
import { parseTime } from '../../src/collect/timestamp.ts';
import { parseArguments } from '../../src/command-line/parse.ts';
import { KnownError } from '../../src/errors.ts';
import { globOf } from '../../src/glob.ts';
import { decodeJournalEntry } from '../../src/history/decode/journal-entry.ts';
import { isObservationPayload, type ObservationPayload } from '../../src/model/observation.ts';
import { answerOf } from '../../src/output/otlp-response.ts';
import { createRedactor } from '../../src/recording/redact.ts';
import { startCommandsOf } from '../../src/systemd/client-commands.ts';
import { parseCalendar } from '../../src/systemd/timers/calendar.ts';
import { connectionInstance } from '../../src/systemd/connection-instance.ts';
import { parseExecLine } from '../../src/systemd/exec-line.ts';
import { hostNeeds } from '../../src/systemd/host-need.ts';
import { interpretersOf } from '../../src/systemd/interpreter.ts';
import { restartSettingsIn } from '../../src/systemd/restart-settings.ts';
import { parseSpan } from '../../src/systemd/time-span.ts';
import { parseUnitFile, splitUnitNames } from '../../src/systemd/unit-file-syntax.ts';
import { completeUnitName, escapePath, parseUnitName, unescapePath, unescapeUnitName } from '../../src/systemd/unit-name.ts';
import { unitNeeds } from '../../src/systemd/unit-need.ts';
import { unitOfPath } from '../../src/systemd/bus-path.ts';
import { Broken, type InputClass } from './input-class.ts';
import { changedValue, mutatedBytes, mutatedText } from './mutate.ts';
import type { Random } from './random.ts';
import { AUDIT_LINES, CLIENT_LINES, CRON_TABLES, INET, NAMES, SS, STATS, TIMES, UNIT_FILES, UNIX } from './samples.ts';

/** A class of texts, of which each is one of these, changed. */
function textClass(name: string, samples: readonly string[], read: (text: string) => Promise<void> | void): InputClass {
  return {
    name,
    make: (random) => Buffer.from(mutatedText(random.one(samples), random), 'utf8'),
    read: (input) => read(input.toString('utf8')),
  };
}

const redactor = createRedactor();

/** What a recording would hold of it, redacted: reading it again must be possible. */
function redact(payload: ObservationPayload): void {
  if (!isObservationPayload(redactor.observation({ sequence: 1, at: { realtimeUsec: 1n }, payload }).payload))
    throw new Broken(`what is redacted is no ${payload.kind}`);
}

function logged(fields: Readonly<Record<string, string | readonly string[]>>): void {
  const payload: ObservationPayload = { source: 'journal', kind: 'entry', fields };
  decodeJournalEntry({ sequence: 1, at: { realtimeUsec: 1n }, payload }, 'system');
  redact(payload);
}

const exported = ['client-logs/audit', 'client-logs/client-lines-252', 'journal-export/systemd-262', 'journal-export/flapper-252'].map(
  (name) => readFileSync(`fixtures/${name}.export`).subarray(0, 40_000),
);

const journalStream: InputClass = {
  name: 'journal export stream',
  make: (random) => mutatedBytes(random.one(exported).subarray(0, 500 + random.below(39_000)), random),
  read(input) {
    const whole = entriesOf([input]);
    for (const entry of whole) {
      instantOfEntry(entry);
      logged(entry);
    }
    const pieces: Buffer[] = [];
    for (let at = 0; at < input.length; at += 1 + ((at * 7919) % 4096)) pieces.push(input.subarray(at, at + 1 + ((at * 7919) % 4096)));
    if (JSON.stringify(entriesOf(pieces)) !== JSON.stringify(whole)) throw new Broken('in other pieces the stream has other entries');
    const scanner = createFieldScanner(['UNIT', 'JOB_ID', '_PID'], () => undefined);
    for (const piece of pieces) scanner.push(piece);
  },
};

function entriesOf(pieces: readonly Buffer[]): ReturnType<ReturnType<typeof createExportParser>['push']> {
  const parser = createExportParser();
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

const messages = ['start-stop-247', 'start-stop-262'].map((name) => readFileSync(`fixtures/private-link/${name}.bin`));

const busMessages: InputClass = {
  name: 'D-Bus messages',
  make(random) {
    const bytes = random.one(messages);
    const from = random.below(bytes.length);
    return mutatedBytes(random.chance(0.5) ? bytes.subarray(0, 1 + random.below(8000)) : bytes.subarray(from, from + 4000), random);
  },
  read(input) {
    createJobNewReader()(input);
    for (const message of createFrameReader()(input) ?? []) {
      const head = readHead(message);
      if (head !== undefined) firstArguments(message, head.signature);
    }
  },
};

const BODIES: readonly unknown[] = [
  [1, '/org/freedesktop/systemd1/job/1', 'a.service', 'done'],
  ['org.freedesktop.systemd1.Unit', { ActiveState: ['s', 'active'], Job: ['(uo)', [0, '/']], InvocationID: ['ay', [1, 2, 3]] }, ['x']],
  [
    [
      ['Stream', '127.0.0.1:80'],
      ['Stream', '/run/x.sock'],
      ['Datagram', '[::1]:7'],
    ],
    [['/bin/a', ['/bin/a', 'b'], false]],
  ],
];

const busBodies: InputClass = {
  name: 'D-Bus bodies',
  make: (random) =>
    Buffer.from(
      JSON.stringify([
        random.one(['JobNew', 'JobRemoved', 'UnitNew', 'PropertiesChanged', 'Reloading']),
        changedValue(random.one(BODIES), random),
      ]),
    ),
  read(input) {
    // A bus has no null.
    const [member, body] = JSON.parse(input.toString('utf8'), (_, value: unknown) => value ?? '') as [string, unknown];
    const value = toWireValue(body);
    listenAddresses(Array.isArray(value) ? (value as readonly (typeof value)[])[0] : value);
    const iface = member === 'PropertiesChanged' ? 'org.freedesktop.DBus.Properties' : 'org.freedesktop.systemd1.Manager';
    const payload = signalPayload({
      sender: ':1.1',
      path: '/org/freedesktop/systemd1',
      interface: iface,
      member,
      body: Array.isArray(body) ? body : [body],
    });
    if (payload !== undefined && isObservationPayload(payload)) redact(payload);
  },
};

const unitFiles = textClass('unit file', UNIT_FILES, (text) => {
  const assignments = parseUnitFile(text);
  for (const { value } of assignments) {
    parseExecLine(value);
    splitUnitNames(value);
    parseSpan(value);
    parseCalendar(value);
    globOf(value).matches('/srv/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
  }
  const files = [{ path: '/etc/systemd/system/a@.service', text }];
  hostNeeds(files, 'a@b.service', true);
  unitNeeds(files, 'a@b.service');
  restartSettingsIn(files);
  redact({ source: 'unit-files', kind: 'unit-file', unit: 'a@.service', path: '/etc/systemd/system/a@.service', text });
});

const procTexts = textClass('texts of /proc', [...STATS, ...INET, ...UNIX, ...SS], (text) => {
  const stat = parseStat(text);
  if (stat !== undefined) ttyName(stat.tty);
  for (const { local, remote } of parseInetTable(text, 'LE')) for (const end of [local, remote]) canonicalAddress(JSON.stringify(end));
  canonicalAddress(text.slice(0, 80));
  unixPeers(text, '/run/door', momentOf(text, '/run/door'));
  unitOfCgroup(text, 'system');
  unitOfCgroup(text, 'user');
  parseExec(text);
  redact({ source: 'proc', kind: 'client-scan', jobs: [1], processes: [{ pid: 1, comm: text, cmdline: text.split('\0') }] });
});

const clientLines: InputClass = {
  name: 'lines of clients and audit',
  make: (random) => Buffer.from(JSON.stringify(clientLine(random)), 'utf8'),
  read: (input) => logged(JSON.parse(input.toString('utf8')) as Readonly<Record<string, string>>),
};

function clientLine(random: Random): unknown {
  const [comm, line] = random.one([...CLIENT_LINES, ...AUDIT_LINES]);
  const fields = { _COMM: comm, SYSLOG_IDENTIFIER: comm, _UID: '0', _PID: '7', MESSAGE: mutatedText(line, random) };
  if (comm === 'audit') return { ...fields, _TRANSPORT: 'audit', _AUDIT_ID: '7', _AUDIT_TYPE_NAME: line.slice(0, line.indexOf(' ')) };
  return random.chance(0.2)
    ? Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, random.chance(0.3) ? mutatedText(value, random) : value]))
    : fields;
}

const cronTables = textClass('cron tables and scripts', CRON_TABLES, (text) => {
  for (const mention of startLines(text, 'system', 'cron', '/etc/crontab')) redact({ source: 'unit-files', kind: 'mention', ...mention });
  for (const line of text.split('\n')) {
    startCommandsOf(line);
    interpretersOf(line);
  }
});

const times = textClass('times and spans', TIMES, async (text) => {
  parseSpan(text);
  parseCalendar(text);
  await unlessKnown(() => parseTime(text, { nowUsec: 1_795_183_200_000_000n, systemdAnalyze: undefined }));
});

const names = textClass('names, patterns and arguments', NAMES, async (text) => {
  const completed = completeUnitName(text);
  if (completed.ok && parseUnitName(completed.name) === undefined) throw new Broken(`${completed.name} is no unit`);
  unescapeUnitName(text);
  unitOfPath(text);
  connectionInstance(text);
  const escaped = escapePath(text);
  if (escaped !== undefined) unescapePath(escaped);
  globOf(text).matches('a'.repeat(300));
  await unlessKnown(() => parseArguments(text.split(' ')));
});

async function unlessKnown(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
  }
}

const ANSWERS: readonly unknown[] = [
  { status: 200, headers: { 'content-type': 'application/json' }, text: '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"x"}}' },
  { status: 503, headers: { 'retry-after': '7' }, text: '{"code":14,"message":"y"}' },
  { status: 429, headers: { 'retry-after': 'Fri, 31 Dec 2027 23:59:59 GMT' }, text: 'slow' },
  { status: 301, headers: { location: 'http://h/x' }, text: '' },
  { status: 200, headers: { 'content-type': 'text/html' }, text: '<html>' },
];

const answers: InputClass = {
  name: 'answers of collectors',
  make(random) {
    const answer = random.one(ANSWERS) as {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly text: string;
    };
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, random.chance(0.5) ? mutatedText(value, random) : value]),
    );
    return Buffer.from(
      JSON.stringify({ status: random.chance(0.2) ? random.below(1000) : answer.status, headers, text: mutatedText(answer.text, random) }),
    );
  },
  read(input) {
    const answer = JSON.parse(input.toString('utf8')) as {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly text: string;
    };
    answerOf({ ...answer, url: new URL('http://collector:4318/v1/traces') });
  },
};

/** All but the recordings, each with a reader that needs nothing of the host. */
export const MACHINE_TEXTS: readonly InputClass[] = [
  journalStream,
  busMessages,
  busBodies,
  unitFiles,
  procTexts,
  clientLines,
  cronTables,
  times,
  names,
  answers,
];
