import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { report } from '../../src/commands/report.ts';
import type { ReportRequest } from '../../src/command-line/commands.ts';
import type { Terminal } from '../../src/output/terminal.ts';
import { KnownError, NoSuchUnitError, UsageError } from '../../src/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'whyalive-report-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly hosts?: readonly { readonly name: string }[];
  readonly units: readonly { readonly id: string; readonly host?: string }[];
  readonly starts: readonly {
    readonly unit: string;
    readonly at: string;
    readonly host?: string;
    readonly strength: string;
    readonly chain: readonly { readonly evidence: readonly string[] }[];
  }[];
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly keepDown: { readonly untilReboot: readonly string[] };
  readonly gaps: readonly { readonly text: string }[];
}

async function run(files: readonly string[], more: Partial<ReportRequest> = {}) {
  let out = '';
  let err = '';
  const terminal = {
    write: (text: string) => (out += text),
    writeError: (text: string) => (err += text),
    columns: 100,
    colour: false,
    page: (text: string) => Promise.resolve((out += text)),
  } as unknown as Terminal;
  const presentation = { output: 'json', lines: 10, all: false, utc: true, pager: false, quiet: false } as const;
  const status = await report({ command: 'report', files, units: [], redact: false, ...presentation, ...more }, terminal);
  return { status, out, err, told: () => JSON.parse(out) as Told };
}

const TIMER = 'fixtures/scenarios/timer/live.jsonl.gz';
const SOCKET = 'fixtures/scenarios/client-sudo/live.jsonl.gz';
const lines = gunzipSync(readFileSync(TIMER)).toString('utf8').trimEnd().split('\n');
const BOOT = /"bootId":"([0-9a-f]{32})"/.exec(lines[1] ?? '')?.[1] ?? '';
const write = (name: string, content: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${content.join('\n')}\n`);
  return path;
};
/** The same as it would have been on another host. */
const elsewhere = (hostname: string): readonly string[] =>
  lines.map((line) =>
    line
      .replaceAll(BOOT, 'f'.repeat(32))
      .replaceAll('"hostname":"lab"', `"hostname":"${hostname}"`)
      .replace(/"machineId":"\w+"/, `"machineId":"${'e'.repeat(32)}"`),
  );

const alone = await run([TIMER]);
const schema = JSON.parse(readFileSync('src/render/json/timeline.schema.json', 'utf8')) as object;
const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
const isTimeline = ajv.compile(schema);

describe('report of several files', () => {
  it('of two hosts tells all starts in the order of time, each with its host and its own evidence', async () => {
    const { told, status } = await run([TIMER, write('web2.jsonl', elsewhere('web2'))]);
    const merged = told();
    expect(status).toBe(0);
    expect(isTimeline(merged), JSON.stringify(isTimeline.errors)).toBe(true);
    expect(merged.hosts?.map(({ name }) => name)).toEqual(['lab', 'web2']);
    expect(merged.starts).toHaveLength(2 * alone.told().starts.length);
    expect(new Set(merged.starts.map(({ host }) => host))).toEqual(new Set(['lab', 'web2']));
    expect(merged.starts.map(({ at }) => at)).toEqual(merged.starts.map(({ at }) => at).toSorted());
    const cited = merged.starts.map(({ chain }) => chain.flatMap(({ evidence }) => evidence));
    for (const ids of cited) for (const id of ids) expect(merged.evidence).toHaveProperty(id);
    expect(new Set(cited.flat()).size).toBe(
      2 * new Set(alone.told().starts.flatMap(({ chain }) => chain.flatMap(({ evidence }) => evidence))).size,
    );
    expect(merged.keepDown.untilReboot.map((command) => command.split(' ').slice(0, 3).join(' '))).toEqual([
      'systemctl -H lab',
      'systemctl -H web2',
    ]);
  });

  it('shows a person the host of each start, and each host by itself', async () => {
    const { out } = await run([TIMER, write('web2.jsonl', elsewhere('web2'))], { output: 'text' });
    expect(out).toMatch(/^All starts\n +WHEN +HOST/);
    expect(out).toContain('── lab ──');
    expect(out).toContain('── web2 ──');
  });

  it('of one host on two boots tells them apart by the boot', async () => {
    const reboot = lines.map((line) => line.replaceAll(BOOT, 'f'.repeat(32)));
    const { told } = await run([TIMER, write('reboot.jsonl', reboot)]);
    expect(told().hosts?.map(({ name }) => name)).toEqual([`lab (boot ${BOOT.slice(0, 8)})`, 'lab (boot ffffffff)']);
  });

  it('that saw the same tells nothing twice', async () => {
    const { told } = await run([TIMER, write('again.jsonl', [(lines[0] ?? '').replace('"units"', '"x":1,"units"'), ...lines.slice(1)])]);
    const once = alone.told();
    expect(told().hosts).toBeUndefined();
    expect(told().starts.map(({ at, unit, strength }) => [at, unit, strength])).toEqual(
      once.starts.map(({ at, unit, strength }) => [at, unit, strength]),
    );
  });

  it('of which one is none names it, tells the others, and ends with 1', async () => {
    const { told, status, err } = await run(['/nonexistent', TIMER]);
    expect(status).toBe(1);
    expect(err).toBe('whyalive: there is no file /nonexistent; give the path of a recording\n');
    expect(told().starts).toEqual(alone.told().starts);
  });

  it('of which none is one fails', async () => {
    await expect(run(['/nonexistent'])).rejects.toThrow(KnownError);
    await expect(run(['/nonexistent', '/dev/null'])).rejects.toThrow(/none of the files is a recording/);
    await expect(run([])).rejects.toThrow(UsageError);
  });
});

describe('report of parts', () => {
  const id = '"recording":"0123456789abcdef0123456789abcdef"';
  const part = (n: number): string => (lines[0] ?? '').replace('"units"', `${id},"part":${String(n)},"units"`);
  const half = Math.floor(lines.length / 2);
  const third = Math.floor(half / 2);

  it('takes in the parts beside one, and drops what a part repeats', async () => {
    const first = write('whole.jsonl', [part(1), ...lines.slice(1, half)]);
    write('whole.2.jsonl', [part(2), ...lines.slice(half - 20)]);
    const { out, err } = await run([first]);
    expect(JSON.parse(out)).toEqual(JSON.parse(alone.out));
    expect(err).toMatch(/whole\.2\.jsonl: the recording has no end/);
  });

  it('tells of a part that is missing, as a gap', async () => {
    const first = write('hole.jsonl', [part(1), ...lines.slice(1, third)]);
    const last = write('hole.3.jsonl', [part(3), ...lines.slice(half)]);
    const { told, err } = await run([last, first]);
    expect(told().gaps).toEqual([expect.objectContaining({ text: 'part 2 is missing from the recording' })]);
    expect(err).toContain('part 2 is missing');
  });
});

describe('report', () => {
  it('-u tells of another unit than was asked for, and refuses one that nobody knows', async () => {
    const { told } = await run([TIMER], { units: ['tick.timer'] });
    expect(told().units.map(({ id }) => id)).toEqual(['tick.timer']);
    await expect(run([TIMER], { units: ['nobody'] })).rejects.toThrow(NoSuchUnitError);
  });

  it('-S and -U narrow the window, -n the number', async () => {
    const [first, second] = alone.told().starts;
    expect((await run([TIMER], { since: second?.at ?? '' })).told().starts.map(({ at }) => at)).toEqual([second?.at]);
    expect((await run([TIMER], { until: first?.at ?? '' })).told().starts.map(({ at }) => at)).toEqual([first?.at]);
    expect((await run([TIMER], { lines: 1 })).told().starts).toHaveLength(1);
  });

  it('of a whole manager tells of the services that started last', async () => {
    const whole = write('manager.jsonl', [(lines[0] ?? '').replace(/"units":\[[^\]]*\]/, '"units":[]'), ...lines.slice(1)]);
    const { told } = await run([whole], { lines: 1 });
    expect(told().starts).toHaveLength(1);
    expect(told().units.map(({ id }) => id)).toEqual([told().starts[0]?.unit]);
    expect(told().starts[0]?.unit).toMatch(/\.service$/);
  });

  it('--redact tells the same story without the host', async () => {
    const plain = await run([SOCKET]);
    const { out, told } = await run([SOCKET], { redact: true });
    expect(out).toContain('"host-1"');
    expect(out).not.toMatch(/\b(?:alice|"lab")\b/);
    expect(told().starts.map(({ unit, strength }) => [unit, strength])).toEqual(
      plain.told().starts.map(({ unit, strength }) => [unit, strength]),
    );
  });
});
