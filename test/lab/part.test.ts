import { expect, it } from 'vitest';
import { SCENARIOS } from '../scenarios/index.ts';
import { choosePart, describeChosen, describePart, oneOfEachTheme, partOf, partOfCommit, partOfCount, PARTS, type Part } from './part.ts';
import { SUITES } from './roots.ts';
import { pairsOf } from './run-matrix.ts';

const versions = SUITES.map(({ version }) => version);

it.each(PARTS)('part %s plays every scenario, on one of the four versions', (part) => {
  for (const { name } of SCENARIOS) expect([name, versions.filter((version) => partOf(name, version) === part).length]).toEqual([name, 1]);
});

it('four commits that follow one another play every scenario on every version', () => {
  for (const commits of [1, 2, 429, 430]) {
    const played = SCENARIOS.flatMap(({ name }) =>
      versions.filter((version) => [0, 1, 2, 3].map((later) => partOfCount(commits + later)).includes(partOf(name, version))),
    );
    expect(played).toHaveLength(SCENARIOS.length * versions.length);
  }
});

it.each(versions)('each part holds about a quarter of the scenarios on %i', (version) => {
  for (const part of PARTS) {
    const played = SCENARIOS.filter(({ name }) => partOf(name, version) === part);
    expect(Math.abs(played.length / SCENARIOS.length - 0.25)).toBeLessThan(0.1);
  }
});

it('the matrix plays what belongs to its part, and what may take long first', () => {
  const words = (part?: Part): string[] =>
    pairsOf({ scenarios: SCENARIOS, versions, ...(part === undefined ? {} : { part }) }).map(
      ({ scenario, version }) => `${scenario.name} ${version}`,
    );
  expect(PARTS.flatMap((part) => words(part)).toSorted()).toEqual(words().toSorted());
  expect(words()[0]).toBe(`burst ${versions[0]}`);
  expect(words()).toHaveLength(SCENARIOS.length * versions.length);
});

it('takes the numbers of the parts as they are, and nothing else but auto', () => {
  expect(['1', '4'].map((value) => choosePart(value)?.part)).toEqual([1, 4]);
  expect(choosePart('auto')).toBeDefined();
  expect(['0', '5', 'A', ''].map(choosePart)).toEqual([undefined, undefined, undefined, undefined]);
});

it('a commit has the part of its number, along first parents', () => {
  const asked: string[] = [];
  const repository = (commits: number) => (command: string, option: string, first?: string) => {
    asked.push([command, option, first].join(' '));
    return command === 'rev-parse' ? 'false' : String(commits);
  };
  expect([7, 8, 9, 10, 11].map((commits) => partOfCommit(repository(commits)).part)).toEqual([4, 1, 2, 3, 4]);
  expect(asked.at(-1)).toBe('rev-list --count --first-parent');
});

it('everything is played where the commits cannot be counted, and it says so', () => {
  expect(partOfCommit(() => 'true')).toEqual({ why: 'this clone is shallow, so that its commits cannot be counted' });
  const fails = (): string => {
    throw new Error('Command failed: git rev-parse\nfatal: not a git repository');
  };
  expect(partOfCommit(fails)).toEqual({ why: 'the commits cannot be counted: fatal: not a git repository' });
  expect(describeChosen(partOfCommit(fails), 976, 976)).toBe('all 976 plays: the commits cannot be counted: fatal: not a git repository\n');
});

it('results that are not of all plays are told as what they are', () => {
  const all = SCENARIOS.flatMap(({ name }) => versions.map((version) => ({ scenario: name, version })));
  const first = all.filter(({ scenario, version }) => partOf(scenario, version) === 1);
  expect(describePart(all, all)).toBeUndefined();
  expect(describePart(first, all)).toBe(`Part 1 of 4, ${all.length / 4} of ${all.length} plays; \`npm run everything\` plays all.`);
  expect(describePart(first.slice(1), all)).toMatch(/^A part, /);
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
