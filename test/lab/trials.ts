import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { copyPackage } from './package-copy.ts';
import { rootOf, SUITES } from './roots.ts';
import { runTrials, type TrialResult } from './trials/run-trials.ts';
import { TRIAL_ACTORS, type TrialActor } from './trials/trial-actors.ts';
import { isGood, trialsTable } from './trials/trials-table.ts';

const USAGE = `npm run trials -- [--version 252,257] [--actor NAME…] [--runs 100] [--trace-exec | --no-trace-exec] [--lanes 6] [--again] [--keep DIR] [--results FILE]
Has every actor (${TRIAL_ACTORS.map(({ name }) => name).join(', ')}) start its unit so many times while whyalive watches,
and compares whom it names with who it was, without and with --trace-exec. Fails when fewer than 95 of 100, or 24 of 25 (all, with
--trace-exec) are told right, or a wrong one is stated. --again has those who failed act once more, 100 times without --trace-exec, and says so; never after a wrong one that was stated.
`;

/** The bound is one of 100 runs: so many tell it, where of 25 it is broken by chance once in ten times by an actor who just keeps it. */
const RUNS_AGAIN = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    version: { type: 'string' },
    actor: { type: 'string', multiple: true },
    runs: { type: 'string', default: '100' },
    lanes: { type: 'string', default: '6' },
    'trace-exec': { type: 'boolean' },
    again: { type: 'boolean', default: false },
    keep: { type: 'string' },
    results: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(USAGE);
else process.exitCode = await trials();

async function trials(): Promise<number> {
  const names = [...(values.actor ?? []), ...positionals].flatMap((name) => name.split(','));
  const actors = TRIAL_ACTORS.filter(({ name }) => names.length === 0 || names.includes(name));
  if (actors.length === 0 || actors.length < names.length) {
    process.stderr.write(USAGE);
    return 2;
  }
  const folder = copyPackage();
  const done: TrialResult[] = [];
  for (const version of values.version?.split(',').map(Number) ?? SUITES.map((suite) => suite.version)) {
    for (const traceExec of values['trace-exec'] === undefined ? [false, true] : [values['trace-exec']]) {
      const began = Date.now();
      const keep = values.keep === undefined ? {} : { keep: values.keep };
      const play = (who: readonly TrialActor[], runs: number): Promise<TrialResult[]> =>
        runTrials({
          ...{ root: rootOf(version), package: folder, version, traceExec, actors: who, ...keep },
          ...{ runs, lanes: Number(values.lanes) },
        });
      const first = await play(actors, Number(values.runs));
      const missed = values.again ? first.filter((result) => !isGood(result) && result.verdicts['wrong-stated'] === 0) : [];
      for (const result of missed) process.stdout.write(`AGAIN ${describe(result)}`);
      const missedActors = actors.filter(({ name }) => missed.some(({ actor }) => actor === name));
      const second = missed.length === 0 ? [] : await play(missedActors, traceExec ? Number(values.runs) : RUNS_AGAIN);
      const results = first.map((result) => second.find(({ actor }) => actor === result.actor) ?? result);
      for (const result of results) process.stdout.write(describe(result));
      process.stdout.write(`     ${version} took ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
      done.push(...results);
      if (values.results !== undefined) writeFileSync(values.results, `${JSON.stringify(done, null, 1)}\n`);
    }
  }
  const good = done.filter(isGood).length;
  process.stdout.write(`\n${trialsTable(done)}\n${good} passed, ${done.length - good} failed\n`);
  return good === done.length ? 0 : 1;
}

function describe(result: TrialResult): string {
  const { version, traceExec, actor, runs, verdicts, stated, failures } = result;
  const counts = Object.entries(verdicts).filter(([, count]) => count > 0);
  const words = counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  const head = `${isGood(result) ? 'ok  ' : 'FAIL'} ${version}${traceExec ? ' traced' : ''} ${actor.padEnd(8)} ${runs} runs: ${words}; ${stated} stated\n`;
  return (
    head +
    failures
      .slice(0, 5)
      .map((failure) => `       ${failure}\n`)
      .join('')
  );
}
