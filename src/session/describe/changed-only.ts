import { dropOldest } from '../../history/retention.ts';
import { createHash } from 'node:crypto';
import { createDiskKeys } from '../../model/disk-keys.ts';
import type { Observation, ObservationPayload } from '../../model/observation.ts';

/** Takes observations; an ObservationStream, or a filter before one. */
export interface ObservationSink {
  emit(payload: ObservationPayload): unknown;
}

/** A filter that is told what was observed. */
export interface ChangedOnly extends ObservationSink {
  /** What is gone is emitted again when it is back. */
  note(observation: Observation): void;
}

/** Checks and mentions of what is not there any more are forgotten when there are so many. */
const MOST_KNOWN = 50_000;

/** Drops unit files, names, links, mentions and checks that are the same as when they were last emitted. */
export function changedOnly(sink: ObservationSink): ChangedOnly {
  const known = new Map<string, string>();
  const ofUnits = createDiskKeys();
  return {
    emit(payload) {
      const it = identified(payload);
      if (it !== undefined) {
        if (known.get(it.key) === it.text) return undefined;
        known.set(it.key, it.text);
        ofUnits.add(it.key, payload);
        dropOldest(known, MOST_KNOWN);
      }
      return sink.emit(payload);
    },
    note(observation) {
      for (const key of ofUnits.gone(observation)) known.delete(key);
    },
  };
}

/** What it is about, and what it says. */
function identified(payload: ObservationPayload): { readonly key: string; readonly text: string } | undefined {
  switch (payload.kind) {
    case 'unit-file':
    case 'mention':
      return { key: `${payload.kind} ${payload.unit} ${payload.path}`, text: digest(payload.text) };
    case 'dependency-link':
      return { key: `${payload.kind} ${payload.unit} ${payload.path}`, text: `${payload.owner} ${payload.setting}` };
    case 'unit-alias':
      return { key: `${payload.kind} ${payload.alias}`, text: payload.unit };
    case 'path-check':
      return { key: `${payload.kind} ${payload.path}`, text: JSON.stringify(payload) };
    case 'account-check':
      return { key: `${payload.kind} ${payload.database} ${payload.name}`, text: JSON.stringify(payload) };
    default:
      return undefined;
  }
}

/** A text, or what tells it apart from any other. */
function digest(text: string): string {
  return text.length < 100 ? text : createHash('sha256').update(text).digest('base64');
}
