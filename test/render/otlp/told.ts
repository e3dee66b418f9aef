import { renderOtlp } from '../../../src/render/otlp/index.ts';
import type { Attribute, Span, TraceRequest } from '../../../src/render/otlp/payload.ts';
import type { Timeline } from '../../../src/model/timeline.ts';
import { renderOptions } from '../recorded-stories.ts';

/** A span as a backend has it: with its service, and its attributes by name. */
export interface ToldSpan extends Omit<Span, 'attributes'> {
  readonly service: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** The spans of a timeline's payload. */
export function toldSpans(timeline: Timeline): readonly ToldSpan[] {
  return spansOf(renderOtlp(timeline, renderOptions(timeline)));
}

/** The spans of a payload. */
export function spansOf(json: string): readonly ToldSpan[] {
  return (JSON.parse(json) as TraceRequest).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const about = byName(resource.attributes);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, service: String(about['service.name']), resource: about, attributes: byName(span.attributes) })),
    );
  });
}

/** Spans by their traces, each from the root on. */
export function byTrace(spans: readonly ToldSpan[]): readonly (readonly ToldSpan[])[] {
  const traces = new Map<string, ToldSpan[]>();
  for (const span of spans) traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  return [...traces.values()].map((trace) => {
    const ordered = trace.filter(({ parentSpanId }) => parentSpanId === undefined);
    for (let last = ordered[0]; last !== undefined;) {
      const { spanId } = last;
      last = trace.find(({ parentSpanId }) => parentSpanId === spanId);
      if (last !== undefined) ordered.push(last);
    }
    return ordered;
  });
}

function byName(attributes: readonly Attribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] as unknown]));
}
