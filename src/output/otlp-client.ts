import { setTimeout as pauseFor } from 'node:timers/promises';
import { KnownError } from '../errors.ts';
import { shownUrl, type OtlpAnswer } from './otlp-response.ts';
import { exchange } from './otlp-exchange.ts';
import { otlpSettings, type OtlpSettings } from './otlp-settings.ts';

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
  /** Hears why there is a wait. Raw text. */
  readonly onWait: (sentence: string) => void;
  /** The longest waits before the second try and those after it, in ms; half of each is left to chance. */
  readonly pausesMs?: readonly number[];
}

/** What became of it. */
export interface OtlpPosted {
  /** Those of the bodies that the collector did not take, or not as a whole. */
  readonly left: readonly string[];
  /** What the collector says although it took all. Raw text. */
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
  return { left, warnings, ...(failure === undefined ? {} : { failure }) };
}

const PAUSES_MS: readonly number[] = [500, 1000, 2000, 4000];
const LONGEST_IN_ALL_MS = 60_000;

/** Tries until the answer is final; the last one says how often. */
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
    const isLate = spent + pause > LONGEST_IN_ALL_MS;
    if (longest === undefined || (isLate && afterMs === undefined))
      return { ...answer, why: `${answer.why} (${tries === 1 ? 'one try' : `${tries} tries`} in ${seconds(spent)})` };
    if (isLate) return { ...answer, why: `${answer.why}, and is to be asked again in ${seconds(pause)} only`, remedy: 'post again then' };
    onWait(`${shownUrl(settings.url)} did not take the traces: ${answer.why}; trying again in ${seconds(pause)}`);
    // The next exchange tells of an interruption.
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
