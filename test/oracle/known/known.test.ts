import { describe, expect, test } from 'vitest';
import { describeEnd, describeStart } from '../describe.ts';
import type { Truth } from '../truth.ts';
import { readRecord, truthOf, VERSIONS } from './read-record.ts';
import { MORE, SYSTEM, USER, type Known } from './expected.ts';

/** What the truth says of a unit, in order. */
function storyOf(unit: string, truth: Truth): readonly string[] {
  const starts = truth.starts
    .filter((start) => start.unit === unit)
    .map((start) => ({ at: start.at.realtime, text: `start: ${describeStart(start, truth)}` }));
  const ends = truth.ends
    .filter((end) => end.unit === unit)
    .map((end) => ({ at: end.began.realtime, text: `end: ${describeEnd(end, truth)}` }));
  return [...starts, ...ends].toSorted((a, b) => a.at - b.at).map(({ text }) => text);
}

describe.each(VERSIONS)('on %i, what is known by construction is read from the log:', (version) => {
  describe.each<readonly [string, Known]>([
    ['system', SYSTEM],
    ['more', MORE],
    ['user', USER],
  ])('%s', (story, known) => {
    const truth = truthOf(readRecord(story, version));
    test.each(Object.entries(known))('%s', (unit, expected) => {
      const lines = typeof expected === 'function' ? expected(version) : expected;
      expect(storyOf(unit, truth)).toEqual(lines);
    });

    test('and of no transaction it is unknown why', () => {
      expect(truth.transactions.filter(({ cause, outcome }) => cause.kind === 'unknown' || outcome === 'unknown')).toEqual([]);
    });

    test('and no lines are missing', () => {
      expect(truth.gaps.map(({ why }) => why)).toEqual(story === 'more' ? ['debug was off'] : []);
    });
  });
});

describe.each(VERSIONS)('on %i', (version) => {
  test('a path starts its unit as long as the file is there, and a timer each time that it elapses', () => {
    const truth = truthOf(readRecord('more', version));
    for (const [unit, by] of [
      ['pe.service', 'by path pe.path'],
      ['oc.service', 'by timer oc.timer'],
    ] as const) {
      const starts = truth.starts.filter((start) => start.unit === unit).map((start) => describeStart(start, truth));
      expect(starts.length).toBeGreaterThan(1);
      expect(new Set(starts)).toEqual(new Set([by]));
    }
  });

  test('Restart= restarts it, and what is a part of it; up to 253 by a job that says so', () => {
    const truth = truthOf(readRecord('system', version));
    const by = 'by restart-policy re.service';
    const [first, ...restarts] = storyOf('re.service', truth).filter((line) => line.startsWith('start'));
    const asked = version >= 262 ? 'start: by client EnqueueUnitJobMany' : 'start: by client StartUnit';
    expect(first).toBe(asked);
    expect(restarts.length).toBeGreaterThan(0);
    expect(new Set(restarts)).toEqual(new Set([`start: ${version >= 254 ? '' : 'restart '}${by}`]));
    const [firstPart, ...parts] = storyOf('rp.service', truth);
    const part = `PartOf=re.service <- re.service/${version >= 254 ? 'start' : 'restart'} ${by}`;
    expect(firstPart).toBe(asked);
    expect(parts).toEqual([
      ...restarts.flatMap(() => [`end: job: ${part}`, `start: ${part}`]),
      'end: job: PartOf=re.service <- re.service/stop by client StopUnit',
    ]);
  });

  test('a connection starts an instance, which pulls in its slice', () => {
    const truth = truthOf(readRecord('system', version));
    const [instance] = truth.starts.filter(({ unit }) => unit.startsWith('sa@'));
    expect(instance === undefined ? undefined : describeStart(instance, truth)).toBe('by socket sa.socket');
    expect(storyOf('system-sa.slice', truth)).toEqual([
      `start: Requires of ${instance?.unit ?? ''} <- ${instance?.unit ?? ''}/start by socket sa.socket`,
    ]);
  });

  test('what the boot started before journald ran is the boot', () => {
    const truth = truthOf(readRecord('system', version));
    const [target, cron] = ['multi-user.target', 'cron.service'].map((unit) => storyOf(unit, truth)[0]);
    expect(target).toBe('start: by boot');
    expect(cron).toBe('start: Wants of multi-user.target <- multi-user.target/start by boot');
  });
});
