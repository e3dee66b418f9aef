import type { Judgement } from './judge.ts';
import { PHASES } from './phase-clock.ts';
import type { ScenarioResult } from './run-scenario.ts';

/** One line for a scenario on a version. */
export function describeResult(result: ScenarioResult): string {
  const mark = result.passed ? 'ok  ' : 'FAIL';
  const problems =
    result.problems.length === 0 ? '' : `; ${result.problems.length} ${result.problems.length === 1 ? 'problem' : 'problems'}`;
  return `${mark} ${result.version} ${result.scenario.padEnd(44)} ${result.seconds.toFixed(1).padStart(5)} s  live ${tally(result.live)}; back ${tally(result.back)}${diagnosisTally(result)}${problems}\n`;
}

/** What was expected and what was told instead, and everything else that went wrong. */
export function describeFailure(result: ScenarioResult): string {
  const { live, back, diagnosis, suspects } = result;
  const judgements = (
    [
      ['live', 'start', live],
      ['back', 'start', back],
      ['live', 'end', diagnosis.live.ends],
      ['back', 'end', diagnosis.back.ends],
      ['live', 'finding', diagnosis.live.findings],
      ['back', 'finding', diagnosis.back.findings],
      ['suspects', 'suspect', suspects],
    ] as const
  ).flatMap(([mode, what, judged]) =>
    judged
      .filter((one) => !one.passed)
      .slice(0, 12)
      .map((one) => difference(mode, what, one)),
  );
  return [
    `${result.scenario} on ${result.version}`,
    ...result.problems.map((problem) => `  ${problem.replaceAll('\n', '\n    ')}`),
    ...judgements,
    '',
  ].join('\n');
}

/** How long a play took, in seconds, by theme and by the parts of a play, as a Markdown table. */
export function describeTimes(results: readonly ScenarioResult[]): string {
  const themes = [...new Set(results.map(({ theme }) => theme))];
  const rows = [
    ...themes.map((theme) =>
      timesRow(
        theme,
        results.filter((result) => result.theme === theme),
      ),
    ),
    timesRow('all', results),
  ];
  return ['| theme | plays | seconds | ', PHASES.join(' | '), ' |\n|---|', '--:|'.repeat(PHASES.length + 2), '\n', ...rows].join('');
}

function timesRow(theme: string, results: readonly ScenarioResult[]): string {
  const mean = (of: (result: ScenarioResult) => number): string =>
    (results.reduce((sum, result) => sum + of(result), 0) / results.length).toFixed(1);
  const phases = PHASES.map((phase) => mean((result) => result.phases?.[phase] ?? 0));
  return `| ${[theme, results.length, mean(({ seconds }) => seconds), ...phases].join(' | ')} |\n`;
}

function difference(mode: string, what: string, one: Judgement): string {
  return `  ${mode}: ${one.verdict} ${what}: ${one.unit}\n    expected ${one.expected ?? `no ${what}`}\n    told     ${one.told ?? `no ${what}`}`;
}

function diagnosisTally({ diagnosis: { live, back }, suspects }: ScenarioResult): string {
  const parts = [
    ['ends live', live.ends],
    ['ends back', back.ends],
    ['findings live', live.findings],
    ['findings back', back.findings],
    ['suspects', suspects],
  ] as const;
  return parts.map(([what, judged]) => (judged.length === 0 ? '' : `; ${what} ${tally(judged)}`)).join('');
}

function tally(judgements: readonly Judgement[]): string {
  if (judgements.length === 0) return 'no start';
  const counts = new Map<string, number>();
  for (const { verdict } of judgements) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}
