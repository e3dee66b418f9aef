import type { Observation, ObservationPayload, Properties, SignalPayload, UnitListPayload, WireValue } from '../model/observation.ts';
import { createDiskKeys } from '../model/disk-keys.ts';
import { unitOfPath } from '../systemd/bus-path.ts';
import type { Instant } from '../model/instant.ts';

/** The state that a reader needs to continue from here: the host, the manager's latest reports of each unit, files, queued jobs, whether the bus is observed. */
interface Snapshot {
  /** Keeps the parts of an observation that stay valid. Memory grows with the number of units that there are, not with time and those that there were. */
  note(observation: Observation): void;
  /**
   * The state as observations. What was read as a whole keeps its time and number, with what has changed since; the lists and `listening` stand
   * for this moment and get `sequence`.
   */
  lines(sequence: number): readonly Observation[];
  /** The time of the last live observation; journal entries are older than their reading. */
  lastSeen(): Instant | undefined;
}

type Row = UnitListPayload['units'][number];

/** An empty snapshot. */
export function createSnapshot(): Snapshot {
  const latest = new Map<string, Observation>();
  const ofUnits = createDiskKeys();
  const described = new Map<string, Observation>();
  const rows = new Map<string, Row>();
  const queued = new Map<number, Observation>();
  let isListening = false;
  let lastSeen: Instant | undefined;

  const signal = (payload: SignalPayload, observation: Observation): void => {
    const [first, second] = payload.body;
    if (payload.member === 'PropertiesChanged') {
      const unit = unitOfPath(payload.path);
      if (unit !== undefined && isProperties(second)) change(unit, second);
    } else if (payload.member === 'JobNew' && typeof first === 'number') queued.set(first, observation);
    else if (payload.member === 'JobRemoved' && typeof first === 'number') queued.delete(first);
    else if (payload.member === 'UnitRemoved' && typeof first === 'string') {
      rows.delete(first);
      described.delete(first);
    }
  };

  function change(unit: string, changed: Properties): void {
    const known = described.get(unit);
    if (known?.payload.kind === 'unit-properties')
      described.set(unit, { ...known, payload: { ...known.payload, properties: { ...known.payload.properties, ...changed } } });
    const { ActiveState: activeState, SubState: subState } = changed;
    if (typeof activeState === 'string' && typeof subState === 'string')
      rows.set(unit, { unit, loadState: rows.get(unit)?.loadState ?? 'loaded', activeState, subState });
  }

  return {
    lastSeen: () => lastSeen,
    note(observation) {
      const { payload } = observation;
      if (payload.source !== 'journal') lastSeen = observation.at;
      for (const key of ofUnits.gone(observation)) latest.delete(key);
      const key = keyOf(payload);
      if (key !== undefined) {
        latest.set(key, observation);
        ofUnits.add(key, payload);
      } else if (payload.kind === 'signal') signal(payload, observation);
      else if (payload.kind === 'unit-properties') described.set(payload.unit, observation);
      else if (payload.kind === 'job-list') noteJobs(payload.jobs.map(({ id }) => id));
      else if (payload.kind === 'unit-list') {
        rows.clear();
        for (const row of payload.units) rows.set(row.unit, row);
        for (const unit of described.keys()) if (!rows.has(unit)) described.delete(unit);
      } else if (payload.kind === 'listening') isListening = true;
      else if (payload.kind === 'gap' && payload.source === 'system-bus') isListening = false;
    },
    lines(sequence) {
      const at = lastSeen;
      const own = [...latest.values(), ...described.values(), ...queued.values()].toSorted((a, b) => a.sequence - b.sequence);
      if (at === undefined) return own;
      const ofNow = (payload: ObservationPayload): Observation => ({ sequence, at, payload });
      return [
        ...own,
        ...(rows.size === 0 ? [] : [ofNow({ source: 'system-bus', kind: 'unit-list', units: [...rows.values()] })]),
        ...(isListening ? [ofNow({ source: 'system-bus', kind: 'listening' })] : []),
      ];
    },
  };

  /** A complete list of jobs: any other job has ended without an observed signal. */
  function noteJobs(ids: readonly number[]): void {
    const listed = new Set(ids);
    for (const id of queued.keys()) if (!listed.has(id)) queued.delete(id);
  }
}

/** Kinds of which each observation replaces the previous one of the same thing. */
function keyOf(payload: ObservationPayload): string | undefined {
  switch (payload.kind) {
    case 'host':
    case 'manager-properties':
      return payload.kind;
    case 'source-status':
      return `status ${payload.source}`;
    case 'unit-file':
      return `file ${payload.unit} ${payload.path}`;
    case 'dependency-link':
      return `link ${payload.path}`;
    case 'unit-alias':
      return `alias ${payload.alias}`;
    case 'start-count':
      return `count ${payload.unit}`;
    default:
      return undefined;
  }
}

function isProperties(value: WireValue | undefined): value is Properties {
  return typeof value === 'object' && !Array.isArray(value);
}
