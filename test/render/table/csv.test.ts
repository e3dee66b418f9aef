import { describe, expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../../src/model/mechanism.ts';
import { csvField, CSV_COLUMNS, renderCsv } from '../../../src/render/table/csv.ts';
import { toRfc3339 } from '../../../src/render/time/timestamps.ts';
import { fromStart } from '../../../src/model/timeline-slice.ts';
import type { Timeline } from '../../../src/model/timeline.ts';
import { HOSTILE, poisoned } from '../hostile.ts';
import { mergedStory } from '../merged-story.ts';
import { readCsv } from './read-csv.ts';
import { RECORDED, recordedTimeline, renderOptions } from '../recorded-stories.ts';

const rowsOf = (timeline: Timeline): ReturnType<typeof readCsv> => readCsv(renderCsv(timeline, renderOptions(timeline)));

describe('the rows', () => {
  test.each(MECHANISM_NAMES)('are the starts, recorded by %s', async (mechanism) => {
    const timeline = await recordedTimeline(RECORDED[mechanism]);
    const rows = rowsOf(timeline);
    expect(rows.map(({ start, at, unit }) => [start, at, unit])).toEqual(
      timeline.starts.map(({ at, unit }, index) => [String(index + 1), toRfc3339(at), unit]),
    );
    expect(rows.map((row) => [row['mechanism'], row['strength'], row['dead_for_us'], row['invocation_id'], row['outcome']])).toEqual(
      timeline.starts.map((start) => [
        start.mechanism,
        start.strength,
        start.previousEnd?.deadForUsec.toString() ?? '',
        start.invocationId ?? '',
        start.outcome,
      ]),
    );
  });

  test('tell the root, the chain, where it is declared and how the unit had ended', async () => {
    const [, , third, fourth] = rowsOf(await recordedTimeline('widget-daemon/live'));
    expect(third).toMatchObject({
      host: 'lab',
      cause: 'reconcile.timer',
      chain: 'reconcile.timer → reconcile.service → widget-daemon.service',
      summary: 'reconcile.timer elapsed and started reconcile.service, whose Wants= started widget-daemon.service',
      ended_how: 'stopped',
      ended_by: expect.stringContaining('systemctl stop widget-daemon'),
      ended_by_strength: 'stated',
    });
    expect(third?.['declared_in']).toMatch(/^\/\S+reconcile\.timer:\d+ .*\/reconcile\.service:\d+$/);
    expect(fourth).toMatchObject({ ended_how: 'exited', ended_exit_status: '70', ended_exit_status_name: 'SOFTWARE', job_type: 'restart' });
  });

  test('keep their numbers when the first ones are left out', async () => {
    const rows = rowsOf(fromStart(await recordedTimeline('widget-daemon/live'), 3));
    expect(rows.map(({ start }) => start)).toEqual(['3', '4']);
  });

  test('of two hosts name the host, with its own boot', async () => {
    const merged = await mergedStory();
    const rows = rowsOf(merged);
    expect(rows.map(({ host }) => host)).toEqual(merged.starts.map(({ host }) => host));
    expect(new Set(rows.map(({ host }) => host))).toEqual(new Set(['web1', 'web2']));
    expect(rows.every((row) => /^[0-9a-f]{32}$/.test(row['boot_id'] ?? ''))).toBe(true);
  });

  test('of nothing are the header alone', async () => {
    const timeline = await recordedTimeline('timer/live');
    expect(renderCsv({ ...timeline, starts: [] }, renderOptions(timeline))).toBe(`${CSV_COLUMNS.join(',')}\n`);
  });
});

describe('a field', () => {
  test.each([
    [undefined, ''],
    [-5, '-5'],
    ['plain', 'plain'],
    ['a "b", c', '"a ""b"", c"'],
    ['two\nlines\r\n', 'two\\x0alines\\x0d\\x0a'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-bash', "'-bash"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1+1', `" '=1+1"`],
    ['＝1', "'＝1"],
    ['sh -c true;=1+1', `"sh -c true;'=1+1"`],
    ['\t=1', '\\x09=1'],
    ['a=b', 'a=b'],
  ])('%j is %j', (value, field) => {
    expect(csvField(value)).toBe(field);
  });
});

test.each(Object.entries(HOSTILE))('%s stay in their cells, in one line each, and are no formulas', async (_name, text) => {
  const timeline = poisoned(await recordedTimeline('widget-daemon/live'), text);
  const told = renderCsv(timeline, renderOptions(timeline));
  expect(told.split('\n')).toHaveLength(timeline.starts.length + 2);
  expect(told).not.toMatch(/[^\n\P{Cc}]|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
  const rows = readCsv(told);
  for (const [index, row] of rows.entries()) {
    expect(row).toMatchObject({ start: String(index + 1), mechanism: timeline.starts[index]?.mechanism });
    expect(row['unit']).toContain('widget-daemon.service');
    for (const cell of Object.values(row)) expect(cell).not.toMatch(/(^|;)\s*[=+\-@]/);
  }
});
