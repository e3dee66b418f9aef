import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { StoryResult } from '../oracle/judge-played.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import { accuracyTable, diagnosisTable } from './accuracy-table.ts';
import { describePart } from './part.ts';
import { describeResult } from './matrix-report.ts';
import { copyPackage } from './package-copy.ts';
import { SUITES } from './roots.ts';
import { scenarioTable } from './scenario-table.ts';
import { playedIn, runMatrix } from './run-matrix.ts';
import { allJudgements, type ScenarioResult } from './run-scenario.ts';
import type { TrialResult } from './trials/run-trials.ts';
import { isGood, trialsTable } from './trials/trials-table.ts';

const { values } = parseArgs({
  options: { results: { type: 'string' }, trials: { type: 'string' }, oracle: { type: 'string' }, jobs: { type: 'string', default: '2' } },
});

const scenarios = playedIn(SCENARIOS, 'plain');
const results =
  values.results === undefined
    ? await runMatrix({
        scenarios,
        profile: 'plain',
        versions: SUITES.map((suite) => suite.version),
        jobs: Number(values.jobs),
        package: copyPackage(),
        onResult: (result) => process.stderr.write(describeResult(result)),
      })
    : (JSON.parse(readFileSync(values.results, 'utf8')) as ScenarioResult[]);
const trials = values.trials === undefined ? [] : (JSON.parse(readFileSync(values.trials, 'utf8')) as TrialResult[]);
const stories = values.oracle === undefined ? [] : (JSON.parse(readFileSync(values.oracle, 'utf8')) as StoryResult[]);
const named = trials.length === 0 ? '' : `Who acted, named in so many runs:\n\n${trialsTable(trials)}\n`;
const all = scenarios.flatMap(({ name }) => SUITES.map(({ version }) => ({ scenario: name, version })));
const part = describePart(results, all);

process.stdout.write(
  `${part === undefined ? '' : `${part}\n\n`}${accuracyTable(results, stories)}\nWhy units went down, and what was found to be wrong with them:\n\n${diagnosisTable(results, stories)}\n${named}<details><summary>Every scenario: starts told right live / looking back; ? honestly unknown, ! wrong, – no start</summary>\n\n${scenarioTable(results)}\n</details>\n`,
);
const isLie = results.some((result) => allJudgements(result).some((one) => one.verdict === 'wrong-stated'));
// What random stories must reach together, `npm run oracle -- --bounds` judges.
process.exitCode = isLie || !trials.every(isGood) ? 1 : 0;
