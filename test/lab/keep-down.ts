import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { KEEP_DOWN_STORIES } from '../keep-down/index.ts';
import { runStory, type StoryResult } from './keep-down/run-story.ts';
import { copyPackage } from './package-copy.ts';
import { choosePart, describeChosen, partOf } from './part.ts';
import { rootOf, SUITES } from './roots.ts';

const USAGE = `npm run keep-down -- [--version 252,257] [--story NAME…] [--part 1|2|3|4|auto] [--jobs 2] [--again] [--results FILE]
Proves the commands of keepDown in labs: with them a unit stays down whatever tries to bring it back, after a boot too where they are said to last,
and without any one of them, or any one unit that they name, it comes back.
  --part  plays every story on one of the four versions, as npm run matrix has it
  --again plays a story that failed up to twice more, and says so
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    version: { type: 'string' },
    story: { type: 'string', multiple: true },
    part: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    again: { type: 'boolean', default: false },
    results: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const MAX_TRIES = 3;

if (values.help) process.stdout.write(USAGE);
else process.exitCode = await keepDown();

async function keepDown(): Promise<number> {
  const names = [...(values.story ?? []), ...positionals].flatMap((name) => name.split(','));
  const stories = KEEP_DOWN_STORIES.filter(({ name }) => names.length === 0 || names.includes(name));
  if (stories.length === 0 || stories.length < names.length) {
    process.stderr.write(`keep-down: the stories are ${KEEP_DOWN_STORIES.map(({ name }) => name).join(', ')}\n`);
    return 2;
  }
  const chosen = values.part === undefined ? undefined : choosePart(values.part);
  if (values.part !== undefined && chosen === undefined) {
    process.stderr.write(`keep-down: --part is 1, 2, 3, 4 or auto, not ${values.part}\n`);
    return 2;
  }
  const versions = values.version?.split(',').map(Number) ?? SUITES.map((suite) => suite.version);
  const folder = copyPackage();
  const all = stories.flatMap((story) =>
    versions.filter((version) => version >= (story.since ?? 0)).map((version) => ({ story, version })),
  );
  const queue = all.filter(({ story, version }) => chosen?.part === undefined || partOf(story.name, version) === chosen.part);
  if (chosen !== undefined) process.stdout.write(describeChosen(chosen, queue.length, all.length));
  const done: StoryResult[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { story, version } = next;
      const root = rootOf(version);
      let result = await runStory(story, { root, version, package: folder });
      for (let tries = 1; values.again && tries < MAX_TRIES && result.problems.length > 0; tries += 1) {
        process.stdout.write(`AGAIN ${describe(result)}`);
        result = await runStory(story, { root, version, package: folder });
      }
      done.push(result);
      process.stdout.write(describe(result));
      if (values.results !== undefined) writeFileSync(values.results, `${JSON.stringify(done, null, 1)}\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
  const failed = done.filter(({ problems }) => problems.length > 0).length;
  process.stdout.write(`\n${done.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function describe({ story, version, seconds, held, needed, problems }: StoryResult): string {
  const mark = problems.length === 0 ? 'ok  ' : 'FAIL';
  const words = problems.map((problem) => `       ${problem.replaceAll('\n', '\n         ')}\n`).join('');
  return `${mark} ${version} ${story.padEnd(32)} ${seconds.toFixed(1).padStart(5)} s  held ${held} times; ${needed} parts are needed\n${words}`;
}
