import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SCENARIOS } from '../scenarios/index.ts';
import { accuracyTable } from './accuracy-table.ts';
import { describeResult } from './matrix-report.ts';
import { copyPackage } from './package-copy.ts';
import { SUITES } from './roots.ts';
import { scenarioTable } from './scenario-table.ts';
import { runMatrix } from './run-matrix.ts';
import type { ScenarioResult } from './run-scenario.ts';

const { values } = parseArgs({ options: { results: { type: 'string' }, jobs: { type: 'string', default: '2' } } });

const results =
  values.results === undefined
    ? await runMatrix({
        scenarios: SCENARIOS,
        versions: SUITES.map((suite) => suite.version),
        jobs: Number(values.jobs),
        package: copyPackage(),
        onResult: (result) => process.stderr.write(describeResult(result)),
      })
    : (JSON.parse(readFileSync(values.results, 'utf8')) as ScenarioResult[]);

process.stdout.write(
  `${accuracyTable(results)}\n<details><summary>Every scenario: starts told right live / looking back; ? honestly unknown, ! wrong, – no start</summary>\n\n${scenarioTable(results)}\n</details>\n`,
);
process.exitCode = results.some((result) => [...result.live, ...result.back].some((one) => one.verdict === 'wrong-stated')) ? 1 : 0;
