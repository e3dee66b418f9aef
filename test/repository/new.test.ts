import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { check, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeBack, judgeLive, timelineStarts, within, type Window } from '../lab/judge-scenario.ts';
import { defineRecordedScenario } from '../lab/scenario.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import { failures, reportRecording } from '../scenarios/report-recording.ts';

const PLAYED = 'wanted-by-target';
const LIVE = resolve(`fixtures/scenarios/${PLAYED}/live.jsonl.gz`);
const BACK = resolve(`fixtures/scenarios/${PLAYED}/back.jsonl.gz`);
const COPIED = ['src', 'test', 'scripts/new.mjs', 'package.json', 'tsconfig.json', '.prettierrc.json'];

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'whyalive-new-'));
  for (const path of COPIED) cpSync(path, join(copy, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
});
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

const read = (path: string): string => readFileSync(join(copy, path), 'utf8');

/** `npm run new -- …` in the copy, and the files that it says it wrote or changed. */
function scaffold(...words: readonly string[]): {
  readonly status: number | null;
  readonly refusal: string;
  readonly files: readonly string[];
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/new.mjs', ...words], { cwd: copy, encoding: 'utf8' });
  return { status, refusal: stderr, files: [...stdout.matchAll(/^(?:wrote|changed) (\S+)$/gm)].map(([, path = '']) => path) };
}

/** A recording with another header. */
function recording(name: string, change: (header: Record<string, unknown>) => object): string {
  const [first = '', ...rest] = gunzipSync(readFileSync(LIVE)).toString('utf8').split('\n');
  const path = join(copy, name);
  writeFileSync(path, gzipSync([JSON.stringify(change(JSON.parse(first) as Record<string, unknown>)), ...rest].join('\n')));
  return path;
}

describe('what cannot be is refused in one sentence, and nothing is written', () => {
  test.each([
    [[], 'give what is new'],
    [['chapter', 'moon'], 'give what is new'],
    [['scenario'], 'give what is new'],
    [['scenario', 'Full_Moon'], 'kebab-case'],
    [['scenario', 'full--moon'], 'kebab-case'],
    [['scenario', '../moon'], 'kebab-case'],
    [['scenario', 'stack'], 'called stack already, in test/scenarios/story.ts'],
    [['scenario', 'chain'], 'test/scenarios/chain.ts is there already'],
    [['mechanism', 'timer'], 'timer is a mechanism already'],
    [['mechanism', 'triggered'], 'src/analysis/starts/triggered.ts is there already'],
    [['format', 'dot'], 'dot is a format already'],
    [['format', 'graph'], 'src/render/graph is there already'],
    [['finding', 'masked'], 'masked is a finding already'],
    [['scenario', 'moon', '--form', 'x'], "Unknown option '--form'"],
    [['mechanism', 'moon', '--from', LIVE], '--from belongs to a scenario'],
    [['scenario', 'moon', '--from', 'moon.jsonl'], 'there is no file moon.jsonl'],
    [['scenario', 'moon', '--from', 'tsconfig.json'], 'tsconfig.json cannot be read as a recording'],
  ])('%j', (words, sentence) => {
    const { status, refusal, files } = scaffold(...words);
    expect(refusal).toMatch(/^new: [^\n]+\n$/);
    expect(refusal).toContain(sentence);
    expect({ status, files }).toEqual({ status: 2, files: [] });
    expect(existsSync(join(copy, 'test/scenarios/moon.ts'))).toBe(false);
  });

  test.each([
    ['of another program', () => ({ name: 'x' }), 'is no recording of whyalive'],
    ['of suspects', (header: object) => ({ ...header, options: { command: 'suspects' } }), 'tells no starts'],
    ['of all units', (header: object) => ({ ...header, units: [] }), 'is of no unit in particular'],
  ])('a recording %s', (name, change, sentence) => {
    const { status, refusal } = scaffold('scenario', 'moon', '--from', recording(`${name}.jsonl.gz`, change));
    expect(status).toBe(2);
    expect(refusal).toContain(sentence);
    expect(existsSync(join(copy, 'test/scenarios/moon.ts'))).toBe(false);
  });
});

describe('a story that was recorded', () => {
  test.each([
    ['live', LIVE, judgeLive],
    ['back', BACK, judgeBack],
  ] as const)('%s: its recording is kept as it is, with the time that is judged', { timeout: 60_000 }, async (mode, path, judge) => {
    const name = `moon-${mode}`;
    const folder = `fixtures/scenarios/${name}`;
    const { files } = scaffold('scenario', name, '--from', path);
    expect(files).toEqual([`test/scenarios/${name}.ts`, 'test/scenarios/index.ts', `${folder}/${mode}.jsonl.gz`, `${folder}/window.json`]);
    const kept = join(copy, folder, `${mode}.jsonl.gz`);
    expect(gunzipSync(readFileSync(kept)).toString('utf8')).toBe(gunzipSync(readFileSync(path)).toString('utf8'));
    const window = JSON.parse(read(`${folder}/window.json`)) as Window & { version: number };
    expect(window.version).toBe(252);
    const starts = timelineStarts(await reportRecording(kept, 100));
    expect(within(starts, window)).toEqual(starts);
    expect(read(`test/scenarios/${name}.ts`)).toContain(`recorded: '${mode}'`);

    const { watch = [], expect: truth = () => [] } = SCENARIOS.find((one) => one.name === PLAYED) ?? {};
    const story = { name, title: 'A target wants two services', theme: name, recorded: mode, watch };
    const judged = (told: typeof truth) => failures(judge(defineRecordedScenario({ ...story, expect: told }), 252, window, starts));
    expect(judged(truth)).toEqual([]);
    expect(judged(() => [])).toHaveLength(starts.length);
  });
});

test('each is written in the style of the house, and the compiler asks for the rest', { timeout: 120_000 }, async () => {
  const written = [
    scaffold('scenario', 'full-moon'),
    scaffold('scenario', 'recorded-moon', '--from', LIVE),
    scaffold('mechanism', 'by-moonlight'),
    scaffold('format', 'ledger'),
    scaffold('finding', 'moon-missing'),
  ].flatMap(({ files }) => files);
  for (const path of written.filter((name) => name.endsWith('.ts'))) {
    const style = { ...(await resolveConfig(path)), filepath: path };
    expect(await check(read(path), style), path).toBe(true);
  }

  const files = [...new Set(written.filter((path) => path.endsWith('.ts'))), 'src/render/words/phrases.ts', 'src/render/words/finding.ts'];
  writeFileSync(join(copy, 'tsconfig.new.json'), JSON.stringify({ extends: './tsconfig.json', include: [], files }));
  const tsc = ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.new.json'];
  const { stdout } = spawnSync(process.execPath, tsc, { cwd: copy, encoding: 'utf8' });
  expect(stdout).toMatch(/^test\/scenarios\/full-moon\.ts.*\n.*: title, run, expect$/m);
  expect(stdout).toMatch(/^test\/scenarios\/recorded-moon\.ts.*\n.*: title, expect$/m);
  expect(stdout).toMatch(/^src\/model\/mechanism\.ts.*: family, stage$/m);
  expect(stdout).toMatch(/^src\/render\/words\/phrases\.ts.*\n.*by-moonlight.* is missing/m);
  expect(stdout).toMatch(/^src\/render\/words\/finding\.ts.*\n.*moon-missing.* is missing/m);
  // What was written is right but for what it leaves open.
  const open = ['test/scenarios/full-moon.ts', 'test/scenarios/recorded-moon.ts', 'src/model/mechanism.ts'];
  const faulty = [...stdout.matchAll(/^(\S+)\(/gm)].map(([, path = '']) => path);
  expect(written.filter((path) => !open.includes(path) && faulty.includes(path))).toEqual([]);
});
