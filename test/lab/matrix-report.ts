import type { Judgement } from './judge.ts';
import type { ScenarioResult } from './run-scenario.ts';

/** One line for a scenario on a version. */
export function describeResult(result: ScenarioResult): string {
  const mark = result.passed ? 'ok  ' : 'FAIL';
  const problems =
    result.problems.length === 0 ? '' : `; ${result.problems.length} ${result.problems.length === 1 ? 'problem' : 'problems'}`;
  return `${mark} ${result.version} ${result.scenario.padEnd(44)} ${result.seconds.toFixed(1).padStart(5)} s  live ${tally(result.live)}; back ${tally(result.back)}${problems}\n`;
}

/** What was expected and what was told instead, and everything else that went wrong. */
export function describeFailure(result: ScenarioResult): string {
  const judgements = (['live', 'back'] as const).flatMap((mode) =>
    result[mode]
      .filter((one) => !one.passed)
      .slice(0, 12)
      .map((one) => difference(mode, one)),
  );
  return [
    `${result.scenario} on ${result.version}`,
    ...result.problems.map((problem) => `  ${problem.replaceAll('\n', '\n    ')}`),
    ...judgements,
    '',
  ].join('\n');
}

function difference(mode: string, one: Judgement): string {
  return `  ${mode}: ${one.verdict}: ${one.unit}\n    expected ${one.expected ?? 'no start'}\n    told     ${one.told ?? 'no start'}`;
}

function tally(judgements: readonly Judgement[]): string {
  if (judgements.length === 0) return 'no start';
  const counts = new Map<string, number>();
  for (const { verdict } of judgements) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}
