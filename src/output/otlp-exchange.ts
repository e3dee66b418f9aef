import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { answerOf, failureOf, type OtlpAnswer } from './otlp-response.ts';
import type { OtlpSettings } from './otlp-settings.ts';

/** Posts one request and reads what the collector says to it. Never throws; `signal` ends it at once. */
export async function exchange({ url, headers, timeoutMs }: OtlpSettings, body: string, signal: AbortSignal): Promise<OtlpAnswer> {
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

/** As much of an answer as anybody would read. */
const MOST_READ = 65_536;

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (length < MOST_READ) chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_READ) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
