import { createRequire } from 'node:module';

/** A message of the protobuf code that OpenTelemetry generates from opentelemetry-proto and ships to its users. */
interface MessageType {
  readonly verify: (object: object) => string | null;
  readonly fromObject: (object: object) => object;
  readonly encode: (message: object) => { finish(): Uint8Array };
  readonly decode: (bytes: Uint8Array) => object;
  readonly toObject: (message: object, options: object) => object;
}

const generated = createRequire(import.meta.url)('@opentelemetry/otlp-transformer/build/src/generated/root.js') as {
  readonly opentelemetry: {
    readonly proto: { readonly collector: { readonly trace: { readonly v1: { readonly ExportTraceServiceRequest: MessageType } } } };
  };
};
const { ExportTraceServiceRequest } = generated.opentelemetry.proto.collector.trace.v1;

/** What is left of OTLP/JSON once it has been through the wire format: ids in hexadecimal, 64-bit integers as strings, as OTLP's JSON mapping writes them. */
export function throughProtobuf(json: string): unknown {
  const request = mapIds(JSON.parse(json) as object, (id) => Buffer.from(id as string, 'hex')) as object;
  const message = ExportTraceServiceRequest.fromObject(request);
  const fault = ExportTraceServiceRequest.verify(message);
  if (fault !== null) throw new Error(fault);
  const decoded = ExportTraceServiceRequest.decode(ExportTraceServiceRequest.encode(message).finish());
  return mapIds(
    ExportTraceServiceRequest.toObject(decoded, { longs: String, bytes: Buffer, arrays: false, defaults: false, oneofs: false }),
    (id) => Buffer.from(id as Uint8Array).toString('hex'),
  );
}

const IDS: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId']);

/** Ids are hexadecimal in OTLP's JSON mapping, unlike other bytes, which are base64. */
function mapIds(value: unknown, change: (id: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => mapIds(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, IDS.has(key) ? change(member) : mapIds(member, change)]));
}

/** The JSON without lists that are empty, which protobuf does not tell from missing ones. */
export function withoutEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyLists);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => !Array.isArray(member) || member.length > 0)
      .map(([key, member]) => [key, withoutEmptyLists(member)]),
  );
}
