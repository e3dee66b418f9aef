import { execFileSync } from 'node:child_process';
import { labFolder } from './lab.ts';
import { SUITES } from './roots.ts';

/** Of every scenario, a part holds one of the four versions; all parts together hold all. */
export type Part = 1 | 2 | 3 | 4;

export const PARTS: readonly Part[] = [1, 2, 3, 4];

/**
 * Which part plays a scenario on a version. It depends on the scenario's name, not on its place in the list, so that a scenario that comes or goes does not
 * move the others to a part that was played before.
 */
export function partOf(scenario: string, version: number): Part {
  const letters = [...scenario].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
  const place = SUITES.findIndex((suite) => suite.version === version);
  return PARTS[(letters + place) % PARTS.length]!;
}

/** What is played, and a sentence that says so; without `part`, all. */
export interface Chosen {
  readonly part?: Part;
  readonly why: string;
}

/** What `--part 1` to `--part 4` and `--part auto` stand for; undefined when it is none of these. */
export function choosePart(value: string): Chosen | undefined {
  if (value === 'auto') return partOfCommit();
  const part = PARTS.find((one) => String(one) === value);
  return part === undefined ? undefined : { part, why: 'as asked for' };
}

/** The part of a commit that has so many commits before it on its line, itself included: those of four that follow one another differ. */
export function partOfCount(commits: number): Part {
  return PARTS[commits % PARTS.length]!;
}

/**
 * The part of the commit that is checked out. Only first parents count: a merge brings any number of commits, and is one step of the line. Where the history is
 * not all there, everything is played.
 */
export function partOfCommit(ask: (...argv: readonly string[]) => string = git): Chosen {
  try {
    const commits = countCommits(ask);
    if (commits === undefined) return { why: 'this clone is shallow, so that its commits cannot be counted' };
    return { part: partOfCount(commits), why: `this is commit ${commits} of its line, and the next ones play the other parts` };
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return { why: `the commits cannot be counted: ${reason ?? ''}` };
  }
}

/** Of each theme the scenario whose turn it is at this commit: those that follow one another play other ones. Where commits cannot be counted, the first. */
export function oneOfEachTheme<S extends { readonly theme: string }>(scenarios: readonly S[], commits = countedCommits()): readonly S[] {
  const themes = [...new Set(scenarios.map(({ theme }) => theme))];
  return themes.flatMap((name) => {
    const all = scenarios.filter(({ theme }) => theme === name);
    return all.slice(commits % all.length).slice(0, 1);
  });
}

function countedCommits(): number {
  try {
    return countCommits(git) ?? 0;
  } catch {
    return 0;
  }
}

/** Up to the one that is checked out, along first parents; undefined in a clone that is shallow. */
function countCommits(ask: (...argv: readonly string[]) => string): number | undefined {
  if (ask('rev-parse', '--is-shallow-repository') !== 'false') return undefined;
  return Number(ask('rev-list', '--count', '--first-parent', 'HEAD'));
}

/** CI may run as another user than the one who made the clone, which git refuses to read unless it is told. */
function git(...argv: readonly string[]): string {
  return execFileSync('git', ['-c', 'safe.directory=*', '-C', labFolder(), ...argv], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A line for the start and the end of a run. */
export function describeChosen({ part, why }: Chosen, played: number, all: number): string {
  const what = part === undefined ? `all ${all} plays` : `part ${part} of ${PARTS.length}, ${played} of ${all} plays`;
  return `${what}: ${why}\n`;
}

interface Played {
  readonly scenario: string;
  readonly version: number;
}

/** Which part of all has been played; undefined when that is all. */
export function describePart(played: readonly Played[], all: readonly Played[]): string | undefined {
  const keys = new Set(played.map(keyOf));
  if (all.every((one) => keys.has(keyOf(one)))) return undefined;
  const part = PARTS.find((name) => all.every((one) => keys.has(keyOf(one)) === (partOf(one.scenario, one.version) === name)));
  const count = all.filter((one) => keys.has(keyOf(one))).length;
  return `${part === undefined ? 'A part' : `Part ${part} of ${PARTS.length}`}, ${count} of ${all.length} plays; \`npm run everything\` plays all.`;
}

function keyOf({ scenario, version }: Played): string {
  return `${scenario} ${version}`;
}
