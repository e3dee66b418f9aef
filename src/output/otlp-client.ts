import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { answerOf, failureOf, type OtlpAnswer, shownUrl } from './otlp-response.ts';
import { type OtlpSettings, otlpSettings } from './otlp-settings.ts';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { KnownError } from '../errors.ts';
import { defined } from '../defined.ts';

/** Posts one request and reads the collector's answer. Never throws; `signal` ends it at once. */
async function exchange({ url, headers, timeoutMs }: OtlpSettings, body: string, signal: AbortSignal): Promise<OtlpAnswer> {
  if (signal.aborted) return INTERRUPTED;
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const settle = (answer: OtlpAnswer): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
      resolve(answer);
    };
    const outgoing = request(url, { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
    const giveUp = (answer: OtlpAnswer): void => {
      settle(answer);
      outgoing.destroy();
    };
    const interrupt = (): void => giveUp(INTERRUPTED);
    const timer = setTimeout(() => giveUp(tooLate(timeoutMs)), timeoutMs);
    signal.addEventListener('abort', interrupt, { once: true });
    outgoing.on('error', (error: NodeJS.ErrnoException) => settle(failureOf(error)));
    outgoing.once('response', (response) => {
      readText(response).then(
        (text) => settle(answerOf({ status: response.statusCode ?? 0, headers: response.headers, text, url })),
        (error: unknown) => settle(failureOf(error as NodeJS.ErrnoException)),
      );
    });
    outgoing.end(body);
  });
}

const INTERRUPTED: OtlpAnswer = { kind: 'refused', why: 'it was interrupted' };

function tooLate(timeoutMs: number): OtlpAnswer {
  const why = `it gave no answer within ${timeoutMs / 1000} s`;
  return { kind: 'refused', why, remedy: 'look whether it is well, or give it more time with OTEL_EXPORTER_OTLP_TIMEOUT, in milliseconds' };
}

/** Maximum length of an answer that is read. */
const MAX_READ = 65_536;

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (length < MAX_READ) chunks.push(chunk);
    length += chunk.length;
    if (length >= MAX_READ) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What is posted, and where to. */
export interface OtlpPost {
  readonly endpoint: URL;
  /** Each a whole request, as OTLP/JSON. */
  readonly bodies: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of whyalive, for the collector's logs. */
  readonly version: string;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  /** Called before each wait, with the reason. Raw text. */
  readonly onWait: (sentence: string) => void;
  /** The longest waits before the second try and those after it, in ms; half of each is left to chance. */
  readonly pausesMs?: readonly number[];
}

/** The result of a post. */
export interface OtlpPosted {
  /** Those of the bodies that the collector did not take, or not as a whole. */
  readonly left: readonly string[];
  /** The collector's messages although it took all. Raw text. */
  readonly warnings: readonly string[];
  /** Why something is left. */
  readonly failure?: KnownError;
}

/**
 * Posts OTLP/JSON to a collector, one request after the other, until one is refused. What may pass is tried five times within a minute, with growing
 * pauses or after the time that the collector asks for (OpenTelemetry Protocol, "OTLP/HTTP Throttling" and "All Other Responses").
 */
export async function postTraces(post: OtlpPost): Promise<OtlpPosted> {
  const { endpoint, bodies, env, version } = post;
  const left: string[] = [];
  const warnings: string[] = [];
  let failure: KnownError | undefined;
  try {
    const settings = otlpSettings(endpoint, env, version);
    for (const [index, body] of bodies.entries()) {
      const answer = await postPatiently(body, settings, post);
      if (answer.kind === 'refused') {
        const which = bodies.length === 1 ? 'the traces' : `part ${index + 1} of ${bodies.length} of the traces`;
        failure = new KnownError(`${shownUrl(settings.url)} did not take ${which}: ${answer.why}${remedyOf(answer, settings)}`);
        left.push(...bodies.slice(index));
        break;
      }
      const said = answer.message === undefined ? '' : `: ${answer.message}`;
      if (answer.rejected > 0n) {
        left.push(body);
        failure = new KnownError(
          `${shownUrl(settings.url)} rejected ${answer.rejected} of the spans${said}; look at what it says, and do not post the same again`,
        );
      } else if (said !== '') warnings.push(`${shownUrl(settings.url)} took the traces with a warning${said}`);
    }
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return { left: bodies, warnings, failure: error };
  }
  return defined({ left, warnings, failure });
}

const PAUSES_MS: readonly number[] = [500, 1000, 2000, 4000];
const MAX_IN_ALL_MS = 60_000;

/** Tries until the answer is final; the last one includes how often. */
async function postPatiently(
  body: string,
  settings: OtlpSettings,
  { signal, onWait, pausesMs = PAUSES_MS }: OtlpPost,
): Promise<OtlpAnswer> {
  const begun = performance.now();
  for (let tries = 1; ; tries += 1) {
    const answer = await exchange(settings, body, signal);
    if (answer.kind === 'taken' || answer.again === undefined) return answer;
    const longest = pausesMs[tries - 1];
    const spent = performance.now() - begun;
    const { afterMs } = answer.again;
    const pause = afterMs ?? (longest ?? 0) * (0.5 + Math.random() / 2);
    const isLate = spent + pause > MAX_IN_ALL_MS;
    if (longest === undefined || (isLate && afterMs === undefined))
      return { ...answer, why: `${answer.why} (${tries === 1 ? 'one try' : `${tries} tries`} in ${seconds(spent)})` };
    if (isLate) return { ...answer, why: `${answer.why}, and is to be asked again in ${seconds(pause)} only`, remedy: 'post again then' };
    onWait(`${shownUrl(settings.url)} did not take the traces: ${answer.why}; trying again in ${seconds(pause)}`);
    // The next exchange reports an interruption.
    await pauseFor(pause, undefined, { signal }).catch(() => undefined);
  }
}

function remedyOf({ remedy }: Extract<OtlpAnswer, { kind: 'refused' }>, { url }: OtlpSettings): string {
  if (url.port === '4317') return '; port 4317 is usually that of OTLP over gRPC, which whyalive does not speak: try 4318';
  return remedy === undefined ? '' : `; ${remedy}`;
}

function seconds(ms: number): string {
  return `${ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.ceil(ms / 1000))} s`;
}
