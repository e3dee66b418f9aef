import type { Fact, PathCheck } from '../model/fact.ts';
import { countProperty, textProperty } from '../model/properties.ts';
import type { PeerDescription, ProcessDescription } from '../model/observation.ts';
import type { Evidence, EvidenceId } from '../model/timeline.ts';
import { defined } from '../defined.ts';

/** Gives each fact that is cited one id, and keeps what renderers need to show it. */
export interface EvidenceIndex {
  cite(facts: readonly Fact[]): readonly EvidenceId[];
  entries(): Readonly<Record<EvidenceId, Evidence>>;
}

/** An empty index; ids are `e1`, `e2` … in the order of citation. */
export function createEvidenceIndex(): EvidenceIndex {
  const ids = new Map<Fact, EvidenceId>();
  const entries: Record<EvidenceId, Evidence> = {};
  return {
    cite(facts) {
      return [...new Set(facts)].map((fact) => {
        const known = ids.get(fact);
        if (known !== undefined) return known;
        const id = `e${String(ids.size + 1)}`;
        ids.set(fact, id);
        entries[id] = toEvidence(fact);
        return id;
      });
    },
    entries: () => entries,
  };
}

/** What a fact says, in a few words, with where it can be looked up. */
export function toEvidence(fact: Fact): Evidence {
  const cursor = 'cursor' in fact ? fact.cursor : undefined;
  return defined({ source: fact.source, at: fact.at, text: textOf(fact), cursor });
}

function textOf(fact: Fact): string {
  switch (fact.kind) {
    case 'job-queued':
      return fact.known === 'before'
        ? `job ${String(fact.jobId)} of ${fact.unit} was there`
        : `job ${String(fact.jobId)} queued for ${fact.unit}`;
    case 'job-removed':
      return `job ${String(fact.jobId)} of ${fact.unit} ended: ${fact.result}`;
    case 'job-changed':
      return `job ${String(fact.jobId)} was announced again: ${fact.state}`;
    case 'unit-state':
      return `${fact.unit} ${fact.signalled ? 'became' : 'is'} ${fact.activeState} (${fact.subState})`;
    case 'unit-detail': {
      const restarts = countProperty(fact.properties, 'NRestarts');
      const result = textProperty(fact.properties, 'Result');
      return `${fact.unit}: ${[restarts === undefined ? [] : `NRestarts=${String(restarts)}`, result === undefined ? [] : `Result=${result}`].flat().join(' ')}`;
    }
    case 'unit-properties':
      return `properties of ${fact.unit}`;
    case 'unit-loaded':
      return `${fact.unit} appeared`;
    case 'unit-unloaded':
      return `${fact.unit} was unloaded`;
    case 'manager-properties':
      return 'properties of the manager';
    case 'job-logged':
    case 'unit-logged':
    case 'host-logged':
    case 'unit-output':
      return fact.text;
    case 'client-scan':
      return `processes seen when the job was queued: ${fact.processes.map(processText).join('; ')}`;
    case 'client-exec':
      return `${fact.program} was executed${fact.process === undefined ? '' : `: ${processText(fact.process)}`}`;
    case 'client-call':
      return `${fact.sender} called ${fact.member}${fact.unit === undefined ? '' : ` on ${fact.unit}`}${fact.process === undefined ? '' : `: ${processText(fact.process)}`}`;
    case 'bus-request':
    case 'bus-requester':
      return `${fact.sender} sent a message to ${fact.busName}${fact.process === undefined ? '' : `: ${processText(fact.process)}`}`;
    case 'name-watch':
      return `the bus names that are watched: ${fact.busNames.join(', ')}`;
    case 'peer-scan':
      return `at ${fact.socket}: ${fact.peers.map(peerText).join('; ')}`;
    case 'bus-heard':
      return fact.edge === 'begin' ? 'the bus is heard from here on' : 'the bus was lost';
    case 'path-check':
      return `${fact.path}: ${PATH_WORDS[fact.found]}${fact.executable === false ? ', not executable' : ''}`;
    case 'account-check':
      return `${fact.database} ${fact.name} ${fact.exists ? 'exists' : 'does not exist'}`;
    case 'mention':
      return `${fact.path}:${String(fact.line)}: ${fact.text.trim()}`;
    case 'unit-file':
    case 'unit-alias':
    case 'file-origin':
    case 'dependency-link':
      return fact.path;
  }
}

const PATH_WORDS = {
  file: 'a file',
  directory: 'a directory',
  other: 'neither a file nor a directory',
  missing: 'there is none',
  unreadable: 'could not be looked at',
} as const satisfies Record<PathCheck['found'], string>;

function processText({ pid, comm, cmdline }: ProcessDescription): string {
  return `${String(pid)} ${cmdline?.join(' ') ?? comm ?? ''}`.trim();
}

function peerText({ protocol, listen, address, port, path, process }: PeerDescription): string {
  const from = address === undefined ? (path ?? 'a client') : `${address}${port === undefined ? '' : ` port ${String(port)}`}`;
  return `${from} at ${protocol} ${listen}${process === undefined ? '' : `: ${processText(process)}`}`;
}
