import type { TrialResult } from './run-trials.ts';

/** So many of 100 runs must be told right. */
const NEEDED = 95;

/** Whether an actor was told right as often as it must be, and never wrong as a fact. */
export function isGood({ runs, traceExec, verdicts }: TrialResult): boolean {
  const needed = traceExec ? runs : Math.ceil((NEEDED * runs) / 100);
  return verdicts['wrong-stated'] === 0 && verdicts.right >= needed;
}

/** Who was named, as a Markdown table: a row for each actor, a column for each version without and with --trace-exec. */
export function trialsTable(results: readonly TrialResult[]): string {
  const columns = [...new Set(results.map(columnOf))].toSorted();
  const actors = [...new Map(results.map((result) => [result.actor, result.title]))];
  const rows = actors.map(([actor, title]) => {
    const cells = columns.map((column) => cell(results.find((result) => result.actor === actor && columnOf(result) === column)));
    return `| ${[title, ...cells].join(' | ')} |`;
  });
  return [`| who acted | ${columns.join(' | ')} |`, `|---|${columns.map(() => '--:|').join('')}`, ...rows, ''].join('\n');
}

function columnOf({ version, traceExec }: TrialResult): string {
  return `${version}${traceExec ? ' traced' : ''}`;
}

/** `98 of 100 (2?)`: right; then `?` nobody named, `!` wrong, `!!` wrong and stated. */
function cell(result: TrialResult | undefined): string {
  if (result === undefined) return '';
  const { verdicts, runs } = result;
  const marks = [
    [verdicts.unnamed, '?'],
    [verdicts.wrong + verdicts.missing, '!'],
    [verdicts['wrong-stated'], '!!'],
  ] as const;
  const rest = marks.filter(([count]) => count > 0).map(([count, mark]) => `${count}${mark}`);
  return `${verdicts.right} of ${runs}${rest.length === 0 ? '' : ` (${rest.join(' ')})`}`;
}
