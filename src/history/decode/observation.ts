import type { Observation } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { decodeBusObservation } from './bus.ts';
import { decodeJournalEntry } from './journal-entry.ts';
import type { Fact } from '../../model/fact.ts';
import { withWholeParents } from './whole-parents.ts';

/** What an observation says happened; nothing when it says nothing that matters. */
export function decodeObservation(observation: Observation, scope: ManagerScope): readonly Fact[] {
  const { payload } = observation;
  switch (payload.source) {
    case 'system-bus':
      return decodeBusObservation(observation);
    case 'journal':
      return decodeJournalEntry(observation, scope);
    case 'proc':
    case 'unit-files':
      if (payload.kind === 'source-status' || payload.kind === 'gap' || payload.kind === 'user-name') return [];
      if (payload.kind === 'client-scan')
        return [{ ...payload, processes: withWholeParents(payload.processes), at: observation.at, order: observation.sequence }];
      return [{ ...payload, at: observation.at, order: observation.sequence }];
    case 'host':
      if (payload.kind !== 'session-end') return [];
      return [{ kind: 'bus-heard', source: 'host', at: observation.at, order: observation.sequence, edge: 'end' }];
  }
}
