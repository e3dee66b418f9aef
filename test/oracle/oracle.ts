import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { judgeBounds } from './bounds.ts';
import { labFolder } from '../lab/lab.ts';
import { copyPackage } from '../lab/package-copy.ts';
import { rootOf, SUITES } from '../lab/roots.ts';
import { describeFailures, describeResult, oracleTable } from './describe-result.ts';
import { generateStory } from './generate-story.ts';
import { judgeKept } from './judge-kept.ts';
import { isSameFailure, resultOf, worstOf, type StoryResult } from './judge-played.ts';
import { playStory, type Played } from './play-story.ts';
import { shrink } from './shrink.ts';
import { printStory, type Story } from './story.ts';

const USAGE = `npm run oracle -- [--seed N] [--stories 4 | --minutes N] [--version 252,257] [--kept] [--story FILE…]
                  [--jobs 2] [--keep DIR] [--again] [--bounds] [--results FILE] [--shrink] [--plays 60] [--judge DIR] [--package DIR]
Makes stories of random units from the seed and those that follow it, plays each in labs of systemd ${SUITES.map((suite) => suite.version).join(', ')},
and compares what whyalive tells live, looking back and replayed with what systemd's own debug log says.
  --minutes  plays stories for so long instead, each on one of the versions
  --kept     plays those of fixtures/oracle/stories too, each on the versions that it names
  --story    plays a story from a file, and none of a seed
  --keep     writes all that a failing story left to DIR/STORY/VERSION/
  --again    plays one that failed once more, and says so; never after a wrong claim that was stated
  --bounds   those of seeds need not be without fault: together they must keep the bounds of test/oracle/bounds.ts
  --shrink   plays a failing story again with less, up to --plays times, and prints the smallest that still goes wrong in the same way
  --judge    plays nothing, and tells again what the recordings below a folder of --keep hold, with this build: the replay and looking back
  --package  the folder of another build of the program, with dist/whyalive.mjs
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    stories: { type: 'string', default: '4' },
    minutes: { type: 'string' },
    version: { type: 'string' },
    kept: { type: 'boolean', default: false },
    story: { type: 'string', multiple: true },
    jobs: { type: 'string', default: '2' },
    keep: { type: 'string' },
    again: { type: 'boolean', default: false },
    bounds: { type: 'boolean', default: false },
    results: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    plays: { type: 'string', default: '60' },
    judge: { type: 'string' },
    package: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

interface Play {
  readonly story: Story;
  readonly version: number;
}

const versions = values.version?.split(',').map(Number) ?? SUITES.map((suite) => suite.version);
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(values.seed);

process.exitCode = values.help ? say(USAGE) : values.judge === undefined ? await oracle() : judgeAgain(values.judge);

async function oracle(): Promise<number> {
  const program = values.package ?? copyPackage();
  const next = dealer();
  const results: StoryResult[] = [];
  const failing: { readonly play: Play; readonly result: StoryResult }[] = [];
  if (values.story === undefined) say(`seed ${seed}\n`);
  for (const version of versions) rootOf(version);
  const worker = async (): Promise<void> => {
    for (let play = next(); play !== undefined; play = next()) {
      let [played, result] = await playOnce(play, program);
      if (values.again && isWorthAnother(result)) {
        say(`AGAIN ${describeFailures(result)}`);
        [played, result] = await playOnce(play, program);
      }
      results.push(result);
      say(describeResult(result));
      if (!result.passed) {
        failing.push({ play, result });
        say(describeFailures(result));
        if (values.keep !== undefined) keep(join(values.keep, result.story, String(result.version)), played, result);
      }
      if (values.results !== undefined) writeFileSync(values.results, `${JSON.stringify(results, null, 1)}\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
  if (values.shrink) for (const { play, result } of failing) await tellShrunk(play, result, program);
  say(`\n${oracleTable(results)}\n`);
  const failed = failing.map(({ play, result }) => `${result.story} on ${play.version}`);
  if (failed.length > 0) say(`failed: ${failed.join(', ')}\n`);
  if (values.story === undefined) say(`seed ${seed}; a story is played again with: npm run oracle -- --seed N --stories 1 --version V\n`);
  return values.bounds ? tellBounds(results) : tellCount(results.length - failing.length, failing.length);
}

/** Where the stories of seeds are counted together, only what kept one from being judged. */
function isWorthAnother(result: StoryResult): boolean {
  if (values.bounds && result.seed !== undefined) return result.problems.length > 0;
  return !result.passed && worstOf(result)?.verdict !== 'wrong-stated';
}

/** Kept stories count one by one, those of seeds together. */
function tellBounds(results: readonly StoryResult[]): number {
  const kept = results.filter(({ seed: own }) => own === undefined);
  const bounds = judgeBounds(results.filter(({ seed: own }) => own !== undefined));
  for (const { kept: isKept, line } of bounds) say(`${isKept ? 'ok  ' : 'FAIL'} ${line}\n`);
  const good = kept.filter(({ passed }) => passed).length + bounds.filter((bound) => bound.kept).length;
  return tellCount(good, kept.length + bounds.length - good);
}

function tellCount(passed: number, failed: number): number {
  say(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function judgeAgain(folder: string): number {
  const results: StoryResult[] = [];
  for (const result of judgeKept(folder, values.package ?? copyPackage())) {
    results.push(result);
    say(describeResult(result));
    if (!result.passed) say(describeFailures(result, Infinity));
  }
  const failed = results.filter(({ passed }) => !passed).length;
  say(`\n${oracleTable(results)}\n`);
  return tellCount(results.length - failed, failed);
}

/** Gives the next play: kept stories first, then those of the seeds. */
function dealer(): () => Play | undefined {
  const files = values.story ?? (values.kept ? keptStories() : []);
  const queue: Play[] = files.flatMap((path) => {
    // A kept story stands for itself, whatever seed it was shrunk from.
    const story: Story = { ...(JSON.parse(readFileSync(resolve(path), 'utf8')) as Story), seed: undefined };
    const own = values.version === undefined ? (story.versions ?? versions) : versions;
    return own.map((version) => ({ story, version }));
  });
  if (values.story === undefined && values.minutes === undefined) {
    for (let at = 0; at < Number(values.stories); at += 1)
      queue.push(...versions.map((version) => ({ story: generateStory(seed + at), version })));
  }
  let dealt = 0;
  let until: number | undefined;
  return () => {
    const play = queue.shift();
    if (play !== undefined || values.story !== undefined || values.minutes === undefined) return play;
    until ??= Date.now() + Number(values.minutes) * 60_000;
    if (Date.now() > until) return undefined;
    const version = versions[dealt % versions.length]!;
    dealt += 1;
    return { story: generateStory(seed + dealt - 1), version };
  };
}

function keptStories(): readonly string[] {
  const folder = resolve(labFolder(), '../../fixtures/oracle/stories');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));
}

async function playOnce({ story, version }: Play, program: string): Promise<[Played, StoryResult]> {
  const played = await playStory(story, { root: rootOf(version), package: program });
  return [played, { ...resultOf(played), version }];
}

/** Looks for the smallest story that still goes wrong like that, and prints it as a file to keep. */
async function tellShrunk({ story, version }: Play, result: StoryResult, program: string): Promise<void> {
  const wrong = worstOf(result);
  if (wrong === undefined) return;
  const smallest = await shrink(
    story,
    async (smaller) => (await playOnce({ story: smaller, version }, program))[1].failures.some((one) => isSameFailure(one, wrong)),
    {
      jobs: Number(values.jobs),
      plays: Number(values.plays),
      onStep: ({ steps, units }, plays) => say(`after ${plays} plays: ${Object.keys(units).length} units, ${steps.length} steps\n`),
    },
  );
  const kept = printStory({
    ...smallest,
    name: `${story.name}-${version}`,
    versions: [version],
    why: `${wrong.way}, ${wrong.unit} was told as: ${wrong.told ?? 'nothing'}; true: ${wrong.truth ?? 'nothing'}`,
  });
  say(`\n${kept}`);
  if (values.keep !== undefined) writeFileSync(join(values.keep, `${story.name}-${version}.json`), kept);
}

function keep(folder: string, played: Played, result: StoryResult): void {
  mkdirSync(folder, { recursive: true });
  const { recording, gathered, journal, ...rest } = played;
  writeFileSync(join(folder, 'story.json'), printStory(played.story));
  writeFileSync(join(folder, 'played.json'), JSON.stringify(rest));
  writeFileSync(join(folder, 'journal.jsonl.gz'), gzipSync(journal));
  if (recording !== undefined) writeFileSync(join(folder, 'live.jsonl.gz'), recording);
  if (gathered !== undefined) writeFileSync(join(folder, 'back.jsonl.gz'), gathered);
  writeFileSync(join(folder, 'failures.txt'), describeFailures(result, 1000));
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}
