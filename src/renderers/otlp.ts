import type { Timeline } from '../timeline/timeline.ts';
import { toJson } from './escape.ts';
import type { Resource, Span, TraceRequest } from './otlp/payload.ts';
import { startTraces, type PlacedSpan } from './otlp/start-trace.ts';
import type { Renderer } from './renderer.ts';

/** A whole request, in one line with a newline at its end, and how much is in it. */
export interface OtlpBatch {
  readonly body: string;
  readonly traces: number;
  readonly spans: number;
}

/** All starts as one ExportTraceServiceRequest in one line, which is what OpenTelemetry's OTLP files hold. */
export const renderOtlp: Renderer = (timeline) => bodyOf(startTraces(timeline), timeline);

/** The same in requests of at most `bytes` each, unless a single trace is longer; none when there is no start. */
export function renderOtlpBatches(timeline: Timeline, bytes: number): readonly OtlpBatch[] {
  const encoder = new TextEncoder();
  const batches: (readonly PlacedSpan[])[][] = [];
  let room = 0;
  for (const trace of startTraces(timeline)) {
    // By itself a trace takes no less than in the company of others, whose resources it may share.
    const { length } = encoder.encode(bodyOf([trace], timeline));
    const batch = batches.at(-1);
    if (batch === undefined || length > room) {
      batches.push([trace]);
      room = bytes - length;
    } else {
      batch.push(trace);
      room -= length;
    }
  }
  return batches.map((traces) => ({ body: bodyOf(traces, timeline), traces: traces.length, spans: traces.flat().length }));
}

function bodyOf(traces: readonly (readonly PlacedSpan[])[], { generator }: Pick<Timeline, 'generator'>): string {
  const byResource = new Map<string, { readonly resource: Resource; readonly spans: Span[] }>();
  for (const { resource, span } of traces.flat()) {
    const key = JSON.stringify(resource);
    const known = byResource.get(key);
    if (known === undefined) byResource.set(key, { resource, spans: [span] });
    else known.spans.push(span);
  }
  const scope = { name: generator.name, version: generator.version };
  const request: TraceRequest = {
    resourceSpans: [...byResource.values()].map(({ resource, spans }) => ({ resource, scopeSpans: [{ scope, spans }] })),
  };
  return `${toJson(request)}\n`;
}
