import { describe, expect, it } from 'vitest';
import { buildOverview, chooseRows } from '../../../src/timeline/overview/build-overview.ts';
import { createStartCounter, type CountedLine } from '../../../src/timeline/overview/count-starts.ts';
import type { OverviewRow } from '../../../src/model/overview.ts';
import type { Start, Suspect } from '../../../src/model/timeline.ts';
import { at, link, start, timeline } from '../../render/timeline-builder.ts';

const UNIT = 'widget-daemon.service';
const BEGIN = Number(at('12:00:00').realtimeUsec);
let made = 0;

const started = (unit: string, second: number): CountedLine => ({
  kind: 'start',
  unit,
  at: BEGIN + second * 1_000_000,
  invocationId: `run-${String((made += 1))}`,
  bootId: 'boot',
  isSkip: () => false,
});
const scheduled = (unit: string, second: number): CountedLine => ({ kind: 'restart-scheduled', unit, at: BEGIN + second * 1_000_000 });

function rowsOf(lines: readonly CountedLine[]) {
  const counter = createStartCounter();
  for (const line of lines) counter.take(line);
  return counter.rows();
}

describe('the rows', () => {
  const lines = [
    ...Array.from({ length: 9 }, (_, second) => started('often.service', second)),
    ...Array.from({ length: 4 }, (_, second) => [scheduled('loop.service', second), started('loop.service', second)]).flat(),
    started('rare.service', 100),
    ...Array.from({ length: 20 }, (_, second) => started('often.mount', second)),
  ];

  it('are services, the loop first, then by number of starts', () => {
    const choice = chooseRows(rowsOf(lines), { lines: 2, everyType: false });
    expect(choice.shown.map(({ unit }) => unit)).toEqual(['loop.service', 'often.service']);
    expect(buildOverview(choice, timeline()).notShown).toEqual({
      rows: 1,
      starts: 1,
      otherTypes: { rows: 1, starts: 20, types: ['mount'] },
    });
  });

  it('are units of every type when asked for', () => {
    const choice = chooseRows(rowsOf(lines), { lines: 10, everyType: true });
    expect(choice.shown.map(({ unit }) => unit)).toEqual(['loop.service', 'often.mount', 'often.service', 'rare.service']);
    expect(buildOverview(choice, timeline()).totals).toEqual({ rows: 4, starts: 34, failures: 0, loops: 1 });
  });
});

describe('what started once, with the host,', () => {
  const quiet = started('quiet.service', 1);
  const booted: CountedLine = { kind: 'startup-finished', at: BEGIN + 10_000_000, took: 20_000_000, bootId: 'boot' };

  it('is shown only where all rows are', () => {
    const rows = rowsOf([quiet, booted, started('later.service', 30), started('again.service', 31), started('again.service', 40)]);
    const shown = (count: number): readonly string[] => chooseRows(rows, { lines: count, everyType: false }).shown.map(({ unit }) => unit);
    expect(shown(10)).toEqual(['again.service', 'later.service']);
    expect(shown(Number.POSITIVE_INFINITY)).toContain('quiet.service');
  });
});

describe('what the starts came from', () => {
  const timer = link('timer', 'widget.timer', UNIT);
  const suspect: Suspect = {
    mechanism: 'path',
    from: { kind: 'unit', unit: 'widget.path' },
    via: [],
    to: UNIT,
    armed: true,
    declaredIn: [],
    remedy: [],
  };

  function row(lines: readonly CountedLine[], last: Start, suspects: readonly Suspect[] = []): OverviewRow | undefined {
    const choice = chooseRows(rowsOf(lines), { lines: 1, everyType: false });
    return buildOverview(choice, timeline({ starts: [last], suspects, window: { until: at('12:00:05') } })).rows[0];
  }

  it('is counted from restart jobs, and of the last start what its own story says', () => {
    const lines = [started(UNIT, 0), scheduled(UNIT, 1), started(UNIT, 1), started(UNIT, 2)];
    expect(row(lines, start(at('12:00:02'), [timer]))).toMatchObject({
      by: [
        { mechanism: 'restart-policy', starts: 1 },
        { mechanism: 'timer', starts: 1 },
      ],
      notLookedAt: { starts: 1, perhaps: [] },
    });
  });

  it('is not counted where only configuration speaks for it, and told as perhaps', () => {
    const last = start(at('12:00:02'), [{ ...timer, strength: 'possible' }]);
    expect(row([started(UNIT, 0), started(UNIT, 2)], last, [suspect])).toMatchObject({
      by: [],
      notLookedAt: { starts: 2, perhaps: ['timer', 'path'] },
    });
  });

  it('never adds up to more than the starts', () => {
    const lines = [scheduled(UNIT, 1), started(UNIT, 1)];
    expect(row(lines, start(at('12:00:01'), [timer]))).toMatchObject({
      by: [{ mechanism: 'restart-policy', starts: 1 }],
      notLookedAt: { starts: 0 },
    });
    expect(row([started(UNIT, 1)], start(at('12:00:01'), []))).toMatchObject({ by: [], notLookedAt: { starts: 1 } });
  });

  it('says while the host was booting, of the starts that nothing else is said of', () => {
    const finished: CountedLine = { kind: 'startup-finished', at: BEGIN + 3_000_000, took: 5_000_000, bootId: 'boot' };
    const lines = [started(UNIT, 0), started(UNIT, 1), finished];
    expect(row(lines, start(at('12:00:01'), [timer]))).toMatchObject({
      by: [{ mechanism: 'timer', starts: 1 }],
      notLookedAt: { starts: 1, duringStartup: 1 },
    });
    expect(row(lines, start(at('12:00:01'), []))).toMatchObject({ by: [], notLookedAt: { starts: 2, duringStartup: 2 } });
  });
});

it('says whether a loop goes on when the window ends', () => {
  const lines = Array.from({ length: 4 }, (_, second) => [scheduled(UNIT, second), started(UNIT, second)]).flat();
  const choice = chooseRows(rowsOf(lines), { lines: 1, everyType: false });
  const goesOn = (until: string): boolean | undefined =>
    buildOverview(choice, timeline({ window: { until: at(until) } })).rows[0]?.loop?.goesOn;
  expect(goesOn('12:00:06')).toBe(true);
  expect(goesOn('12:00:30')).toBe(false);

  const ofState = (activeState: string, endsNow = true): boolean | undefined => {
    const told = timeline({ window: { until: at('12:00:06') }, units: [{ id: UNIT, askedFor: UNIT, activeState }] });
    return buildOverview(choice, told, { endsNow }).rows[0]?.loop?.goesOn;
  };
  expect(ofState('activating')).toBe(true);
  expect(ofState('inactive')).toBe(false);
  expect(ofState('failed')).toBe(false);
  expect(ofState('inactive', false)).toBe(true);
});
