import type { ObservationPayload } from '../../model/observation.ts';

/** Where what is found is put; a stream of observations, or less. */
export interface ObservationSink {
  emit(payload: ObservationPayload): unknown;
}

/** Passes over unit files, links, mentions and what was looked for on the host that are as they were when they were last put here. */
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
