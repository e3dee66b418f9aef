import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { renderOverviewJson } from '../../../src/render/json/overview.ts';
import { renderOverview } from '../../../src/render/text/overview.ts';
import schema from '../../../src/render/json/timeline.schema.json' with { type: 'json' };
import type { Overview, OverviewRow } from '../../../src/model/overview.ts';
import { at, link, start } from '../timeline-builder.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
ajv.addSchema(schema);

const OPTIONS = { now: at('14:00:00'), columns: 80, colour: false, utc: true, all: false, quiet: false } as const;
const CRASH = 'api-gateway.service';

const crash: OverviewRow = {
  unit: CRASH,
  description: 'API Gateway',
  starts: 1_234,
  first: at('13:01:02'),
  last: at('13:59:58'),
  by: [{ mechanism: 'restart-policy', starts: 1_232 }],
  notLookedAt: { starts: 2, duringStartup: 1, perhaps: ['timer', 'wanted-by'] },
  loop: { starts: 1_230, since: at('13:10:00'), until: at('13:59:58'), failures: 1_230, paceUsec: 2_440_000n, goesOn: true },
  failures: 1_231,
  results: [
    { result: 'exit-code', count: 1_200 },
    { result: 'signal', count: 31 },
  ],
  lastResult: 'exit-code',
  lastFailedAt: at('13:59:59'),
  lastStart: start(at('13:59:58'), [link('restart-policy', CRASH, CRASH, { setting: 'Restart=always', evidence: ['e1'] })]),
  findings: [
    { kind: 'exec-missing', severity: 'error', count: 1 },
    { kind: 'environment-file-missing', severity: 'warning', count: 2 },
  ],
};

const sessions: OverviewRow = {
  unit: 'run-*.service',
  lastUnit: 'run-u17.service',
  starts: 17,
  first: at('12:00:00'),
  last: at('13:00:00'),
  by: [],
  notLookedAt: { starts: 17, duringStartup: 0, perhaps: [] },
  failures: 0,
  results: [],
  findings: [],
};

const neverStarted: OverviewRow = {
  ...sessions,
  unit: 'old.service',
  starts: 0,
  notLookedAt: { starts: 0, duringStartup: 0, perhaps: [] },
  failures: 1,
  results: [{ result: 'timeout', count: 1 }],
  lastResult: 'timeout',
  lastFailedAt: at('12:30:00'),
};

function overview(rows: readonly OverviewRow[], more: Partial<Overview> = {}): Overview {
  return {
    generator: { name: 'whyalive', version: '0.0.0' },
    host: { hostname: 'web1' },
    manager: 'system',
    window: { since: at('12:00:00'), until: at('14:00:00') },
    sources: [{ name: 'system-bus', status: 'missing', detail: 'no bus is there', remedy: 'start dbus' }],
    gaps: [],
    evidence: {
      e1: { source: 'journal', at: at('13:59:57'), text: 'Scheduled restart job' },
      e2: { source: 'journal', at: at('13:00:00'), text: 'cited by none' },
    },
    totals: { rows: rows.length + 3, starts: 1_254, failures: 1_232, loops: rows.length === 0 ? 0 : 1 },
    rows,
    notShown: { rows: 3, starts: 3, otherTypes: { rows: 2, starts: 2, types: ['mount', 'target'] } },
    ...more,
  };
}

describe('text', () => {
  it.each([80, 140])('at %i columns', async (columns) => {
    const text = renderOverview(overview([crash, sessions, neverStarted]), { ...OPTIONS, columns });
    await expect(text).toMatchFileSnapshot(`../expected/overview-${String(columns)}.txt`);
    expect(text.split('\n').filter((line) => line.length > columns)).toEqual([]);
  });

  it('is the same with colours, but for the colours', () => {
    const given = overview([crash, sessions, neverStarted]);
    const coloured = renderOverview(given, { ...OPTIONS, colour: true });
    expect(coloured).toContain('\u001b[31m');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderOverview(given, OPTIONS));
  });

  it('says in a sentence that nothing started', () => {
    const nothing = overview([], {
      totals: { rows: 0, starts: 0, failures: 0, loops: 0 },
      sources: [],
      notShown: { rows: 0, starts: 0, otherTypes: { rows: 0, starts: 0, types: [] } },
    });
    expect(renderOverview(nothing, { ...OPTIONS, quiet: true })).toBe('web1: no service started from 12:00:00 to 14:00:00 (2h)\n');
  });

  it.each([
    ['missing', 'web1: what started is not known, because the journal cannot be read'],
    ['degraded', 'web1: no service started, as far as the journal can be read, from 12:00:00 to'],
  ] as const)('does not say that nothing started where the journal is %s', (status, first) => {
    const nothing = overview([], {
      totals: { rows: 0, starts: 0, failures: 0, loops: 0 },
      sources: [{ name: 'journal', status }],
    });
    expect(renderOverview(nothing, OPTIONS).split('\n')[0]).toBe(first);
  });

  it('escapes what the machine says', () => {
    const hostile = { ...sessions, unit: 'a\u001b[31m.service', lastUnit: 'b\u202e.service', description: '\u0007' };
    expect(renderOverview(overview([hostile], { host: { hostname: 'h\u001b' } }), OPTIONS)).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});

describe('JSON', () => {
  it('follows the schema, holds the evidence that it cites, and leaves out what did not happen', () => {
    const document = JSON.parse(renderOverviewJson(overview([crash, sessions, neverStarted]))) as {
      readonly rows: readonly Record<string, unknown>[];
      readonly evidence: Readonly<Record<string, unknown>>;
    };
    expect(ajv.validate(`${schema.$id}#/$defs/overview`, document), JSON.stringify(ajv.errors)).toBe(true);
    expect(Object.keys(document.evidence)).toEqual(['e1']);
    expect(document.rows[0]).toMatchObject({ starts: 1_234, loop: { paceUsec: '2440000', since: '2026-11-20T13:10:00.000000Z' } });
    expect(document.rows[2]).not.toHaveProperty('last');
  });
});
