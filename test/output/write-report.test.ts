import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { writeReport } from '../../src/output/write-report.ts';
import { throughProtobuf, withoutEmptyLists } from '../render/otlp/official-mapping.ts';
import { byTrace, spansOf } from '../render/otlp/told.ts';
import { recordedTimeline } from '../render/recorded-stories.ts';
import { answer, inTurn, openCollector, type Answering, type CollectorDouble } from './collector-double.ts';
import { terminalDouble } from './terminal-double.ts';

// The built program, as it is installed; `npm test` builds it first.
const PROGRAM = process.env['WHYALIVE_PROGRAM'] ?? fileURLToPath(new URL('../../dist/whyalive.mjs', import.meta.url));
const RECORDING = 'fixtures/scenarios/widget-daemon/live.jsonl.gz';

const open: CollectorDouble[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((collector) => collector.close()));
});

async function collectorOf(answering?: Answering): Promise<CollectorDouble> {
  const collector = await openCollector(answering);
  open.push(collector);
  return collector;
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

function start(argv: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const env = { PATH: process.env['PATH'], TZ: 'UTC' };
  const child = spawn(process.execPath, [PROGRAM, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return { child, ended: once(child, 'close').then(([status]) => ({ stdout, stderr, status: status as number | null })) };
}

const report = (url: URL, ...more: readonly string[]): Promise<Ended> =>
  start(['report', RECORDING, '-n', 'all', '--otlp-endpoint', url.href, ...more]).ended;

describe('report --otlp-endpoint', () => {
  it('posts every start as a trace and says so in one line', async () => {
    const { url, received } = await collectorOf();
    const { stdout, stderr, status } = await report(url);
    const { starts } = await recordedTimeline('widget-daemon/live');
    expect(received).toHaveLength(1);
    const body = received[0]?.body ?? '';
    expect(throughProtobuf(body)).toEqual(withoutEmptyLists(JSON.parse(body)));
    const spans = spansOf(body);
    expect(byTrace(spans)).toHaveLength(starts.length);
    expect({ stdout, stderr, status }).toEqual({
      stdout: '',
      stderr: `whyalive: posted ${starts.length} traces (${spans.length} spans) to ${url.host}\n`,
      status: 0,
    });
  });

  it('-q says nothing, and --from-start leaves the earlier ones out', async () => {
    const { url, received } = await collectorOf();
    expect(await report(url, '-q', '--from-start', '2')).toEqual({ stdout: '', stderr: '', status: 0 });
    const { starts } = await recordedTimeline('widget-daemon/live');
    expect(byTrace(spansOf(received[0]?.body ?? ''))).toHaveLength(starts.length - 1);
  });

  it('prints what is not taken, the same as -o otlp does, and says why in one sentence, with what came from the machine escaped', async () => {
    const { url } = await collectorOf(answer(400, { message: 'no \u001b[31m\u009b spans' }));
    const { stdout, stderr, status } = await report(url);
    const printed = await start(['report', RECORDING, '-n', 'all', '-o', 'otlp']).ended;
    expect(stdout).toBe(printed.stdout);
    expect(stderr).toBe(
      `whyalive: ${url.origin}/v1/traces did not take the traces: it answered with status 400: no \\x1b[31m\\x9b spans; its own log may tell more; what it did not take is on standard output\n`,
    );
    expect(status).toBe(1);
  });

  it('waits for a collector that is busy, and says so unless -q is given', async () => {
    const { url, received } = await collectorOf(inTurn(answer(503, '', { 'retry-after': '0' }), answer(200, {})));
    const { stderr, status } = await report(url);
    expect(received).toHaveLength(2);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^whyalive: \S+ did not take the traces: it answered with status 503; trying again in 0\.0 s\nwhyalive: posted /,
    );
  });

  it('says which spans were rejected, even with -q', async () => {
    const { url } = await collectorOf(answer(200, { partialSuccess: { rejectedSpans: 3, errorMessage: 'too old' } }));
    const { stdout, stderr, status } = await report(url, '-q');
    expect(stderr).toContain('rejected 3 of the spans: too old');
    expect(JSON.parse(stdout)).toHaveProperty('resourceSpans');
    expect(status).toBe(1);
  });

  it('ends at once when it is interrupted, and prints what was not taken', async () => {
    const collector = new EventEmitter();
    const { url } = await collectorOf(() => collector.emit('asked'));
    const { child, ended } = start(['report', RECORDING, '--otlp-endpoint', url.href]);
    await once(collector, 'asked');
    child.kill('SIGINT');
    const { stdout, stderr, status } = await ended;
    expect(stderr).toContain('it was interrupted');
    expect(JSON.parse(stdout)).toHaveProperty('resourceSpans');
    expect(status).toBe(1);
  });
});

describe('writeReport', () => {
  const options = { output: 'otlp', now: { realtimeUsec: 0n }, utc: true, quiet: false } as const;
  it('posts what is too large for one request in several, each below 4 MB and whole', async () => {
    const { url, received } = await collectorOf();
    const one = await recordedTimeline('api-gateway/live');
    const starts = Array.from({ length: 800 }, (_, index) => {
      const start = one.starts[index % one.starts.length]!;
      return { ...start, invocationId: (index + 1).toString(16).padStart(32, '0') };
    });
    const { terminal, written } = terminalDouble();
    await writeReport({ ...one, starts, gaps: [] }, { ...options, otlpEndpoint: url }, terminal);
    expect(received.length).toBeGreaterThan(1);
    for (const { body } of received) {
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4_000_000);
      expect(throughProtobuf(body)).toEqual(withoutEmptyLists(JSON.parse(body)));
    }
    const spans = received.flatMap(({ body }) => spansOf(body));
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(800);
    expect(written).toEqual({ out: '', err: `whyalive: posted 800 traces (${spans.length} spans) to ${url.host}\n` });
  });

  it.each(['markdown', 'html', 'cat'] as const)(
    'tells %s in UTC alone when that is asked for, and beside the local zone else',
    async (output) => {
      const timeline = await recordedTimeline('timer/live');
      const before = process.env['TZ'];
      try {
        process.env['TZ'] = 'Europe/Berlin';
        for (const utc of [true, false]) {
          const { terminal, written } = terminalDouble();
          await writeReport(timeline, { ...options, output, utc }, terminal);
          expect(written.out.includes('Europe/Berlin')).toBe(!utc);
        }
      } finally {
        process.env['TZ'] = before;
      }
    },
  );

  it('posts nothing when there is no start', async () => {
    const { url, received } = await collectorOf();
    const { terminal, written } = terminalDouble();
    await writeReport({ ...(await recordedTimeline('timer/live')), starts: [] }, { ...options, otlpEndpoint: url }, terminal);
    expect(received).toEqual([]);
    expect(written).toEqual({ out: '', err: `whyalive: no start was found, so nothing was posted to ${url.host}\n` });
  });
});
