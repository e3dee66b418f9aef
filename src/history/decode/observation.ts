import type { Observation } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { decodeBusObservation } from './bus.ts';
import { decodeJournalEntry } from './journal-entry.ts';
import type { Fact } from '../../model/fact.ts';
import { defined } from '../../defined.ts';

/** What an observation says happened; nothing when it says nothing that matters. */
export function decodeObservation(observation: Observation, scope: ManagerScope): readonly Fact[] {
  const { payload } = observation;
  switch (payload.source) {
    case 'system-bus':
      return decodeBusObservation(observation);
    case 'journal':
      return decodeJournalEntry(observation, scope);
    case 'proc':
      return decodeProc(observation);
    case 'unit-files':
      return decodeUnitFiles(observation);
    case 'host':
      if (payload.kind !== 'session-end') return [];
      return [{ kind: 'bus-heard', source: 'host', at: observation.at, order: observation.sequence, edge: 'end' }];
  }
}

function decodeUnitFiles({ payload, at, sequence }: Observation): readonly Fact[] {
  const origin = { source: 'unit-files' as const, at, order: sequence };
  switch (payload.kind) {
    case 'unit-file':
      return [{ ...origin, kind: 'file-read', unit: payload.unit, path: payload.path, text: payload.text }];
    case 'dependency-link':
      return [{ ...origin, kind: 'link-read', owner: payload.owner, setting: payload.setting, unit: payload.unit, path: payload.path }];
    case 'path-check':
      return [{ ...payload, ...origin, kind: 'path-checked' }];
    case 'account-check':
      return [{ ...payload, ...origin, kind: 'account-checked' }];
    case 'file-origin':
      return [{ ...payload, ...origin, kind: 'file-origin-read' }];
    case 'mention':
      return [{ ...payload, ...origin, kind: 'mention-read' }];
    default:
      return [];
  }
}

function decodeProc({ payload, at, sequence }: Observation): readonly Fact[] {
  const origin = { source: 'proc' as const, at, order: sequence };
  switch (payload.kind) {
    case 'client-scan':
      return [
        {
          ...origin,
          kind: 'clients-seen',
          jobs: payload.jobs,
          processes: payload.processes,
          ...defined({ connected: payload.connected === true ? (true as const) : undefined }),
        },
      ];
    case 'client-exec':
      return [{ ...origin, kind: 'client-executed', program: payload.program, ...defined({ process: payload.process }) }];
    case 'peer-scan':
      return [
        { ...origin, kind: 'peers-seen', jobs: payload.jobs, socket: payload.socket, peers: payload.peers, served: payload.served ?? 0 },
      ];
    default:
      return [];
  }
}
