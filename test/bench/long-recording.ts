import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What a scenario's recording holds of the time in which something happened: what was seen when it began and what files say is told once. */
const HAPPENINGS = new Set(['signal', 'entry', 'unit-properties', 'client-scan', 'peer-scan']);
const DAY_USEC = 86_400_000_000n;

interface Plain {
  readonly at: { readonly realtimeUsec: string; readonly monotonicUsec?: string };
  readonly payload: { readonly kind: string };
}

/**
 * A recording of a busy host's day with so many observations, made of the recordings of all scenarios, told again and again at other times under other
 * job and invocation ids. It is made for speed and size: each round happened in the lab, the day did not. Gives its path; made once.
 */
export function longRecording(observations: number): string {
  const folder = join(tmpdir(), 'whyalive-bench');
  const path = join(folder, `day-${String(observations)}.jsonl`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const scenarios = readdirSync('fixtures/scenarios')
    .map((name) => linesOf(`fixtures/scenarios/${name}/live.jsonl.gz`))
    .filter((lines) => lines.length > 2);
  const [first = []] = scenarios;
  const begin = usec(first[1] ?? '');
  const total = scenarios.reduce((sum, lines) => sum + happenings(lines).length, 0);
  const step = DAY_USEC / BigInt(Math.ceil((observations / total) * scenarios.length) + 1);
  const file = openSync(`${path}.new`, 'w');
  writeSync(
    file,
    `${JSON.stringify({ ...(JSON.parse(first[0] ?? '{}') as object), units: [], options: { command: 'record', scope: 'system' } })}\n`,
  );
  let sequence = 0;
  let slot = 0n;
  for (const line of first.slice(1)) if (!HAPPENINGS.has(kindOf(line))) writeSync(file, numbered(line, (sequence += 1)));
  while (sequence < observations) {
    for (const lines of scenarios) {
      const told = happenings(lines);
      const shift = begin + slot * step - usec(told[0] ?? lines[1] ?? '');
      const round = Number(slot);
      const text = told.slice(0, observations - sequence).map((line) => numbered(shifted(line, shift, round), (sequence += 1)));
      writeSync(file, text.join(''));
      slot += 1n;
    }
  }
  closeSync(file);
  renameSync(`${path}.new`, path);
  return path;
}

function linesOf(path: string): readonly string[] {
  return gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
}

function happenings(lines: readonly string[]): readonly string[] {
  return lines.slice(1).filter((line) => HAPPENINGS.has(kindOf(line)));
}

function kindOf(line: string): string {
  return /"kind":"([a-z-]+)"/.exec(line)?.[1] ?? '';
}

function usec(line: string): bigint {
  return BigInt((JSON.parse(line) as Plain).at.realtimeUsec);
}

function numbered(line: string, sequence: number): string {
  return `${line.replace(/^\{"sequence":\d+/, `{"sequence":${String(sequence)}`)}\n`;
}

/** Times of 16 digits are of the wall clock; those of the monotonic clock stand under a name that says so. */
function shifted(line: string, shift: bigint, round: number): string {
  const jobs = round * 1000;
  const id = round.toString(16).padStart(6, '0');
  return line
    .replace(/"(\d{16})"/g, (_, time: string) => `"${String(BigInt(time) + shift)}"`)
    .replace(/(onotonic(?:Usec)?":")(\d{6,15})"/g, (_, name: string, time: string) => `${name}${String(BigInt(time) + shift)}"`)
    .replace(
      /\b(\d+),("\/org\/freedesktop\/systemd1\/job\/)(\d+)"/g,
      (_, job: string, path: string, same: string) => `${String(Number(job) + jobs)},${path}${String(Number(same) + jobs)}"`,
    )
    .replace(/("JOB_ID":")(\d+)"/g, (_, name: string, job: string) => `${name}${String(Number(job) + jobs)}"`)
    .replace(
      /("jobs":\[)([\d,]+)\]/g,
      (_, name: string, list: string) =>
        `${name}${list
          .split(',')
          .map((job) => String(Number(job) + jobs))
          .join(',')}]`,
    )
    .replace(/("(?:USER_)?INVOCATION_ID":")[0-9a-f]{6}/g, `$1${id}`)
    .replace(
      /("InvocationID":\[)(\d+),(\d+),(\d+)/g,
      (_, name: string) => `${name}${String((round >> 16) & 255)},${String((round >> 8) & 255)},${String(round & 255)}`,
    )
    .replace(/("__CURSOR":"[^"]*;x=)/g, `$1${id}`);
}
