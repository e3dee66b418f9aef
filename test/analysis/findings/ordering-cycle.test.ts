import { describe, expect, it } from 'vitest';
import { orderingCycle } from '../../../src/analysis/findings/ordering-cycle.ts';
import { createHistory, type History } from '../../../src/history/history.ts';
import type { Observation } from '../../../src/model/observation.ts';

/** What three services that are ordered in a circle had systemd log in the lab, and the fields of the lines. */
const LOGGED = {
  252: {
    units: ['c.service', 'a.service', 'b.service'],
    lines: [
      'b.service: Found ordering cycle on c.service/start',
      'b.service: Found dependency on a.service/start',
      'b.service: Found dependency on b.service/start',
      'b.service: Job c.service/start deleted to break ordering cycle starting with b.service/start',
    ],
  },
  262: {
    units: ['b.service', 'c.service', 'a.service'],
    lines: [
      'a.service: Found ordering cycle: b.service/start after c.service/start after a.service/start - after b.service',
      'a.service: Job b.service/start deleted to break ordering cycle starting with a.service/start',
    ],
  },
} as const;

function history(version: keyof typeof LOGGED): History {
  const { units, lines } = LOGGED[version];
  const made = createHistory('system');
  const tell = (sequence: number, payload: Observation['payload']): void => {
    made.add({ sequence, at: { realtimeUsec: 1_795_212_796_000_000n + BigInt(sequence) }, payload });
  };
  for (const [index, MESSAGE] of lines.entries())
    tell(index + 1, { source: 'journal', kind: 'entry', fields: { MESSAGE, UNIT: units, _PID: '1', __CURSOR: `c${String(index)}` } });
  const texts = { a: 'After=b.service', b: 'After=c.service', c: 'Wants=b.service\nAfter=a.service' };
  for (const [index, [name, text]] of Object.entries(texts).entries())
    tell(10 + index, {
      source: 'unit-files',
      kind: 'unit-file',
      unit: `${name}.service`,
      path: `/etc/systemd/system/${name}.service`,
      text: `[Unit]\n${text}\n`,
    });
  return made;
}

describe('an ordering cycle', () => {
  it.each([
    [252, 'c.service'],
    [262, 'b.service'],
  ] as const)('is told of each of its units, with what was dropped, on %i', (version, deleted) => {
    const known = history(version);
    for (const unit of ['a.service', 'b.service', 'c.service']) {
      const [fault, ...more] = orderingCycle.examine(known.unit(unit), known);
      expect(more).toEqual([]);
      expect(fault?.severity).toBe(unit === deleted ? 'error' : 'warning');
      expect(fault?.facts.other).toBe(deleted);
      expect(new Set(fault?.facts.units)).toEqual(new Set(['a.service', 'b.service', 'c.service']));
      expect(fault?.declaredIn.map(({ path, line }) => `${path}:${String(line)}`).toSorted()).toEqual([
        '/etc/systemd/system/a.service:2',
        '/etc/systemd/system/b.service:2',
        '/etc/systemd/system/c.service:3',
      ]);
    }
  });

  it('is no finding any more once the manager has the order no longer', () => {
    const known = history(252);
    known.add({
      sequence: 99,
      at: { realtimeUsec: 1_795_212_799_000_000n },
      payload: {
        source: 'system-bus',
        kind: 'unit-properties',
        unit: 'a.service',
        properties: { Id: 'a.service', After: ['basic.target'], Before: ['c.service'] },
      },
    });
    expect(orderingCycle.examine(known.unit('a.service'), known)).toEqual([]);
  });
});
