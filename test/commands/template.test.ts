import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { explain } from '../../src/commands/explain.ts';
import { parseArguments } from '../../src/command-line/parse.ts';
import { report } from '../../src/commands/report.ts';
import type { ReportRequest } from '../../src/command-line/commands.ts';
import type { Terminal } from '../../src/output/terminal.ts';
import { UsageError } from '../../src/errors.ts';

const TEMPLATE = 'job@.service';
const [NORTH, SOUTH] = ['job@north.service', 'job@south.service'];

const folder = mkdtempSync(join(tmpdir(), 'whyalive-template-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const STORY = 'fixtures/scenarios/template-instance/live.jsonl.gz';
const recorded = (path: string): string => gunzipSync(readFileSync(path)).toString('utf8');

/** What was watched of two instances, as if their template had been named. */
const watched = (units: readonly string[], text = recorded(STORY)): string => {
  const [header = '', ...lines] = text.split('\n');
  const path = join(folder, `${units.join('-')}.jsonl`);
  const { askedFor: _typed, ...rest } = JSON.parse(header) as Record<string, unknown>;
  writeFileSync(path, [JSON.stringify({ ...rest, units, askedFor: units }), ...lines].join('\n'));
  return path;
};

async function run(more: Partial<ReportRequest>, units: readonly string[] = [TEMPLATE], text?: string): Promise<string> {
  let out = '';
  const terminal = { write: (text: string) => (out += text), columns: 100, colour: false } as unknown as Terminal;
  const usual = { output: 'json', units: [], redact: false, lines: 10, all: false, utc: true, pager: false, quiet: false } as const;
  await report({ command: 'report', files: [watched(units, text)], ...usual, ...more }, terminal);
  return out;
}

interface Told {
  readonly units: readonly { readonly id: string }[];
  readonly starts: readonly { readonly unit: string; readonly at: string }[];
  readonly events: readonly { readonly unit: string; readonly at: string; readonly kind: string }[];
  readonly findings: readonly { readonly kind: string; readonly unit: string }[];
  readonly keepDown: { readonly untilReboot: readonly string[] };
  readonly counts: readonly { readonly unit: string; readonly starts: number }[];
}
const told = async (more: Partial<ReportRequest> = {}, units?: readonly string[], text?: string): Promise<Told> =>
  JSON.parse(await run(more, units, text)) as Told;

describe('a report on a template', () => {
  it('tells the starts and ends of its instances, as many as when they are named', async () => {
    const [template, named] = [await told(), await told({}, [NORTH, SOUTH])];
    expect(template.units.map(({ id }) => id)).toEqual([TEMPLATE]);
    expect(template.starts.map(({ unit }) => unit)).toEqual([SOUTH, NORTH]);
    expect(template.starts).toEqual(named.starts);
    expect(template.events).toEqual(named.events);
    expect(template.events.length).toBeGreaterThan(1);
    expect(template.counts).toEqual([
      { unit: NORTH, starts: 1, atLeast: false },
      { unit: SOUTH, starts: 1, atLeast: false },
    ]);
  });

  it.each([['markdown'], ['csv'], ['text'], ['html'], ['otlp'], ['cat']] as const)(
    'in %s does not say that nothing started',
    async (output) => {
      const out = await run({ output });
      expect(out).toContain(NORTH);
      expect(out).toContain(SOUTH);
      expect(out).not.toMatch(/No start|starts +none|not loaded/);
    },
  );

  it('has the newest starts over all instances, and what happened since', async () => {
    const { starts, events, counts } = await told({ lines: 1 });
    expect(starts.map(({ unit }) => unit)).toEqual([NORTH]);
    expect(events.every(({ at }) => at >= (starts[0]?.at ?? ''))).toBe(true);
    expect(counts).toHaveLength(2);
  });

  it('tells nothing twice when an instance is named, too', async () => {
    const { starts, events, counts } = await told({}, [TEMPLATE, NORTH]);
    const alone = await told();
    expect(starts).toEqual(alone.starts);
    expect(events).toEqual(alone.events);
    expect(counts).toEqual(alone.counts);
  });

  it('counts none of a template of which no instance started', async () => {
    const { starts, counts } = await told({}, ['job@.timer']);
    expect(starts.map(({ unit }) => unit)).toEqual(['job@north.timer']);
    expect(counts).toEqual([{ unit: 'job@north.timer', starts: 1, atLeast: false }]);
    expect((await told({}, ['other@.service'])).counts).toEqual([{ unit: 'other@.service', starts: 0, atLeast: false }]);
  });

  it('finds what is wrong with an instance that it tells of, and stops all of them by one pattern', async () => {
    const loop = recorded('fixtures/scenarios/crash-loop/live.jsonl.gz');
    const ofInstance = loop.replaceAll('worker.service', 'worker@1.service').replaceAll('worker_2eservice', 'worker_401_2eservice');
    const { findings, keepDown } = await told({}, ['worker@.service'], ofInstance);
    expect(findings.map(({ kind, unit }) => [kind, unit])).toContainEqual(['crash-loop', 'worker@1.service']);
    expect(keepDown.untilReboot).toEqual(["systemctl stop 'worker@*.service'"]);
  });

  it('knows a template by its instances with -u', async () => {
    expect((await told({ units: [TEMPLATE] }, [NORTH, SOUTH])).starts).toHaveLength(2);
  });
});

describe('looking back', () => {
  const lookBack = (unit: string): Promise<unknown> => {
    const parsed = parseArguments([unit]);
    if (parsed.kind !== 'run' || parsed.request.command !== 'explain') throw new Error('not a request');
    return explain(parsed.request, {} as Terminal);
  };

  it('does not answer for a template, of which the journal has no line, and says what to name', async () => {
    await expect(lookBack('job@')).rejects.toThrow(UsageError);
    await expect(lookBack(TEMPLATE)).rejects.toThrow(
      "job@.service is a template, and only its instances run: name one of them, as in: whyalive job@NAME.service; systemctl list-units --all 'job@*.service' shows which are loaded, and whyalive watch job@.service hears of them all",
    );
  });
});
