import type { Judgement } from './judge.ts';
import type { ScenarioResult } from './run-scenario.ts';

/** Every scenario on every version as a Markdown table; a cell is `live / looking back`, each right, then `?` honestly unknown, then `!` wrong. */
export function scenarioTable(results: readonly ScenarioResult[]): string {
  const versions = [...new Set(results.map((result) => result.version))].sort((a, b) => a - b);
  const names = [...new Set(results.map((result) => result.scenario))].sort();
  const rows = names.map((name) => {
    const cells = versions.map((version) => cell(results.find((result) => result.scenario === name && result.version === version)));
    return `| ${[name, ...cells].join(' | ')} |`;
  });
  return [`| scenario | ${versions.join(' | ')} |`, `|---|${versions.map(() => ':-:|').join('')}`, ...rows, ''].join('\n');
}

function cell(result: ScenarioResult | undefined): string {
  return result === undefined ? '' : `${tally(result.live)} / ${tally(result.back)}`;
}

function tally(judgements: readonly Judgement[]): string {
  const count = (...verdicts: readonly string[]): number => judgements.filter((one) => verdicts.includes(one.verdict)).length;
  const [right, honest, wrong] = [count('right'), count('honest', 'partial', 'weak'), count('wrong', 'wrong-stated', 'missing', 'extra')];
  const told = [right > 0 ? `${right}` : '', honest > 0 ? `${honest}?` : '', wrong > 0 ? `${wrong}!` : ''].filter((one) => one !== '');
  return told.length === 0 ? '–' : told.join(' ');
}
