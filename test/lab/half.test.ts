import { expect, it } from 'vitest';
import { SCENARIOS } from '../scenarios/index.ts';
import { chooseHalf, describeHalf, describePart, halfOf, halfOfCommit, halfOfCount, HALVES, oneOfEachTheme } from './half.ts';
import { SUITES } from './roots.ts';
import { pairsOf } from './run-matrix.ts';

const versions = SUITES.map(({ version }) => version);

it.each(HALVES)('half %s plays every scenario, on two of the four versions', (half) => {
  for (const { name } of SCENARIOS) expect([name, versions.filter((version) => halfOf(name, version) === half).length]).toEqual([name, 2]);
});

it('two commits that follow one another play every scenario on every version', () => {
  for (const commits of [1, 2, 429, 430]) {
    const played = SCENARIOS.flatMap(({ name }) =>
      versions.filter((version) => [halfOfCount(commits), halfOfCount(commits + 1)].includes(halfOf(name, version))),
    );
    expect(played).toHaveLength(SCENARIOS.length * versions.length);
  }
});

it.each(versions)('each half holds about half of the scenarios on %i', (version) => {
  const played = SCENARIOS.filter(({ name }) => halfOf(name, version) === 'A');
  expect(Math.abs(played.length / SCENARIOS.length - 0.5)).toBeLessThan(0.1);
});

it('the matrix plays what belongs to its half, and what may take long first', () => {
  const words = (half?: 'A' | 'B'): string[] =>
    pairsOf({ scenarios: SCENARIOS, versions, ...(half === undefined ? {} : { half }) }).map(
      ({ scenario, version }) => `${scenario.name} ${version}`,
    );
  expect([...words('A'), ...words('B')].toSorted()).toEqual(words().toSorted());
  expect(words()[0]).toBe(`burst ${versions[0]}`);
  expect(words()).toHaveLength(SCENARIOS.length * versions.length);
});

it('takes A and B as they are, and nothing else but auto', () => {
  expect(chooseHalf('A')?.half).toBe('A');
  expect(chooseHalf('B')?.half).toBe('B');
  expect(chooseHalf('auto')).toBeDefined();
  expect(chooseHalf('C')).toBeUndefined();
});

it('a commit has the half of its number, along first parents', () => {
  const asked: string[] = [];
  const repository = (commits: number) => (command: string, option: string, first?: string) => {
    asked.push([command, option, first].join(' '));
    return command === 'rev-parse' ? 'false' : String(commits);
  };
  expect([7, 8, 9].map((commits) => halfOfCommit(repository(commits)).half)).toEqual(['B', 'A', 'B']);
  expect(asked.at(-1)).toBe('rev-list --count --first-parent');
});

it('everything is played where the commits cannot be counted, and it says so', () => {
  expect(halfOfCommit(() => 'true')).toEqual({ why: 'this clone is shallow, so that its commits cannot be counted' });
  const fails = (): string => {
    throw new Error('Command failed: git rev-parse\nfatal: not a git repository');
  };
  expect(halfOfCommit(fails)).toEqual({ why: 'the commits cannot be counted: fatal: not a git repository' });
  expect(describeHalf(halfOfCommit(fails), 976, 976)).toBe('all 976 plays: the commits cannot be counted: fatal: not a git repository\n');
});

it('results that are not of all plays are told as what they are', () => {
  const all = SCENARIOS.flatMap(({ name }) => versions.map((version) => ({ scenario: name, version })));
  const ofA = all.filter(({ scenario, version }) => halfOf(scenario, version) === 'A');
  expect(describePart(all, all)).toBeUndefined();
  expect(describePart(ofA, all)).toBe(`Half A, ${all.length / 2} of ${all.length} plays; \`npm run everything\` plays all.`);
  expect(describePart(ofA.slice(1), all)).toMatch(/^A part, /);
});

it('one of each theme is played, and with the next commit another one', () => {
  const stories = ['a1 a', 'b1 b', 'a2 a', 'b2 b', 'a3 a'].map((words) => {
    const [name, theme = ''] = words.split(' ');
    return { name, theme };
  });
  const played = (commits: number): (string | undefined)[] => oneOfEachTheme(stories, commits).map(({ name }) => name);
  expect([0, 1, 2, 3].map(played)).toEqual([
    ['a1', 'b1'],
    ['a2', 'b2'],
    ['a3', 'b1'],
    ['a1', 'b2'],
  ]);
});
