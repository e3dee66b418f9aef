import { beforeAll, describe, expect, it } from 'vitest';
import { createHistory, type History } from '../../src/history/history.ts';
import type { Observation, ObservationPayload } from '../../src/model/observation.ts';
import { encodeObservation } from '../../src/recording/format.ts';
import { createSnapshot } from '../../src/recording/snapshot.ts';
import { changedOnly } from '../../src/session/describe/changed-only.ts';
import { RETENTION } from '../../src/session/retention.ts';

const UNIT_INTERFACE = 'org.freedesktop.systemd1.Unit';
const MANAGER = {
  source: 'system-bus',
  kind: 'signal',
  path: '/org/freedesktop/systemd1',
  interface: 'org.freedesktop.systemd1.Manager',
} as const;
const STANDING = Array.from({ length: 40 }, (_, index) => `standing-${String(index)}.service`);
const row = (unit: string) => ({ unit, loadState: 'loaded', activeState: 'active', subState: 'running' });
const pathOf = (unit: string): string =>
  `/org/freedesktop/systemd1/unit/${unit.replaceAll(/[-.]/g, (char) => `_${char.charCodeAt(0).toString(16)}`)}`;

/** A host on which transient units come and go, with sessions, reloads and lines of the log that come late. */
function createHost() {
  const history = createHistory('system', RETENTION.recordOnly);
  const snapshot = createSnapshot();
  let sequence = 0;
  let usec = 1_795_186_450_000_000n;
  const take = (payload: ObservationPayload): void => {
    sequence += 1;
    usec += 1000n;
    const at = { realtimeUsec: usec, monotonicUsec: usec - 1_795_186_000_000_000n, bootId: '2e662578dab543be861b2a63bbcd072f' };
    const observation: Observation = { sequence, at, payload };
    snapshot.note(observation);
    described.note(observation);
    history.add(observation);
  };
  const described = changedOnly({ emit: (payload) => take(payload) });
  const loaded = new Set(STANDING);
  let jobs = 0;
  let reloads = 0;

  const file = (unit: string, folder: string): void =>
    void described.emit({
      source: 'unit-files',
      kind: 'unit-file',
      unit,
      path: `${folder}/${unit}`,
      text: `[Unit]\nDescription=${'x'.repeat(300)} ${unit}\nWants=a.target\n`,
    });
  const reload = (): void => {
    reloads += 1;
    const at = { realtimeUsec: usec };
    take({ source: 'system-bus', kind: 'gap', from: at, to: at, text: 'the manager reloaded its units (daemon-reload)' });
    take({ source: 'system-bus', kind: 'job-list', jobs: [] });
    take({ source: 'system-bus', kind: 'unit-list', units: [...loaded].map(row) });
    take({ source: 'system-bus', kind: 'listening' });
    for (const unit of loaded) file(unit, STANDING.includes(unit) ? '/usr/lib/systemd/system' : '/run/systemd/transient');
  };
  reload();
  return {
    history,
    snapshot,
    comeAndGo(unit: string, how: { readonly isSeenGo: boolean }): void {
      const id = ++jobs;
      loaded.add(unit);
      take({ ...MANAGER, member: 'UnitNew', body: [unit, pathOf(unit)] });
      take({ ...MANAGER, member: 'JobNew', body: [id, `/org/freedesktop/systemd1/job/${String(id)}`, unit] });
      take({
        source: 'system-bus',
        kind: 'unit-properties',
        unit,
        properties: { Id: unit, Names: [unit, `alias-${unit}`], Wants: ['a.target'], ActiveState: 'active', SubState: 'running' },
      });
      file(unit, '/run/systemd/transient');
      const body = [
        UNIT_INTERFACE,
        { ActiveState: 'active', SubState: 'running', InvocationID: Array.from({ length: 16 }, (_, index) => (jobs >> (index % 4)) & 255) },
        [],
      ];
      take({ ...MANAGER, path: pathOf(unit), interface: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged', body });
      take({ ...MANAGER, member: 'JobRemoved', body: [id, `/org/freedesktop/systemd1/job/${String(id)}`, unit, 'done'] });
      loaded.delete(unit);
      if (how.isSeenGo) take({ ...MANAGER, member: 'UnitRemoved', body: [unit, pathOf(unit)] });
      // Of a unit that is gone the journal still tells something.
      take({
        source: 'journal',
        kind: 'entry',
        fields: {
          _PID: '1',
          _UID: '0',
          UNIT: unit,
          MESSAGE: `${unit}: Consumed 1ms CPU time.`,
          MESSAGE_ID: 'ae8f7b866b0347b9af31fe1c80b127c0',
          __CURSOR: String(sequence),
        },
      });
    },
    reload,
    reloads: () => reloads,
    back: (unit: string) => {
      const before = snapshot.lines(0).length;
      file(unit, '/run/systemd/transient');
      return snapshot.lines(0).length - before;
    },
  };
}

function sizes(history: History, snapshot: ReturnType<typeof createSnapshot>): Record<string, number> {
  const head = snapshot.lines(1);
  return {
    units: [...history.units()].length,
    gaps: history.gaps.length,
    spans: history.observedSpans.length,
    announcements: history.announcements.length,
    lines: head.length,
    bytes: head.reduce((sum, one) => sum + encodeObservation(one).length, 0),
    canonical: [...Array(1000).keys()].filter(
      (index) => history.canonical(`alias-tr-${String(index)}.service`) !== `alias-tr-${String(index)}.service`,
    ).length,
    wanting: history.edges.namedBy('a.target', 'Wants').length,
  };
}

describe('months of units that come and go: 20,000 transient units, with 1,250 reloads', () => {
  let half: Record<string, number>;
  let whole: Record<string, number>;
  let host: ReturnType<typeof createHost>;
  beforeAll(() => {
    host = createHost();
    for (let index = 0; index < 20_000; index += 1) {
      if (index === 10_000) half = sizes(host.history, host.snapshot);
      host.comeAndGo(index % 4 === 0 ? `session-${String(index)}.scope` : `tr-${String(index)}.service`, { isSeenGo: index % 3 !== 0 });
      if (index % 16 === 15) host.reload();
    }
    whole = sizes(host.history, host.snapshot);
  }, 120_000);

  it('what each part begins with holds what there is, and nothing of what there was', () => {
    expect(host.reloads()).toBe(1251);
    // Files of the standing units, the list, and that the bus is heard.
    expect(whole['lines']).toBe(STANDING.length + 2);
    // But for the digits of the sequence.
    expect(whole['bytes']! - half['bytes']!).toBeLessThan(10 * STANDING.length);
  });

  it('what is known of units is bounded, and grows no more', () => {
    for (const [name, count] of Object.entries({ ...whole, gaps: 0, spans: 0 }))
      expect(count, name).toBeLessThanOrEqual((half[name] ?? 0) * 1.25);
    expect(whole['units']).toBeLessThan(13_000);
    expect(whole['gaps']).toBeLessThanOrEqual(1250);
    expect(whole['spans']).toBeLessThanOrEqual(1250);
    expect(whole['canonical']).toBe(0);
  });

  it('a transient unit that is back with the same file is told again', () => {
    expect(host.back('tr-1.service')).toBe(1);
    expect(host.back('standing-1.service')).toBe(1);
  });
});
