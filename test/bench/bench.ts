// npm run bench: whole processes side by side, best of several rounds in which they take turns. Exits with 1 when a bound is broken.
import { spawnSync } from 'node:child_process';
import { clientScanCost } from './client-scan-cost.ts';
import type { Measure } from './measure.ts';
import { journalOf } from './journal-cache.ts';
import { journalctlRuns } from './journalctl-runs.ts';
import { longRecording } from './long-recording.ts';
import { interleavedMinima, peakMegabytes } from './process-cost.ts';
import { rendering } from './render.ts';

const PROGRAM = 'dist/whyalive.mjs';
const SHAPE = { entries: 1_000_000, unit: 'bench-target.service', starts: 200 } as const;

const node = process.execPath;
const directory = await journalOf(SHAPE);
const everyStart = ['-D', directory, '-n', 'all', '-o', 'json', SHAPE.unit];
countStarts();

const measures = [...startUp(), ...lookingBack(), memory(), ...lookingOver(), ...scanning(), ...reporting(), ...(await rendering())];
console.log(`journal: ${SHAPE.entries} entries, ${SHAPE.starts} starts of ${SHAPE.unit}; made for speed, nothing in it happened\n`);
for (const measure of measures) console.log(rowOf(measure));
const held = measures.filter(({ bound }) => bound !== undefined);
const broken = held.filter(isBroken).length;
console.log(`\n${held.length - broken} passed, ${broken} failed`);
process.exitCode = broken === 0 ? 0 : 1;

function startUp(): readonly Measure[] {
  const [bare = 0, version = 0] = interleavedMinima(
    [
      [node, '-e', '0'],
      [node, PROGRAM, '--version'],
    ],
    15,
  );
  return [
    { what: 'whyalive --version', value: version, bound: 1.3 * bare, unit: 'ms', against: `1.3 × node -e 0 (${bare.toFixed(0)} ms)` },
  ];
}

function lookingBack(): readonly Measure[] {
  const journalctl = ['journalctl', '-D', directory, '--no-pager', '-o', 'export', `UNIT=${SHAPE.unit}`] as const;
  const lastStarts = [node, PROGRAM, '-D', directory, SHAPE.unit] as const;
  const [theirs = 0, last = Number.POSITIVE_INFINITY] = interleavedMinima([journalctl, lastStarts], 9);
  const [all = Number.POSITIVE_INFINITY] = interleavedMinima([[node, PROGRAM, ...everyStart]], 2);
  const against = `1.5 × journalctl UNIT= -o export (${theirs.toFixed(0)} ms) + 300 ms`;
  return [
    { what: 'whyalive UNIT', value: last, bound: 1.5 * theirs + 300, unit: 'ms', against },
    { what: 'whyalive -n all -o json UNIT', value: all, unit: 'ms', against: 'every start with what lies around it' },
  ];
}

function memory(): Measure {
  return {
    what: 'whyalive -n all -o json UNIT, peak memory',
    value: peakMegabytes(PROGRAM, everyStart),
    bound: 150,
    unit: 'MB',
    against: 'resident',
  };
}

/** The whole journal is read once, by as many lines of the manager as tell of starts; the last start of each unit that is shown is then looked at. */
function lookingOver(): readonly Measure[] {
  const overview = [node, PROGRAM, 'overview', '-D', directory] as const;
  // The one that looks when a boot began is ended after its first entry; all others are read to their end.
  const runs = journalctlRuns(overview).filter((run) => run.some((word) => /^(--lines|--until|MESSAGE_ID)=/.test(word)));
  const [took = Number.POSITIVE_INFINITY, ...theirs] = interleavedMinima([overview, ...runs], 5);
  const sum = theirs.reduce((total, each) => total + each, 0);
  return [
    {
      what: 'whyalive overview',
      value: took,
      bound: 1.3 * sum,
      unit: 'ms',
      against: `1.3 × the ${String(runs.length)} journalctl that it runs, one after the other (${sum.toFixed(0)} ms, of these ${Math.max(...theirs).toFixed(0)} for counting)`,
    },
    { what: 'the same, peak memory', value: peakMegabytes(PROGRAM, overview.slice(2)), bound: 150, unit: 'MB', against: 'resident' },
  ];
}

/** Within the time of a scan a signal may wait for one step of it. */
function scanning(): readonly Measure[] {
  const { wholeMs, stepMs } = clientScanCost(500, 30);
  return [
    { what: 'a scan for clients', value: wholeMs, bound: 10, unit: 'ms', against: 'with 500 processes' },
    { what: 'its longest step', value: stepMs, bound: 3, unit: 'ms', against: 'in which no signal is read' },
  ];
}

/** A day of a busy host. What a unit's history keeps is bounded, so that five times as much to read must not take three times the memory. */
function reporting(): readonly Measure[] {
  const [short, long] = [longRecording(200_000), longRecording(1_000_000)];
  const [took = Number.POSITIVE_INFINITY] = interleavedMinima([[node, PROGRAM, 'report', long]], 1);
  const few = peakMegabytes(PROGRAM, ['report', short]);
  return [
    { what: 'whyalive report, 1,000,000 observations', value: took, bound: 20_000, unit: 'ms', against: '24 hours of a busy host' },
    {
      what: 'the same, peak memory',
      value: peakMegabytes(PROGRAM, ['report', long]),
      bound: 3 * few,
      unit: 'MB',
      against: `3 × that of 200,000 (${few.toFixed(0)} MB)`,
    },
  ];
}

/** A fast answer that misses starts is none. */
function countStarts(): void {
  const { stdout, status } = spawnSync(node, [PROGRAM, ...everyStart], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timeline: unknown = status === 0 ? JSON.parse(stdout) : undefined;
  const starts =
    typeof timeline === 'object' && timeline !== null && 'starts' in timeline && Array.isArray(timeline.starts)
      ? timeline.starts.length
      : 0;
  if (starts !== SHAPE.starts)
    throw new Error(`whyalive told ${starts} of ${SHAPE.starts} starts (status ${String(status)}); its speed means nothing`);
}

function isBroken({ value, bound }: Measure): boolean {
  return bound !== undefined && value > bound;
}

function rowOf(measure: Measure): string {
  const { what, value, bound, unit, against } = measure;
  const verdict = bound === undefined ? '' : isBroken(measure) ? 'BROKEN' : 'ok';
  const limit = bound === undefined ? '' : `bound ${bound.toFixed(0).padStart(5)} ${unit}`;
  return `${verdict.padEnd(6)} ${what.padEnd(42)} ${value.toFixed(0).padStart(6)} ${unit}  ${limit.padEnd(14)}  ${against}`;
}
