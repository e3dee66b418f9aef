import { describe, expect, it } from 'vitest';
import { createStartCounter, MAX_ROWS, type CountedLine, type CountedRow } from '../../../src/timeline/overview/count-starts.ts';
import { rowName } from '../../../src/timeline/overview/row-name.ts';

const SECOND = 1_000_000;
const T0 = 1_795_189_834 * SECOND;
const BOOT = '5b0d4e6f8a0c4c0fb0a4a6c3a4d2b1e0';
const isNoSkip = (): boolean => false;
let made = 0;

const start = (unit: string, second: number, invocationId = `run-${String((made += 1))}`): CountedLine => ({
  kind: 'start',
  unit,
  at: T0 + second * SECOND,
  invocationId,
  bootId: BOOT,
  isSkip: isNoSkip,
});
const failed = (unit: string, second: number, invocationId?: string, result = 'exit-code'): CountedLine => ({
  kind: 'failed',
  unit,
  at: T0 + second * SECOND,
  invocationId,
  result,
});
const scheduled = (unit: string, second: number): CountedLine => ({ kind: 'restart-scheduled', unit, at: T0 + second * SECOND });

function count(lines: readonly CountedLine[]): readonly CountedRow[] {
  const counter = createStartCounter();
  for (const line of lines) counter.take(line);
  return counter.rows();
}

function only(lines: readonly CountedLine[]): CountedRow {
  const [row, ...more] = count(lines);
  expect(more).toEqual([]);
  if (row === undefined) throw new Error('nothing was counted');
  return row;
}

describe('starts', () => {
  it('are new invocations: "Starting" and "Started" of one run count once', () => {
    expect(only([start('a.service', 0, 'x'), start('a.service', 1, 'x'), start('a.service', 2, 'y')])).toMatchObject({ starts: 2 });
  });

  it('are not what a condition skipped', () => {
    expect(count([{ ...start('a.service', 0), isSkip: () => true } as CountedLine])).toEqual([]);
  });

  it('come from Restart= only right behind the line that says so', () => {
    const row = only([
      scheduled('a.service', 0),
      start('a.service', 0.1),
      scheduled('a.service', 5),
      start('a.service', 9),
      start('a.service', 9.1),
    ]);
    expect(row).toMatchObject({ starts: 3, restarts: 1, lastWasRestart: false });
  });

  it('belong to the startup when it was over later, and began before them', () => {
    const finished = (took: number): CountedLine => ({ kind: 'startup-finished', at: T0 + 10 * SECOND, took: took * SECOND, bootId: BOOT });
    expect(only([start('a.service', 5), finished(8), start('a.service', 20)])).toMatchObject({
      duringStartup: 1,
      lastWasDuringStartup: false,
    });
    expect(only([start('a.service', 5), finished(8)])).toMatchObject({ duringStartup: 1, lastWasDuringStartup: true });
    expect(only([start('a.service', 1), finished(8)])).toMatchObject({ duringStartup: 0 });
    expect(only([start('a.service', 5), start('a.service', 20)])).toMatchObject({ duringStartup: 0 });
  });
});

describe('failures', () => {
  it('are counted by result, and a start limit that is told with the run before it only once', () => {
    const row = only([
      start('a.service', 0, 'x'),
      failed('a.service', 1, 'x'),
      failed('a.service', 2, 'x', 'start-limit-hit'),
      start('a.service', 3, 'y'),
      failed('a.service', 4, 'y', 'signal'),
    ]);
    expect(row).toMatchObject({ failures: 2, lastResult: 'signal' });
    expect([...row.results]).toEqual([
      ['exit-code', 1],
      ['signal', 1],
    ]);
  });
});

describe('a loop', () => {
  const crashes = (times: number, every: number, from = 0): readonly CountedLine[] =>
    Array.from({ length: times }, (_, index) => [
      start('a.service', from + index * every),
      failed('a.service', from + index * every + every / 2),
    ]).flat();

  it('is four starts, each soon after a failure or a scheduled restart', () => {
    expect(only(crashes(4, 10)).loopWatch.longest()).toEqual({ starts: 4, since: T0, until: T0 + 30 * SECOND, failures: 4 });
    expect(only(crashes(3, 10)).loopWatch.longest()).toBeUndefined();
    const clean = Array.from({ length: 5 }, (_, index) => [scheduled('a.service', index), start('a.service', index)]).flat();
    expect(only(clean).loopWatch.longest()).toMatchObject({ starts: 5, failures: 0 });
  });

  it('is not what starts often and ends well, nor what fails once a day', () => {
    const often = Array.from({ length: 50 }, (_, index) => start('a.service', index));
    expect(only(often).loopWatch.longest()).toBeUndefined();
    expect(only(crashes(9, 86_400)).loopWatch.longest()).toBeUndefined();
  });

  it('ends when it starts once without having failed; the longest one is told', () => {
    const lines = [...crashes(6, 10), start('a.service', 1000), ...crashes(4, 10, 10_000)];
    expect(only(lines).loopWatch.longest()).toMatchObject({ starts: 6, since: T0 });
  });
});

describe('rows', () => {
  it.each([
    ['run-u17.service', 'run-*.service'],
    ['run-r0123456789abcdef0123456789abcdef.scope', 'run-*.scope'],
    ['run-p812-i1790.service', 'run-*.service'],
    ['session-c3.scope', 'session-*.scope'],
    ['sshd@4-127.0.0.1:22-127.0.0.1:40122.service', 'sshd@.service'],
    ['lone@7-1512-0.service', 'lone@.service'],
    ['getty@tty1.service', 'getty@tty1.service'],
    ['user@1000.service', 'user@1000.service'],
    ['postgresql@15-main.service', 'postgresql@15-main.service'],
  ])('%s is counted as %s', (unit, name) => {
    expect(rowName(unit)).toEqual({ name, isPattern: name !== unit });
  });

  it('of a pattern tell its runs apart, and name the last one', () => {
    const lines = [start('run-u1.service', 0, 'x'), start('run-u2.service', 1, 'y'), start('run-u1.service', 2, 'x')];
    expect(only(lines)).toMatchObject({ unit: 'run-*.service', starts: 2, lastUnit: 'run-u2.service', isPattern: true });
  });

  it('stay few on a host with 100,000 units, and no start is lost', () => {
    const rows = count(
      Array.from({ length: 100_000 }, (_, index) => start(`made${String(index)}-${'abcdefghij'.slice(index % 10)}.service`, index)),
    );
    expect(rows.length).toBeLessThan(2 * MAX_ROWS + 2);
    expect(rows.reduce((sum, { starts }) => sum + starts, 0)).toBe(100_000);
  });
});
