import { spawnSync } from 'node:child_process';

/** A command without a shell: program and arguments. */
export type CommandLine = readonly [string, ...string[]];

/** The best wall time of each command in ms, over rounds in which they take turns, so that a busy moment of the machine hits all of them. */
export function interleavedMinima(commands: readonly CommandLine[], rounds: number): readonly number[] {
  const best = commands.map(() => Number.POSITIVE_INFINITY);
  // Round 0 warms the page cache and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    commands.forEach((command, index) => {
      const took = wallMs(command);
      if (round > 0) best[index] = Math.min(best[index] ?? took, took);
    });
  }
  return best;
}

function wallMs([program, ...args]: CommandLine): number {
  const before = process.hrtime.bigint();
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const took = Number(process.hrtime.bigint() - before) / 1e6;
  if (error !== undefined || status !== 0)
    throw new Error(`${[program, ...args].join(' ')} ended with status ${String(status)}`, { cause: error });
  return took;
}

/** What node tells of itself as it exits: ru_maxrss of RUSAGE_SELF in KiB, without the children, whose mapped journal files are page cache. */
const TELL_PEAK =
  "data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))";

/** The peak resident memory of a Node program in MB (10^6 bytes). */
export function peakMegabytes(script: string, args: readonly string[]): number {
  const { status, output } = spawnSync(process.execPath, ['--import', TELL_PEAK, script, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  const kib = Number(output[3]);
  if (status !== 0 || !(kib > 0)) throw new Error(`${script} ${args.join(' ')} ended with status ${String(status)} and told no memory`);
  return (kib * 1024) / 1e6;
}
