import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabProcess } from '../lab-process.ts';
import { eventually } from '../pause.ts';
import { removeTraceInstances, traceInstancesOf } from '../trace-instances.ts';
import { describeTold, judgeTrial, type TrialStart, type TrialVerdict } from './judge-trial.ts';
import type { TrialActor } from './trial-actors.ts';
import { bootTrialLab, type TrialLab, type Truth } from './trial-lab.ts';

/** How one actor fared on one version. */
export interface TrialResult {
  readonly version: number;
  readonly traceExec: boolean;
  readonly actor: string;
  readonly title: string;
  readonly runs: number;
  readonly verdicts: Readonly<Record<TrialVerdict, number>>;
  /** Of the right ones, those that were stated. */
  readonly stated: number;
  /** What was told instead of what was so. */
  readonly failures: readonly string[];
}

export interface TrialOptions {
  readonly root: string;
  readonly package: string;
  readonly version: number;
  readonly traceExec: boolean;
  readonly actors: readonly TrialActor[];
  readonly runs: number;
  /** So many actors take turns at a time. */
  readonly lanes: number;
  /** A folder for the recording of each watch. */
  readonly keep?: string;
}

const RECORDING = '/tmp/trials.jsonl';
const TOLD_MS = 6000;
const STARTED_MS = 10_000;

/** Boots one lab, watches all trial units at once, and has every actor act so many times. */
export async function runTrials(options: TrialOptions): Promise<TrialResult[]> {
  const { root, version, traceExec, actors } = options;
  const lab = await bootTrialLab(root, options.package, traceExec);
  let watch: LabProcess | undefined;
  try {
    const told = new Map<string, TrialStart>();
    watch = watchAll(lab, options, told);
    await watch.waitFor(/^watching /m, 20_000);
    const stage = stageOf(lab);
    const results: TrialResult[] = [];
    const waiting = [...actors];
    const lane = async (): Promise<void> => {
      for (let actor = waiting.shift(); actor !== undefined; actor = waiting.shift()) {
        const seen = await trial(actor, stage, told, options.runs);
        results.push({ version, traceExec, actor: actor.name, title: actor.title, runs: options.runs, ...seen });
      }
    };
    await Promise.all(Array.from({ length: options.lanes }, lane));
    const ended = await watch.stop('SIGINT');
    const left = traceExec ? traceInstancesOf(lab.lab) : [];
    if (left.length > 0) throw new Error(`watch left ${left.join(', ')} in the kernel's tracing`);
    if (ended.status !== 0) throw new Error(`watch ended with status ${ended.status}: ${ended.stderr.slice(-2000)}`);
    if (options.keep !== undefined) {
      mkdirSync(options.keep, { recursive: true });
      writeFileSync(join(options.keep, `${version}${traceExec ? '-traced' : ''}.jsonl`), await lab.lab.readFile(RECORDING));
    }
    return results.toSorted((a, b) => actors.findIndex(({ name }) => name === a.actor) - actors.findIndex(({ name }) => name === b.actor));
  } finally {
    await watch?.stop('SIGKILL');
    if (traceExec) removeTraceInstances(lab.lab);
    await lab.lab.close();
  }
}

function watchAll(lab: TrialLab, options: TrialOptions, told: Map<string, TrialStart>): LabProcess {
  const units = options.actors.map(({ name }) => `trial-${name}.service`);
  const extra = [...(options.traceExec ? ['--trace-exec'] : []), ...(options.keep === undefined ? [] : ['-w', RECORDING])];
  return lab.lab.spawn(['whyalive', 'watch', '-o', 'json', ...extra, ...units], {
    onStdout: linesOf((line) => {
      const start = JSON.parse(line) as Partial<TrialStart>;
      if (start.chain !== undefined && start.invocationId !== undefined) told.set(start.invocationId, start as TrialStart);
    }),
  });
}

/** Where the actors act one at a time; waiting for what is told, and stopping, they share. */
interface Stage {
  readonly lab: TrialLab;
  alone<T>(act: () => Promise<T>): Promise<T>;
}

function stageOf(lab: TrialLab): Stage {
  let last: Promise<unknown> = Promise.resolve();
  return {
    lab,
    alone(act) {
      const turn = last.then(act);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function trial(
  actor: TrialActor,
  stage: Stage,
  told: ReadonlyMap<string, TrialStart>,
  runs: number,
): Promise<Pick<TrialResult, 'verdicts' | 'stated' | 'failures'>> {
  const verdicts: Record<TrialVerdict, number> = { right: 0, unnamed: 0, wrong: 0, 'wrong-stated': 0, missing: 0 };
  const failures: string[] = [];
  let stated = 0;
  for (let run = 1; run <= runs; run += 1) {
    const { truth, start } = await once(actor, stage, told, run);
    const verdict = judgeTrial(actor, truth, start);
    verdicts[verdict] += 1;
    if (verdict === 'right' && start?.strength === 'stated') stated += 1;
    if (verdict !== 'right')
      failures[verdict.startsWith('wrong') ? 'unshift' : 'push'](
        `${verdict}: it was ${truth.pid} ${actor.comm} ${truth.unit}; told: ${describeTold(start)}`,
      );
  }
  return { verdicts, stated, failures };
}

/** The actor acts, its unit starts, the start is told, the unit is stopped. */
async function once(
  actor: TrialActor,
  stage: Stage,
  told: ReadonlyMap<string, TrialStart>,
  run: number,
): Promise<{ truth: Truth; start: TrialStart | undefined }> {
  const { lab } = stage;
  const { invocation, truth } = await stage.alone(() => act(actor, lab, run));
  const start = await eventually(TOLD_MS, () => told.get(invocation));
  await lab.exec(['systemctl', 'stop', `trial-${actor.name}.service`]);
  return { truth, start };
}

async function act(actor: TrialActor, lab: TrialLab, run: number): Promise<{ invocation: string; truth: Truth }> {
  const before = lab.startedLast(actor.name);
  await actor.act(lab, run);
  const invocation = await eventually(
    STARTED_MS,
    () => {
      const last = lab.startedLast(actor.name);
      return last === before ? undefined : last;
    },
    5,
  );
  if (invocation === undefined) throw new Error(`trial-${actor.name}.service did not start in run ${run}`);
  const truth = lab.truth(actor.name, run);
  if (truth === undefined) throw new Error(`${actor.name} did not tell who acted in run ${run}`);
  return { invocation, truth };
}

/** Hands on whole lines. */
function linesOf(take: (line: string) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      take(rest.subarray(0, end).toString('utf8'));
      rest = rest.subarray(end + 1);
    }
  };
}
