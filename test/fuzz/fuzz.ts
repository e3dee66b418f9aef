import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CLASSES, folderOf, inputOf, play, type Failure } from './play.ts';

// npm run fuzz -- --seed N --minutes M: reads seeded inputs of every class until the time is up. What failed is kept under fuzz-found/, in the folders in which
// fixtures/fuzz/ has what once failed. A second process reads, so that an input that hangs or takes all memory ends that process alone.

const FOUND = 'fuzz-found';
/** So many of a class are kept; of the others only the number is told. */
const KEPT = 20;
const HUNG_MS = 20_000;
const MEMORY_MB = 300;
const DIGITS = 12;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    reads: { type: 'string' },
    from: { type: 'string', default: '0' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
if (!Number.isSafeInteger(seed)) throw new Error('--seed is a whole number');
const counts = new Map<string, number>();

if (values.reads === undefined) await lead();
else await follow(values.reads, Number(values.from));

/** Reads one input after the other, and writes down which one before it does. */
async function follow(state: string, from: number): Promise<void> {
  const file = openSync(state, 'r+');
  for (let n = from; ; n += 1) {
    writeSync(file, String(n).padStart(DIGITS), 0);
    const { kind, input } = numbered(n);
    const failure = await play(kind, input);
    if (failure !== undefined) keep(failure, n);
    // Ends when the leader has gone.
    if (n % 500 === 0 && process.ppid === 1) break;
  }
  closeSync(file);
}

/** Has a second process read until the time is up, and begins it anew behind an input that ended it. */
async function lead(): Promise<void> {
  const until = Date.now() + Number(values.minutes) * 60_000;
  const folder = mkdtempSync(join(tmpdir(), 'whyalive-fuzz-'));
  const state = join(folder, 'state');
  writeFileSync(state, '0'.padStart(DIGITS));
  say(`seed ${String(seed)}: npm run fuzz -- --seed ${String(seed)} reads the same again`);
  let from = 0;
  let failures = 0;
  while (Date.now() < until) {
    const ended = await readFrom(from, state, until);
    const n = Number(readFileSync(state, 'utf8'));
    failures += ended.failures;
    if (ended.why !== undefined) {
      const { kind, input } = numbered(n);
      keep({ name: kind.name, why: ended.why, input }, n);
      failures += 1;
    }
    from = n + 1;
  }
  rmSync(folder, { recursive: true, force: true });
  say(
    `${String(from)} inputs of ${String(CLASSES.length)} classes were read; ${failures === 0 ? 'none failed' : `${String(failures)} failed, see ${FOUND}/`}`,
  );
  process.exitCode = failures === 0 ? 0 : 1;
}

function readFrom(from: number, state: string, until: number): Promise<{ readonly why?: string; readonly failures: number }> {
  return new Promise((resolve) => {
    const program = [
      '--max-old-space-size=' + String(MEMORY_MB),
      process.argv[1] ?? '',
      '--seed',
      String(seed),
      '--reads',
      state,
      '--from',
      String(from),
    ];
    const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
    let failures = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      failures += text.split('\n').filter((line) => line.startsWith('FAILED ')).length;
      process.stdout.write(text);
    });
    let last = { n: '', at: Date.now() };
    let why: string | undefined;
    const timer = setInterval(() => {
      const n = readFileSync(state, 'utf8');
      if (n !== last.n) last = { n, at: Date.now() };
      const isOver = Date.now() >= until;
      if (!isOver && Date.now() - last.at < HUNG_MS) return;
      if (!isOver) why = `it was not read in ${String(HUNG_MS / 1000)} s`;
      child.kill('SIGKILL');
    }, 500);
    child.on('close', (code) => {
      clearInterval(timer);
      const isOver = Date.now() >= until;
      resolve({
        failures,
        ...(why === undefined && isOver
          ? {}
          : { why: why ?? `the process ended with ${String(code)}, perhaps for ${String(MEMORY_MB)} MB` }),
      });
    });
  });
}

function numbered(n: number): { readonly kind: (typeof CLASSES)[number]; readonly input: Buffer } {
  const kind = CLASSES[n % CLASSES.length];
  if (kind === undefined) throw new RangeError('there is no class');
  return { kind, input: inputOf(kind, seed, n) };
}

/** Keeps the input as a file that can be put under fixtures/fuzz/. */
function keep({ name, why, input }: Failure, n: number): void {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  say(`FAILED ${name} ${String(n)}: ${why.split('\n').slice(0, 2).join(' ').slice(0, 300)}`);
  if (count > KEPT) return;
  const folder = join(FOUND, folderOf(name));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${String(seed)}-${String(n)}.input`), input);
  writeFileSync(join(folder, `${String(seed)}-${String(n)}.why`), `${why}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
