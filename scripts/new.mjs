import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';

const USAGE = `npm run new -- scenario NAME [--from RECORDING], or mechanism NAME, format NAME, finding NAME
Writes the files that each begins with. What they do not say yet is asked for by npm run typecheck and by the tests; CONTRIBUTING.md tells the way.
  --from  the story is one that was recorded elsewhere; it is judged from its recording, and no lab plays it
`;

const root = new URL('..', import.meta.url).pathname;
const at = (path) => join(root, path);
const read = (path) => readFileSync(at(path), 'utf8');

/** What a person asked for and cannot have; said without a stack. */
class Refusal extends Error {}

/** Commands whose recordings tell starts: as they happened, or looked back at. */
const MODES = { watch: 'live', record: 'live', catch: 'live', explain: 'back' };
const MAX_BYTES = 500_000;

const KINDS = { scenario, mechanism, format, finding };

try {
  await run();
} catch (error) {
  if (!(error instanceof Refusal) && !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
  process.stderr.write(`new: ${error.message.split('. ')[0]}\n`);
  process.exitCode = 2;
}

async function run() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { from: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [kind = '', name, ...more] = positionals;
  if (!Object.hasOwn(KINDS, kind) || name === undefined || more.length > 0)
    throw new Refusal(`give what is new and its name: ${Object.keys(KINDS).join(', ')}; npm run new -- scenario NAME`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Refusal(`${name} is no name in kebab-case: lower-case letters, digits and single hyphens, as in socket-activation`);
  if (values.from !== undefined && kind !== 'scenario') throw new Refusal('--from belongs to a scenario');
  const { files, next } = KINDS[kind](name, values.from);
  const { format: formatted, resolveConfig } = await import('prettier');
  // Nothing is written before all is known to fit.
  for (const [path, content] of Object.entries(files)) {
    const verb = existsSync(at(path)) ? 'changed' : 'wrote';
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(
      at(path),
      path.endsWith('.ts') ? await formatted(content, { ...(await resolveConfig(at(path))), filepath: path }) : content,
    );
    process.stdout.write(`${verb} ${path}\n`);
  }
  process.stdout.write(`\n${next.join('\n')}\n`);
}

function scenario(name, recording) {
  const path = `test/scenarios/${name}.ts`;
  const folder = `fixtures/scenarios/${name}`;
  const told = readdirSync(at('test/scenarios')).filter((file) => read(`test/scenarios/${file}`).includes(`name: '${name}'`));
  refuseIf(told.length > 0, `a scenario is called ${name} already, in test/scenarios/${told[0]}`);
  refuseIfThere(path);
  refuseIfThere(folder);
  const table = 'test/scenarios/index.ts';
  const constant = name.replaceAll('-', '_').toUpperCase();
  const listed = inserted(table, withImport(table, `import { ${constant} } from './${name}.ts';`), '];', `  ...${constant},\n`);
  if (recording === undefined) {
    return {
      files: { [path]: playedStory(name, constant), [table]: listed },
      next: [
        `Tell in ${path} which units there are and what happens. npm run typecheck asks for its title, for run, and for the truth: expect.`,
        `See what systemd does: npm run matrix -- --version 252 --scenario ${name} --keep /tmp/recordings`,
        `Keep it, when the truth is told: npm run matrix -- --version 252 --scenario ${name} --save`,
      ],
    };
  }
  const { mode, units, window, bytes } = fixtureOf(recording);
  const kept = `${folder}/${mode}.jsonl.gz`;
  return {
    files: {
      [path]: recordedStory(name, constant, mode, units),
      [table]: listed,
      [kept]: bytes,
      [`${folder}/window.json`]: `${JSON.stringify(window)}\n`,
    },
    next: [
      `Read the recording before you commit it: zcat ${kept}`,
      `What is told of it today, right or wrong: npm start -- report -a ${kept}`,
      `npm run typecheck asks for the title and the truth: expect. Then: npx vitest run test/scenarios -t ${name}`,
    ],
  };
}

function playedStory(name, constant) {
  return `import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { daemon } from './chain.ts';

/** The story of ${name}. */
export const ${constant}: readonly Scenario[] = [
  defineScenario({
    name: '${name}',
    theme: '${name}',
    units: { 'worker.service': daemon() },
    watch: ['worker.service'],
  }),
];
`;
}

function recordedStory(name, constant, mode, units) {
  return `import { defineRecordedScenario, type Scenario } from '../lab/scenario.ts';

/** The story of ${name}, as another machine recorded it. */
export const ${constant}: readonly Scenario[] = [
  defineRecordedScenario({
    name: '${name}',
    theme: '${name}',
    recorded: '${mode}',
    watch: [${units.map((unit) => quoted(unit)).join(', ')}],
  }),
];
`;
}

/** A recording as a fixture, with what a scenario must know of it. */
function fixtureOf(path) {
  const file = resolve(process.env.INIT_CWD ?? process.cwd(), path);
  refuseIf(!existsSync(file), `there is no file ${path}`);
  const lines = linesOf(file, path);
  const [header] = lines;
  refuseIf(!String(header?.format).startsWith('whyalive/recording/'), `${path} is no recording of whyalive`);
  const mode = MODES[header.options?.command];
  refuseIf(mode === undefined, `${path} tells no starts; whyalive record, watch, or whyalive UNIT with -w makes one that does`);
  refuseIf(!(header.units?.length > 0), `${path} is of no unit in particular; record those that the story is about`);
  const { systemdVersion } = lines.find(({ payload }) => payload?.kind === 'host')?.payload ?? {};
  refuseIf(systemdVersion === undefined, `${path} does not hold which systemd it was`);
  const times = lines.flatMap(({ at: seen }) => (seen === undefined ? [] : [Number(BigInt(seen.realtimeUsec) / 1000n)]));
  // A look back tells of all that was before it.
  const from = mode === 'live' ? Date.parse(header.writtenAt) : 0;
  const bytes = gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { level: 9 });
  refuseIf(bytes.length > MAX_BYTES, `${path} is too large to be kept in the repository; record a shorter time, or fewer units`);
  return { mode, units: header.units, window: { version: Number.parseInt(systemdVersion, 10), from, to: Math.max(...times) + 1 }, bytes };
}

function linesOf(file, path) {
  try {
    const raw = readFileSync(file);
    const text = (raw[0] === 0x1f ? gunzipSync(raw) : raw).toString('utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch (error) {
    throw new Refusal(`${path} cannot be read as a recording: ${error.message}`);
  }
}

function mechanism(name) {
  const path = `src/analysis/starts/${name}.ts`;
  const table = 'src/analysis/starts/index.ts';
  const rows = 'src/model/mechanism.ts';
  refuseIf(new RegExp(`^  '?${name}'?: \\{`, 'm').test(read(rows)), `${name} is a mechanism already, in ${rows}`);
  refuseIfThere(path);
  const constant = camelCase(name);
  const row = constant === name ? name : `${quoted(name)}: ${constant}`;
  return {
    files: {
      [path]: `import { defineMechanism } from './mechanism.ts';

/** The story of ${name} says what it looks at; until then it claims nothing. */
export const ${constant} = defineMechanism({
  name: '${name}',
  judge: () => [],
});
`,
      [rows]: inserted(rows, read(rows), "  'client-request': {", `  ${constant === name ? name : quoted(name)}: {},\n`),
      [table]: inserted(table, withImport(table, `import { ${constant} } from './${name}.ts';`), "  'client-request': ", `  ${row},\n`),
      [`test/analysis/starts/${name}.test.ts`]: `import { expect, it } from 'vitest';
import { ${constant} } from '../../../src/analysis/starts/${name}.ts';
import { isClaim } from '../../../src/model/claim.ts';
import { story } from '../story.ts';

it('the start of its own story is stated', () => {
  expect(story('${name}-live').verdicts(${constant}, 'worker.service')).toMatchObject([{ strength: 'stated' }]);
});

it('the start of its near miss is somebody else’s', () => {
  expect(story('near-${name}-live').verdicts(${constant}, 'worker.service').filter(isClaim)).toEqual([]);
});
`,
    },
    next: [
      `Tell its story and a near miss: npm run new -- scenario ${name}, npm run new -- scenario near-${name} (with nearMissOf: '${name}')`,
      'npm run typecheck asks for its traits, its words and its recording, npm run schema puts its name into the schema; npx vitest run test/architecture test/man test/render test/scenarios/index.test.ts asks for the rest.',
    ],
  };
}

function format(name) {
  const path = `src/render/${name}.ts`;
  const table = 'src/render/formats.ts';
  refuseIf(new RegExp(`^  '?${name}'?: \\{`, 'm').test(read(table)), `${name} is a format already, in ${table}`);
  refuseIfThere(path);
  refuseIfThere(`src/render/${name}`);
  const renderer = `render${capitalized(camelCase(name))}`;
  const key = camelCase(name) === name ? name : quoted(name);
  return {
    files: {
      [path]: `import { escapeForTerminal } from './escape.ts';
import type { Renderer } from './renderer.ts';
import { startSentence } from './words/start.ts';

/** A line for each start. */
export const ${renderer}: Renderer = ({ starts }) => starts.map((start) => \`\${escapeForTerminal(startSentence(start))}\\n\`).join('');
`,
      [table]: inserted(
        table,
        read(table),
        '} as const satisfies Readonly<Record<string, Format>>;',
        `  ${key}: { tells: 'a line for each start', leavesOutSources: true, load: async () => (await import('./${name}.ts')).${renderer} },\n`,
      ),
      [`test/render/${name}.test.ts`]: `import { expect, test } from 'vitest';
import { ${renderer} } from '../../src/render/${name}.ts';
import { HOSTILE, poisoned } from './hostile.ts';
import { recordedTimeline, renderOptions } from './recorded-stories.ts';

test.each(Object.entries(HOSTILE))('there is a line for each start, whatever the machine holds: %s', async (_name, text) => {
  const timeline = poisoned(await recordedTimeline('widget-daemon/live'), text);
  const lines = ${renderer}(timeline, renderOptions(timeline)).split(/[\\n\\r\\u0085\\u2028\\u2029]/).slice(0, -1);
  expect(lines).toHaveLength(timeline.starts.length);
});
`,
    },
    next: [
      `Write ${path}; for now it tells a line for each start, and so says its row in ${table}. npm run typecheck asks how its files end, and how the lab knows it.`,
      `npm run expected -- ${name} writes what it makes of each mechanism, to be read; npx vitest run test/man test/command-line asks for its place in the manual.`,
    ],
  };
}

function finding(name) {
  const path = `src/analysis/findings/${name}.ts`;
  const table = 'src/analysis/findings/index.ts';
  const kinds = 'src/model/finding.ts';
  refuseIf(read(kinds).includes(`  '${name}',\n`), `${name} is a finding already, in ${kinds}`);
  refuseIfThere(path);
  const constant = camelCase(name);
  return {
    files: {
      [path]: `import { defineFinding } from './define-finding.ts';

/** The story of ${name} says what is wrong then; until then nothing is found. */
export const ${constant} = defineFinding({
  kind: '${name}',
  examine: () => [],
});
`,
      [kinds]: inserted(kinds, read(kinds), '] as const;\n\nexport type FindingKind', `  '${name}',\n`),
      [table]: inserted(table, withImport(table, `import { ${constant} } from './${name}.ts';`), '];', `  ${constant},\n`),
    },
    next: [
      `Make the fault in a scenario, and a near miss that must stay quiet: npm run new -- scenario ${name}`,
      'npm run typecheck asks for its words; npx vitest run test/analysis/findings test/man test/render asks for its scenario and its section, and npm run schema puts its name into the schema.',
    ],
  };
}

/** A file's text with one more import, below those that there are. */
function withImport(path, line) {
  const text = read(path);
  const end = text.indexOf('\n', text.lastIndexOf('\nimport ') + 1);
  const last = text.indexOf(';\n', end - 1);
  return `${text.slice(0, last + 2)}${line}\n${text.slice(last + 2)}`;
}

/** `text` with `addition` before the last place where `mark` begins a line. */
function inserted(path, text, mark, addition) {
  const place = text.lastIndexOf(`\n${mark}`);
  if (place < 0) throw new Error(`scripts/new.mjs looks for ${JSON.stringify(mark)} in ${path}, and it is not there any more`);
  return `${text.slice(0, place + 1)}${addition}${text.slice(place + 1)}`;
}

function refuseIf(isWrong, sentence) {
  if (isWrong) throw new Refusal(sentence);
}

function refuseIfThere(path) {
  refuseIf(existsSync(at(path)), `${path} is there already; ${basename(path)} must be a new name`);
}

function camelCase(name) {
  return name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function capitalized(text) {
  return text[0].toUpperCase() + text.slice(1);
}

function quoted(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
