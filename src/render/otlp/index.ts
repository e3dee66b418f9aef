import type { Timeline } from '../../model/timeline.ts';
import { escapeJson } from '../escape.ts';
import { grouped } from '../grouped.ts';
import type { Resource, TraceRequest } from './payload.ts';
import { startTraces } from './start-trace.ts';
import type { Renderer } from '../renderer.ts';

/** A whole request, in one line with a newline at its end, and how much is in it. */
export interface OtlpBatch {
  readonly body: string;
  readonly traces: number;
  readonly spans: number;
}

/** All starts as one ExportTraceServiceRequest in one line, which is what OpenTelemetry's OTLP files hold. */
export const renderOtlp: Renderer = (timeline) => {
  const [batch] = renderOtlpBatches(timeline, Number.POSITIVE_INFINITY);
  return batch?.body ?? `${JSON.stringify({ resourceSpans: [] } satisfies TraceRequest)}\n`;
};

/** The same in requests of at most `bytes` each, unless a single trace is longer; none when there is no start. */
export function renderOtlpBatches(timeline: Timeline, bytes: number): readonly OtlpBatch[] {
  const { name, version } = timeline.generator;
  const scope = escapeJson(JSON.stringify({ name, version }));
  const envelope = byteLength(requestOf([], scope));
  const batches: WrittenSpan[][][] = [];
  const resources = new Map<Resource, string>();
  let room = 0;
  for (const trace of startTraces(timeline)) {
    const written = trace.map(({ resource, span }) => {
      const about = resources.get(resource) ?? escapeJson(JSON.stringify(resource));
      resources.set(resource, about);
      return { resource: about, span: escapeJson(JSON.stringify(span)) };
    });
    // By itself a trace takes no less than in the company of others, whose resources it may share.
    const length = bytes === Number.POSITIVE_INFINITY ? 0 : byteLength(requestOf(written, scope)) - envelope + SEPARATOR;
    const batch = batches.at(-1);
    if (batch === undefined || length > room) {
      batches.push([written]);
      room = bytes - envelope - length;
    } else {
      batch.push(written);
      room -= length;
    }
  }
  return batches.map((traces) => {
    const spans = traces.flat();
    return { body: requestOf(spans, scope), traces: traces.length, spans: spans.length };
  });
}

/** A span and its resource, each as JSON. */
interface WrittenSpan {
  readonly resource: string;
  readonly span: string;
}

/** A TraceRequest; the spans of one resource stand together. */
function requestOf(written: readonly WrittenSpan[], scope: string): string {
  const groups = [...grouped(written, ({ resource }) => resource)].map(
    ([resource, own]) => `{"resource":${resource},"scopeSpans":[{"scope":${scope},"spans":[${own.map(({ span }) => span).join()}]}]}`,
  );
  return `{"resourceSpans":[${groups.join()}]}\n`;
}

/** The comma between two traces. */
const SEPARATOR = 1;

function byteLength(text: string): number {
  return ENCODER.encode(text).length;
}

const ENCODER = new TextEncoder();
