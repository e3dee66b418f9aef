import { asJobId } from '../../systemd/jobs/job-id.ts';
import { jobIdOfPath, unitOfPath } from '../../systemd/bus-path.ts';
import type { Instant } from '../../model/instant.ts';
import type { Observation, Properties, SignalPayload, WireValue } from '../../model/observation.ts';
import type { Fact, UnitState } from '../../model/fact.ts';
import { instantProperty, invocationIdProperty, jobIdProperty, textProperty } from '../../model/properties.ts';
import { defined } from '../../defined.ts';

const UNIT_INTERFACE = 'org.freedesktop.systemd1.Unit';
const JOB_INTERFACE = 'org.freedesktop.systemd1.Job';
const MANAGER_INTERFACE = 'org.freedesktop.systemd1.Manager';

interface Origin {
  readonly source: 'system-bus';
  readonly at: Instant;
  readonly order: number;
}

/** The facts in the manager's messages on the bus: its signals and its replies to our calls. */
export function decodeBusObservation(observation: Observation): readonly Fact[] {
  const { payload } = observation;
  if (payload.source !== 'system-bus') return [];
  const origin: Origin = { source: 'system-bus', at: observation.at, order: observation.sequence };
  switch (payload.kind) {
    case 'signal':
      return decodeSignal(payload, origin);
    case 'unit-properties':
      return [
        { ...payload, ...origin },
        ...decodeState(payload.unit, payload.properties, origin, false).map((state) => ({ ...state, mayBeStale: true as const })),
      ];
    case 'manager-properties':
      return [{ ...payload, ...origin }];
    case 'job-list':
      return payload.jobs.flatMap(({ id, unit, type }) => {
        const jobId = asJobId(id);
        return jobId === undefined ? [] : [{ kind: 'job-queued', ...origin, jobId, unit, known: 'before', jobType: type }];
      });
    case 'unit-list':
      return payload.units.map(({ unit, activeState, subState }) => ({
        kind: 'unit-state',
        ...origin,
        unit,
        activeState,
        subState,
        signalled: false,
      }));
    case 'client-call':
      return payload.joined === undefined ? [{ ...payload, ...origin }] : [];
    case 'bus-request':
    case 'name-watch':
      return [{ ...payload, ...origin }];
    case 'listening':
      return [{ kind: 'bus-heard', ...origin, edge: 'begin' }];
    case 'gap':
      return [{ kind: 'bus-heard', ...origin, edge: 'end' }];
    case 'source-status':
      return [];
  }
}

function decodeSignal(signal: SignalPayload, origin: Origin): readonly Fact[] {
  if (signal.member === 'PropertiesChanged') return decodeChange(signal, origin);
  if (signal.interface !== MANAGER_INTERFACE) return [];
  const [first, second, third, fourth] = signal.body;
  const jobId = asJobId(first);
  switch (signal.member) {
    case 'JobNew':
      return jobId !== undefined && typeof third === 'string'
        ? [{ kind: 'job-queued', ...origin, jobId, unit: third, known: 'heard' }]
        : [];
    case 'JobRemoved':
      return jobId !== undefined && typeof third === 'string' && typeof fourth === 'string'
        ? [{ kind: 'job-removed', ...origin, jobId, unit: third, result: fourth }]
        : [];
    case 'UnitNew':
      return typeof first === 'string' ? [{ kind: 'unit-loaded', ...origin, unit: first }] : [];
    case 'UnitRemoved':
      return typeof first === 'string' && second !== undefined ? [{ kind: 'unit-unloaded', ...origin, unit: first }] : [];
    case 'Reloading':
      return first === true ? [{ kind: 'bus-heard', ...origin, edge: 'reload' }] : [];
    default:
      return [];
  }
}

function decodeChange(signal: SignalPayload, origin: Origin): readonly Fact[] {
  const [interfaceName, changed] = signal.body;
  if (interfaceName === JOB_INTERFACE) return decodeJobChange(signal.path, changed, origin);
  const unit = unitOfPath(signal.path);
  if (unit === undefined || typeof interfaceName !== 'string' || !isRecord(changed)) return [];
  if (interfaceName === UNIT_INTERFACE) return decodeState(unit, changed, origin, true);
  return [{ kind: 'unit-detail', ...origin, unit, properties: changed }];
}

function decodeJobChange(path: string, changed: WireValue | undefined, origin: Origin): readonly Fact[] {
  const jobId = jobIdOfPath(path);
  const state = isRecord(changed) ? textProperty(changed, 'State') : undefined;
  return jobId === undefined || state === undefined ? [] : [{ kind: 'job-changed', ...origin, jobId, state }];
}

function decodeState(unit: string, properties: Properties, origin: Origin, signalled: boolean): readonly UnitState[] {
  const activeState = textProperty(properties, 'ActiveState');
  const subState = textProperty(properties, 'SubState');
  if (activeState === undefined || subState === undefined) return [];
  return [
    defined({
      kind: 'unit-state',
      ...origin,
      unit,
      activeState,
      subState,
      signalled,
      invocationId: invocationIdProperty(properties),
      jobId: jobIdProperty(properties),
      inactiveExit: instantProperty(properties, 'InactiveExitTimestamp', origin.at.bootId),
      stateChange: instantProperty(properties, 'StateChangeTimestamp', origin.at.bootId),
    }),
  ];
}

function isRecord(value: WireValue | undefined): value is Properties {
  return typeof value === 'object' && !Array.isArray(value);
}
