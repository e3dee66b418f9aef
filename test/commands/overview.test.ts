import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { overview } from '../../src/commands/overview.ts';
import { parseArguments } from '../../src/command-line/parse.ts';
import { readingText, showReading } from '../../src/output/progress-line.ts';
import type { OverviewRequest } from '../../src/command-line/commands.ts';
import type { Terminal } from '../../src/output/terminal.ts';
import { SourceError, UsageError } from '../../src/errors.ts';
import schema from '../../src/render/json/timeline.schema.json' with { type: 'json' };
import { stubJournalctl } from '../collect/journal/journalctl-stub.ts';

// What PID 1 of a lab with systemd 252 logged; see gather-past.test.ts.
const EXPORT = fileURLToPath(new URL('../../fixtures/journal-export/flapper-252.export', import.meta.url));
const DOUBLE = fileURLToPath(new URL('../session/past/journalctl-double.mjs', import.meta.url));

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
ajv.addSchema(schema);

let stub: ReturnType<typeof stubJournalctl>;
beforeEach(() => {
  stub = stubJournalctl();
  stub.behave({ script: `exec '${process.execPath}' '${DOUBLE}' '${EXPORT}' "$@"` });
});
afterEach(() => {
  stub.restore();
});

function requestOf(...words: string[]): OverviewRequest {
  const invocation = parseArguments(['overview', '--utc', '-D', '/nowhere', '-b', 'all', ...words]);
  if (invocation.kind !== 'run' || invocation.request.command !== 'overview') throw new Error('that is no overview');
  return invocation.request;
}

async function run(...words: string[]): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const terminal = {
    write: (text: string) => (out += text),
    writeError: (text: string) => (err += text),
    columns: 80,
    colour: false,
    errorIsTty: false,
    page: (text: string) => Promise.resolve((out += text)),
  } as unknown as Terminal;
  return { status: await overview(requestOf(...words), terminal), out, err };
}

describe('a journal from elsewhere', () => {
  it('is told of in text, what started most first, and nothing on standard error', async () => {
    const { status, out, err } = await run('-n', '3');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const lines = out.split('\n');
    expect(lines[lines.indexOf('Most starts') + 1]).toMatch(/^ +5× {2}flapper\.service/);
    expect(out).toMatch(/ {9}by {7}Restart= 2×, /);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(out).toContain('Not shown: ');
    expect(out.trimEnd().split('\n').at(-1)).toBe('Who keeps starting it, and how to keep it down: whyalive flapper');
  });

  it('is told of as JSON that follows the schema', async () => {
    const { out } = await run('-o', 'json', '-n', 'all', '-a');
    const document = JSON.parse(out) as { readonly rows: readonly Record<string, unknown>[]; readonly totals: { readonly starts: number } };
    expect(ajv.validate(`${schema.$id}#/$defs/overview`, document), JSON.stringify(ajv.errors)).toBe(true);
    expect(document.rows[0]).toMatchObject({
      unit: 'flapper.service',
      starts: 5,
      failures: 2,
      results: [{ result: 'exit-code', count: 2 }],
    });
    expect(document.totals.starts).toBe(document.rows.reduce((sum, { starts }) => sum + Number(starts), 0));
    // A condition that was not met is no start.
    expect(document.rows.map(({ unit }) => unit)).not.toContain('systemd-pcrphase.service');
    expect(document.rows.find(({ unit }) => unit === 'dbus.service')).toMatchObject({ starts: 1 });
  });

  it('says so when nothing started', async () => {
    const { status, out } = await run('-U', '@1000');
    expect(status).toBe(0);
    expect(out).toMatch(/: no service started up to /);
  });

  it('is an error with a remedy when it cannot be read', async () => {
    stub.uninstall();
    await expect(run()).rejects.toThrow(SourceError);
  });
});

it('asks the journal for few entries: those of PID 1 alone that begin a run or end one badly', async () => {
  await run('-S', '@1795189800');
  const counting = stub.runs().find((run) => run.some((argument) => argument.includes('UNIT_RESULT')) && !run.includes('--reverse'));
  expect(counting).toContain('_PID=1');
  expect(counting?.filter((argument) => argument.startsWith('MESSAGE_ID='))).toHaveLength(5);
  expect(counting).not.toContain('+');
});

it.each([
  [['overview', 'nginx'], /takes no name.*whyalive nginx/],
  [['overview', '-D', '/a', '--root', '/b'], /give only one/],
  [['overview', '-b', 'x'], /./],
  [['overview', '-f'], /unknown option/],
])('%j is a usage error', (argv, message) => {
  expect(() => parseArguments(argv)).toThrow(UsageError);
  expect(() => parseArguments(argv)).toThrow(message);
});

describe('the progress bar', () => {
  it('tells the share of the window, or the entries alone', () => {
    expect(readingText(12_345, 1 / 3)).toBe(`[${'#'.repeat(10)}${' '.repeat(20)}]  33% 12,345 entries`);
    expect(readingText(1, undefined)).toBe('1 entry');
    expect(readingText(7, 1.2)).toContain('] 100% 7 entries');
    expect(readingText(7, -1)).toContain(']   0% 7 entries');
  });

  it('stands on a terminal alone, and is taken away', () => {
    vi.useFakeTimers();
    try {
      for (const errorIsTty of [true, false]) {
        let err = '';
        const terminal = { writeError: (text: string) => (err += text), columns: 30, errorIsTty } as unknown as Terminal;
        const line = showReading(terminal, false, () => ({ entries: 5, share: 0.5 }));
        vi.advanceTimersByTime(1_200);
        line.close();
        expect(err).toBe(errorIsTty ? `\r\u001b[K${readingText(5, 0.5).slice(0, 29)}\r\u001b[K` : '');
      }
    } finally {
      vi.useRealTimers();
    }
  });
});
