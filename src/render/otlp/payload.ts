/**
 * The part of OTLP that traces take, in its JSON mapping (opentelemetry-proto, "JSON Protobuf Encoding"): names in camelCase, ids in hexadecimal, enumerations as
 * numbers, 64-bit integers as decimal strings.
 */
export interface TraceRequest {
  readonly resourceSpans: readonly ResourceSpans[];
}

interface ResourceSpans {
  readonly resource: Resource;
  readonly scopeSpans: readonly { readonly scope: { readonly name: string; readonly version: string }; readonly spans: readonly Span[] }[];
}

export interface Resource {
  readonly attributes: readonly Attribute[];
}

export interface Attribute {
  readonly key: string;
  readonly value: AttributeValue;
}

export type AttributeValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly arrayValue: { readonly values: readonly { readonly stringValue: string }[] } };

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: (typeof SPAN_KIND)[keyof typeof SPAN_KIND];
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
  readonly status?: { readonly code: typeof STATUS_ERROR; readonly message: string };
}

export interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: readonly Attribute[];
}

/** Those of Span.SpanKind that a chain has: what happens within, what sets something going, what it sets going. */
export const SPAN_KIND = { internal: 1, producer: 4, consumer: 5 } as const;

/** Status.StatusCode of what failed. */
export const STATUS_ERROR = 2;
