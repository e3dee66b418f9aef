import type { ObservationPayload } from '../../model/observation.ts';

/** Takes observations; an ObservationStream, or a filter before one. */
export interface ObservationSink {
  emit(payload: ObservationPayload): unknown;
}

/** Drops unit files, names, links, mentions and checks that are the same as when they were last emitted. */
export function changedOnly(sink: ObservationSink): ObservationSink {
  const known = new Map<string, string>();
  return {
    emit(payload) {
      if (payload.kind === 'unit-file' || payload.kind === 'dependency-link' || payload.kind === 'mention') {
        const key = `${payload.kind} ${payload.unit} ${payload.path}`;
        const text = payload.kind === 'dependency-link' ? `${payload.owner} ${payload.setting}` : payload.text;
        if (known.get(key) === text) return undefined;
        known.set(key, text);
      }
      if (payload.kind === 'unit-alias') {
        const key = `${payload.kind} ${payload.alias}`;
        if (known.get(key) === payload.unit) return undefined;
        known.set(key, payload.unit);
      }
      if (payload.kind === 'path-check' || payload.kind === 'account-check') {
        const key = `${payload.kind} ${payload.kind === 'path-check' ? payload.path : `${payload.database} ${payload.name}`}`;
        const text = JSON.stringify(payload);
        if (known.get(key) === text) return undefined;
        known.set(key, text);
      }
      return sink.emit(payload);
    },
  };
}
