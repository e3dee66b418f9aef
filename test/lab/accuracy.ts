import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SCENARIOS } from '../scenarios/index.ts';
import { accuracyTable } from './accuracy-table.ts';
import { describeResult } from './matrix-report.ts';
import { copyPackage } from './package-copy.ts';
import { SUITES } from './roots.ts';
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

process.stdout.write(accuracyTable(results));
process.exitCode = results.some((result) => [...result.live, ...result.back].some((one) => one.verdict === 'wrong-stated')) ? 1 : 0;
