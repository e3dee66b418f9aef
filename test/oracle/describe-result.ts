import type { OracleVerdict } from './judge.ts';
import { sumOf, WAYS, type Failure, type StoryResult, type Subject, type Tally, type Way } from './judge-played.ts';

/** One line for a story on a version. */
export function describeResult({ passed, version, story, seconds, tallies, failures, problems }: StoryResult): string {
  const parts = WAYS.map((way) => {
    const ends = total(tallies[way].ends) === 0 ? '' : `, ends ${describeTally(tallies[way].ends)}`;
    return `${way} ${describeTally(tallies[way].starts)}${ends}`;
  });
  const bad = failures.length === 0 ? '' : `; ${failures.length} bad`;
  const more = problems.length === 0 ? '' : `; ${problems.length} problems`;
  return `${passed ? 'ok  ' : 'FAIL'} ${version} ${story.padEnd(16)} ${seconds.toFixed(1).padStart(5)} s  ${parts.join('; ')}${bad}${more}\n`;
}

/** What was told, and what is true; the worst first. */
export function describeFailures({ story, version, failures, problems }: StoryResult, most = 12): string {
  const order: readonly OracleVerdict[] = ['wrong-stated', 'wrong', 'extra', 'missing'];
  const sorted = failures.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const left = sorted.length - most;
  return [
    `${story} on ${version}`,
    ...problems.map((problem) => `  ${problem.replaceAll('\n', '\n    ')}`),
    ...sorted.slice(0, most).map(describeFailure),
    ...(left > 0 ? [`  and ${left} more`] : []),
    '',
  ].join('\n');
}

function describeFailure({ way, subject, verdict, unit, at, truth, told }: Failure): string {
  return `  ${way}: ${verdict} ${subject.slice(0, -1)}: ${unit} at ${new Date(at / 1000).toISOString().slice(11, 23)}\n    true ${truth ?? 'nothing'}\n    told ${told ?? 'nothing'}`;
}

const MARKS: readonly (readonly [OracleVerdict, string])[] = [
  ['right', ''],
  ['honest', '?'],
  ['unknown', ' not known'],
  ['wrong', '!'],
  ['wrong-stated', '!!'],
  ['missing', ' missing'],
  ['extra', ' too many'],
];

function describeTally(tally: Tally): string {
  const parts = MARKS.flatMap(([verdict, mark]) => (tally[verdict] === undefined ? [] : [`${tally[verdict]}${mark}`]));
  return parts.length === 0 ? '0' : parts.join(' ');
}

function total(tally: Tally): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0);
}

const HOW: Readonly<Record<Way, string>> = { live: 'live', back: 'looking back', replay: 'replayed' };

/** The figures of all stories, as a Markdown table; what the manager's log does not tell is counted apart. */
export function oracleTable(results: readonly StoryResult[]): string {
  const versions = [...new Set(results.map(({ version }) => version))].sort((a, b) => a - b);
  const rows = versions.flatMap((version) => {
    const own = results.filter((result) => result.version === version);
    return WAYS.flatMap((way) => (['starts', 'ends'] as const).map((subject) => row(version, way, subject, own)));
  });
  return [
    '| systemd | how | what | stories passed | judged | right | honest unknown | wrong | of these stated | missed | told too often | truth not known |',
    '|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...rows.filter((line) => line !== undefined),
    '',
  ].join('\n');
}

function row(version: number, way: Way, subject: Subject, results: readonly StoryResult[]): string | undefined {
  const sum = sumOf(results, way, subject);
  if (sum.judged === 0) return undefined;
  const passed = results.filter(
    ({ failures, problems }) => problems.length === 0 && !failures.some((one) => one.way === way && one.subject === subject),
  ).length;
  const cells = [
    ...[version, HOW[way], subject, `${passed} of ${results.length}`, sum.judged],
    `${sum.right} (${Math.floor((1000 * sum.right) / sum.judged) / 10} %)`,
    ...[sum.honest, sum.wrong - sum.missing - sum.extra, sum.stated, sum.missing, sum.extra, sum.unknown],
  ];
  return `| ${cells.join(' | ')} |`;
}
