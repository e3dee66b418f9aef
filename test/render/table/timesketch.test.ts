import { describe, expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../../src/model/mechanism.ts';
import { renderTimesketch } from '../../../src/render/table/timesketch.ts';
import { fromStart } from '../../../src/model/timeline-slice.ts';
import type { Timeline } from '../../../src/model/timeline.ts';
import { HOSTILE, poisoned } from '../hostile.ts';
import { mergedStory } from '../merged-story.ts';
import { RECORDED, recordedTimeline, renderOptions } from '../recorded-stories.ts';

type Row = Readonly<Record<string, unknown>>;

const MANDATORY = ['message', 'datetime', 'timestamp_desc'] as const;
const SCRUBBED = ['_id', '_type', '_index', '_source', '__ts_timeline_id'] as const;

/** Plays read_and_validate_jsonl() of timesketch/lib/utils.py, and what the index behind it wants. */
function imported(text: string): readonly Row[] {
  const types = new Map<string, string>();
  const rows = text.split('\n').slice(0, -1);
  expect(rows.flatMap((line) => [...faultsOf(line), ...faultsOfTypes(line, types)])).toEqual([]);
  expect(text.endsWith('\n')).toBe(true);
  return rows.map((line) => JSON.parse(line) as Row);
}

function faultsOf(line: string): readonly string[] {
  const row = JSON.parse(line) as Row;
  const datetime = String(row['datetime']);
  return [
    ...MANDATORY.filter((key) => typeof row[key] !== 'string' || row[key] === '').map((key) => `${key} is missing: ${line}`),
    ...SCRUBBED.filter((key) => key in row).map((key) => `${key} is not imported: ${line}`),
    ...(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/.test(datetime) ? [] : [`no ISO 8601: ${datetime}`]),
    ...(microseconds(datetime) === row['timestamp'] ? [] : [`another time: ${datetime}, ${String(row['timestamp'])}`]),
    ...(Array.isArray(row['tag']) ? [] : [`tag is no list: ${line}`]),
  ];
}

/** Lists hold what scalars are; the first line that has a member decides its type. */
function faultsOfTypes(line: string, types: Map<string, string>): readonly string[] {
  return Object.entries(JSON.parse(line) as Row).flatMap(([key, value]) =>
    (Array.isArray(value) ? (value as readonly unknown[]) : [value]).flatMap((one) => {
      const type = types.get(key) ?? typeof one;
      types.set(key, type);
      return [
        ...(/^[a-z_]+$/.test(key) ? [] : [`the name ${key}`]),
        ...(type === typeof one && ['string', 'number'].includes(type) ? [] : [`${key} is ${type} and ${typeof one}`]),
        ...(typeof one === 'string' && /\p{Surrogate}/u.test(one) ? [`${key} holds half a character`] : []),
        ...(typeof one === 'number' && !Number.isSafeInteger(one) ? [`${key} is not exact: ${String(one)}`] : []),
      ];
    }),
  );
}

/** µs since 1970; Date has ms only. */
function microseconds(datetime: string): number {
  const [, decimals = ''] = /\.(\d{6})/.exec(datetime) ?? [];
  return Date.parse(datetime.replace(/\.\d{6}/, '')) * 1000 + Number(decimals);
}

const rowsOf = (timeline: Timeline): readonly Row[] => imported(renderTimesketch(timeline, renderOptions(timeline)));
const ofType = (rows: readonly Row[], type: string): readonly Row[] => rows.filter((row) => row['data_type'] === type);

describe('what the importer takes', () => {
  test.each(MECHANISM_NAMES)('starts, ends and each cited fact once, in the order of time, recorded by %s', async (mechanism) => {
    const timeline = await recordedTimeline(RECORDED[mechanism]);
    const rows = rowsOf(timeline);
    const times = rows.map((row) => Number(row['timestamp']));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(ofType(rows, 'whyalive:unit:start').map(({ start, unit, strength }) => [start, unit, strength])).toEqual(
      timeline.starts.map(({ unit, strength }, index) => [index + 1, unit, strength]),
    );
    expect(ofType(rows, 'whyalive:unit:end')).toHaveLength(timeline.events.length);
    const facts = ofType(rows, 'whyalive:evidence').map((row) => String(row['evidence_id']));
    expect(new Set(facts).size).toBe(facts.length);
    const cited = timeline.starts.flatMap(({ chain }) => chain.flatMap(({ evidence }) => evidence));
    expect(facts).toEqual(expect.arrayContaining(cited));
    for (const row of ofType(rows, 'whyalive:evidence')) {
      const { text, cursor } = timeline.evidence[String(row['evidence_id'])] ?? {};
      expect([row['message'], row['cursor']]).toEqual([text, cursor]);
    }
  });

  test('the story of widget-daemon', async () => {
    const rows = rowsOf(await recordedTimeline('widget-daemon/live'));
    const [, , third] = ofType(rows, 'whyalive:unit:start');
    expect(third).toMatchObject({
      timestamp_desc: 'Unit Started',
      hostname: 'lab',
      mechanism: 'wanted-by',
      strength: 'stated',
      cause: 'reconcile.timer',
      dead_for_us: expect.any(Number),
      ended_how: 'stopped',
      tag: ['whyalive-start', 'wanted-by', 'stated'],
    });
    expect(third?.['message']).toMatch(/^widget-daemon\.service came back \S+ after it was stopped: reconcile\.timer elapsed and /);
    const failed = rows.find((row) => row['timestamp_desc'] === 'Unit Failed');
    expect(failed).toMatchObject({
      ended_exit_status: 70,
      ended_result: 'exit-code',
      message: 'widget-daemon.service exited with 70/SOFTWARE',
    });
    expect(rows.find((row) => row['timestamp_desc'] === 'Unit Stopped')).toMatchObject({ mechanism: 'client-request', kind: 'stopped' });
  });

  test('findings and gaps, with their times', async () => {
    const timeline = await recordedTimeline('api-gateway/live');
    const rows = rowsOf(timeline);
    expect(ofType(rows, 'whyalive:finding').map((row) => [row['kind'], row['timestamp_desc']])).toEqual(
      expect.arrayContaining([['crash-loop', 'Wrong Since']]),
    );
    expect(ofType(rows, 'whyalive:gap').map((row) => row['timestamp_desc'])).toEqual(expect.arrayContaining(['Gap Began', 'Gap Ended']));
    expect(ofType(rows, 'whyalive:gap')).toHaveLength(2 * timeline.gaps.length);
  });

  test('a run that ended in the µs in which it began has begun before', async () => {
    const rows = rowsOf(await recordedTimeline('end-in-the-start/back'));
    const own = rows.filter((row) => row['unit'] === 'no-environment.service').map((row) => [row['timestamp_desc'], row['timestamp']]);
    expect(own.map(([desc]) => desc).slice(0, 2)).toEqual(['Unit Started', 'Unit Failed']);
    expect(own[0]?.[1]).toBe(own[1]?.[1]);
  });

  test('from a later start on, with its number, and no facts of what is left out', async () => {
    const timeline = await recordedTimeline('widget-daemon/live');
    const rows = rowsOf(fromStart(timeline, 3));
    expect(ofType(rows, 'whyalive:unit:start').map(({ start }) => start)).toEqual([3, 4]);
    const [first] = timeline.starts[0]?.chain[0]?.evidence ?? [];
    expect(rows.map((row) => row['evidence_id'])).not.toContain(first);
  });

  test('of two hosts, each line with its host', async () => {
    const merged = await mergedStory();
    const rows = rowsOf(merged);
    for (const row of rows) expect(['web1', 'web2']).toContain(row['hostname']);
    for (const row of rows) expect(row['machine_id']).toBe((row['hostname'] === 'web1' ? '1' : '2').repeat(32));
    expect(ofType(rows, 'whyalive:unit:start').map((row) => row['host'])).toEqual(merged.starts.map(({ host }) => host));
  });
});

test('what holds types in one recording holds them in all, as one index may take them all', async () => {
  const texts = await Promise.all(
    MECHANISM_NAMES.map(async (mechanism) => {
      const timeline = await recordedTimeline(RECORDED[mechanism]);
      return renderTimesketch(timeline, renderOptions(timeline));
    }),
  );
  expect(imported(texts.join('')).length).toBeGreaterThan(150);
});

test.each(Object.entries(HOSTILE))('%s stay in their line', async (_name, text) => {
  const plain = await recordedTimeline('api-gateway/live');
  const rows = rowsOf(poisoned(plain, text));
  expect(rows).toHaveLength(rowsOf(plain).length);
});
