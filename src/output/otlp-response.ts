import type { IncomingHttpHeaders } from 'node:http';
import { defined } from '../defined.ts';
import { table } from '../table.ts';

/** The answer to one request. */
export type OtlpAnswer =
  | {
      readonly kind: 'taken';
      /** How many of its spans were not taken. */
      readonly rejected: bigint;
      /** The collector's message. Raw text. */
      readonly message?: string;
    }
  | {
      readonly kind: 'refused';
      /** Raw text, as the end of a sentence. */
      readonly why: string;
      readonly remedy?: string;
      /** Set when the same may be taken later. */
      readonly again?: { readonly afterMs?: number };
    };

interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly url: URL;
}

/** Reads a collector's answer by the rules of OTLP/HTTP (OpenTelemetry Protocol, "OTLP/HTTP Response"): which failures may pass, and what was taken in part. */
export function answerOf({ status, headers, text, url }: Response): OtlpAnswer {
  const said = words(text, headers);
  if (status >= 200 && status < 300) return isPage(headers) ? PAGE : taken(text);
  if (status >= 300 && status < 400) return redirected(status, headers, url);
  const why = `it answered with status ${status}${said === undefined ? '' : `: ${said}`}`;
  if (MAY_PASS.has(status)) return { kind: 'refused', why, again: waitOf(headers) };
  return { kind: 'refused', why, remedy: REMEDIES[status] ?? 'its own log may tell more' };
}

/** A connection that failed. */
export function failureOf({ code = '', message }: NodeJS.ErrnoException): OtlpAnswer {
  const known = Object.entries(FAILURES).find(([pattern]) => new RegExp(`^(${pattern})$`).test(code));
  if (known !== undefined) return { kind: 'refused', ...known[1] };
  return { kind: 'refused', why: `the connection failed (${code === '' ? shorten(message) : code})` };
}

const MAY_PASS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const NO_RECEIVER = 'give the whole address of its OTLP/HTTP receiver, as in http://localhost:4318/v1/traces';
const CREDENTIALS = 'give what it asks for in OTEL_EXPORTER_OTLP_HEADERS, as in authorization=Bearer%20TOKEN';
const PAGE: OtlpAnswer = { kind: 'refused', why: 'it answered with a web page, so it is no collector', remedy: NO_RECEIVER };

const REMEDIES: Readonly<Record<number, string>> = {
  401: CREDENTIALS,
  403: CREDENTIALS,
  404: NO_RECEIVER,
  405: NO_RECEIVER,
  413: 'give fewer starts, with -n',
  415: 'it does not take OTLP as JSON; post to an OpenTelemetry collector, which passes it on',
};

const FAILURES: Readonly<Record<string, Omit<Extract<OtlpAnswer, { kind: 'refused' }>, 'kind'>>> = table({
  ECONNREFUSED: { why: 'the connection was refused', remedy: 'start a collector there, or look at the port', again: {} },
  'ECONNRESET|EPIPE': { why: 'the connection was cut', remedy: 'look whether it is well, and whether it speaks OTLP over HTTP', again: {} },
  ENOTFOUND: { why: 'there is no host of that name', remedy: 'look at the name in the URL' },
  EAI_AGAIN: { why: 'its name could not be looked up', remedy: 'look at the name in the URL, and at the resolver', again: {} },
  'EHOSTUNREACH|ENETUNREACH|ETIMEDOUT': { why: 'there is no way to it', remedy: 'look at the address and the network', again: {} },
  'HPE_.*': { why: 'what answers there does not speak HTTP/1.1', remedy: 'OTLP over HTTP usually has port 4318, and gRPC 4317' },
  'EPROTO|ERR_SSL_.*': { why: 'what answers there does not speak TLS', remedy: 'try http:// in place of https://' },
  CERT_HAS_EXPIRED: { why: 'its certificate has expired', remedy: 'renew it, or look at the clock of this machine' },
  ERR_TLS_CERT_ALTNAME_INVALID: { why: 'its certificate is for another name', remedy: 'give the name in the URL that the certificate has' },
  'CERT_.*|.*_CERT|.*_CERT_IN_CHAIN|UNABLE_TO_.*|ERR_TLS_CERT_.*': {
    why: 'its certificate is not trusted',
    remedy: 'name the file of its authority in NODE_EXTRA_CA_CERTS',
  },
});

function taken(text: string): OtlpAnswer {
  const { rejectedSpans, errorMessage } = asObject(asObject(parsed(text))['partialSuccess']);
  const rejected = typeof rejectedSpans === 'string' || typeof rejectedSpans === 'number' ? String(rejectedSpans) : '';
  const message = typeof errorMessage === 'string' ? shorten(errorMessage) : '';
  return defined({
    kind: 'taken',
    rejected: /^\d{1,19}$/.test(rejected) ? BigInt(rejected) : 0n,
    message: message === '' ? undefined : message,
  });
}

function redirected(status: number, { location = '' }: IncomingHttpHeaders, from: URL): OtlpAnswer {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined || location === '')
    return { kind: 'refused', why: `it answered with status ${status} and redirects nowhere`, remedy: NO_RECEIVER };
  return { kind: 'refused', why: `it redirects to ${shorten(shownUrl(to))}`, remedy: 'give that address if it is the right one' };
}

/** An address without what may be secret in it. */
export function shownUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** Retry-After is a number of seconds or a date (RFC 9110, section 10.2.3). */
function waitOf({ 'retry-after': after }: IncomingHttpHeaders): { readonly afterMs?: number } {
  const text = after?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? {} : { afterMs: Math.max(0, ms) };
}

/** The collector's message about a failure: that of a google.rpc.Status, or the text of the answer where that is no page. */
function words(text: string, headers: IncomingHttpHeaders): string | undefined {
  if (isPage(headers)) return undefined;
  const { message } = asObject(parsed(text));
  const said = shorten(typeof message === 'string' ? message : text);
  return said === '' ? undefined : said;
}

function isPage({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return /^\s*(text\/html|application\/xhtml)/i.test(type);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function shorten(text: string): string {
  const line = [...text.replace(/\s+/g, ' ').trim()];
  return line.length <= 200 ? line.join('') : `${line.slice(0, 199).join('')}…`;
}
