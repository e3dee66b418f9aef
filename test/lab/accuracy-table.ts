import { sumOf, type StoryResult, type Subject, type Way } from '../oracle/judge-played.ts';
import type { Judgement } from './judge.ts';
import type { ScenarioResult } from './run-scenario.ts';

/** The accuracy as a Markdown table: for each version, live and looking back, how many starts were told right, honestly not known, or wrong; of random stories too. */
export function accuracyTable(results: readonly ScenarioResult[], stories: readonly StoryResult[] = []): string {
  const versions = [...new Set(results.map((result) => result.version))].sort((a, b) => a - b);
  const rows = versions.flatMap((version) => {
    const own = results.filter((result) => result.version === version);
    return [...(['live', 'back'] as const).map((mode) => row(version, mode, own)), ...storyRows(version, 'starts', stories)];
  });
  return [
    '| systemd | how | scenarios passed | starts | right | honest unknown | wrong | of these stated |',
    '|---|---|--:|--:|--:|--:|--:|--:|',
    ...rows,
    '',
  ].join('\n');
}

/** The same for ends and findings: those that a story expects, and those that nobody should have told. */
export function diagnosisTable(results: readonly ScenarioResult[], stories: readonly StoryResult[] = []): string {
  const versions = [...new Set(results.map((result) => result.version))].sort((a, b) => a - b);
  const rows = versions.flatMap((version) => {
    const own = results.filter((result) => result.version === version);
    const told = (['live', 'back'] as const).flatMap((mode) =>
      (['ends', 'findings'] as const).map((what) => {
        const judgements = own.flatMap(({ diagnosis }) => diagnosis[mode][what]);
        return `| ${version} | ${HOW[mode]} | ${what} | ${counts(judgements).join(' | ')} |`;
      }),
    );
    return [...told, ...storyRows(version, 'ends', stories)];
  });
  return [
    '| systemd | how | what | expected | right | honest unknown | wrong | of these stated |',
    '|---|---|---|--:|--:|--:|--:|--:|',
    ...rows,
    '',
  ].join('\n');
}

/** The rows of random stories: starts live and looking back; ends as the recording of the watch tells them, and looking back. What the manager's own log does not tell is not counted. */
function storyRows(version: number, subject: Subject, stories: readonly StoryResult[]): readonly string[] {
  const own = stories.filter((story) => story.version === version);
  if (own.length === 0) return [];
  const ways: readonly Way[] = subject === 'starts' ? ['live', 'back'] : ['replay', 'back'];
  return ways.map((way) => {
    const { judged, right, honest, wrong, stated } = sumOf(own, way, subject);
    const passed = own.filter((story) => !story.failures.some((one) => one.way === way && one.subject === subject)).length;
    const what = subject === 'starts' ? [`${passed} of ${own.length}`] : [subject];
    const cells = [version, `random stories, ${way === 'back' ? HOW.back : HOW.live}`, ...what, judged, shareOf(right, judged)];
    return `| ${[...cells, honest, wrong, stated].join(' | ')} |`;
  });
}

function shareOf(right: number, all: number): string {
  return all === 0 ? String(right) : `${right} (${Math.floor((1000 * right) / all) / 10} %)`;
}

const HOW = { live: 'live', back: 'looking back' } as const;

function row(version: number, mode: 'live' | 'back', results: readonly ScenarioResult[]): string {
  const judgements = results.flatMap((result) => perScenario(result[mode]));
  const passed = results.filter((result) => result.problems.length === 0 && result[mode].every((one) => one.passed)).length;
  return `| ${[version, HOW[mode], `${passed} of ${results.length}`, ...counts(judgements)].join(' | ')} |`;
}

/** How many, right with their share, honestly not known, wrong, and of these stated. */
function counts(judgements: readonly Judgement[]): readonly (string | number)[] {
  const count = (...verdicts: readonly string[]): number => judgements.filter((one) => verdicts.includes(one.verdict)).length;
  const right = count('right');
  const wrong = count('wrong', 'wrong-stated', 'missing', 'extra');
  return [judgements.length, shareOf(right, judgements.length), count('honest', 'partial', 'weak'), wrong, count('wrong-stated')];
}

/** A scenario with thousands of equal starts would drown all others: of equal judgements of a unit name's stem, at most ten count. */
function perScenario(judgements: readonly Judgement[]): Judgement[] {
  const seen = new Map<string, number>();
  return judgements.filter((one) => {
    const key = `${one.verdict} ${one.expected ?? ''}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return (seen.get(key) ?? 0) <= 10;
  });
}
