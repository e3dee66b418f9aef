import { expect, it } from 'vitest';
import { accuracyTable } from './accuracy-table.ts';
import type { Judgement, Verdict } from './judge.ts';
import type { ScenarioResult } from './run-scenario.ts';

const NOTHING = { ends: [], findings: [] };

function judged(...verdicts: Verdict[]): Judgement[] {
  return verdicts.map((verdict) => ({ verdict, passed: verdict === 'right', unit: 'a.service' }));
}

function result(version: number, live: Judgement[], back: Judgement[], problems: string[] = []): ScenarioResult {
  return {
    scenario: 'a',
    theme: 'a',
    version,
    passed: false,
    seconds: 1,
    live,
    back,
    diagnosis: { live: NOTHING, back: NOTHING },
    suspects: [],
    problems,
  };
}

it('counts starts by verdict for each version and way of looking, and a missing start as wrong', () => {
  const table = accuracyTable([
    result(252, judged('right', 'right'), judged('right', 'honest', 'partial', 'wrong-stated')),
    result(252, judged('right', 'missing'), judged('right')),
    result(247, judged('right'), judged('right'), ['a crash']),
  ]);
  expect(table.split('\n').slice(2)).toEqual([
    '| 247 | live | 0 of 1 | 1 | 1 (100 %) | 0 | 0 | 0 |',
    '| 247 | looking back | 0 of 1 | 1 | 1 (100 %) | 0 | 0 | 0 |',
    '| 252 | live | 1 of 2 | 4 | 3 (75 %) | 0 | 1 | 0 |',
    '| 252 | looking back | 1 of 2 | 5 | 2 (40 %) | 2 | 1 | 1 |',
    '',
  ]);
});

it('has rows for random stories beside those of the scenarios', () => {
  const starts = { right: 97, honest: 1, unknown: 9, wrong: 1, 'wrong-stated': 1 };
  const table = accuracyTable(
    [result(252, judged('right'), judged('right'))],
    [
      {
        story: 'seed-1',
        version: 252,
        seconds: 1,
        passed: false,
        tallies: { live: { starts, ends: {} }, back: { starts: { right: 1 }, ends: {} }, replay: { starts, ends: {} } },
        failures: [{ way: 'live', subject: 'starts', verdict: 'wrong', unit: 'a.service', at: 0 }],
        problems: [],
      },
    ],
  );
  expect(table.split('\n').slice(4)).toEqual([
    '| 252 | random stories, live | 0 of 1 | 100 | 97 (97 %) | 1 | 2 | 1 |',
    '| 252 | random stories, looking back | 1 of 1 | 1 | 1 (100 %) | 0 | 0 | 0 |',
    '',
  ]);
});
