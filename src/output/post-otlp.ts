import { KnownError } from '../errors.ts';
import { postTraces } from './otlp-client.ts';
import { otlpSettings, tellsInTheClear } from './otlp-settings.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Terminal } from './terminal.ts';
import { warn } from './warnings.ts';

/** Collectors take requests of 4 MiB at least: the least limit that is usual, that of gRPC, stands behind some. */
const MAX_BYTES = 4_000_000;

/**
 * Posts the starts of a timeline as traces. Throws KnownError when the collector does not take them all; what it left is printed, each request in a line, so that
 * nothing is lost. An interruption ends it at once, in the same way.
 */
export async function postTimeline(timeline: Timeline, endpoint: URL, quiet: boolean, terminal: Terminal): Promise<void> {
  const { renderOtlpBatches } = await import('../render/otlp/index.ts');
  const hint = (sentence: string): void => {
    if (!quiet) warn(terminal, sentence);
  };
  const batches = renderOtlpBatches(timeline, MAX_BYTES);
  const { env } = terminal;
  if (batches.length === 0) return hint(`no start was found, so nothing was posted to ${endpoint.host}`);
  if (tellsInTheClear(otlpSettings(endpoint, env, timeline.generator.version)))
    warn(terminal, `the credentials go to ${endpoint.host} unencrypted, so whoever is on the way can read them; use https`);
  const { left, warnings, failure } = await postTraces({
    endpoint,
    bodies: batches.map(({ body }) => body),
    env,
    version: timeline.generator.version,
    signal: terminal.untilInterrupted(),
    onWait: hint,
  });
  for (const warning of warnings) warn(terminal, warning);
  for (const body of left) terminal.write(body);
  if (failure !== undefined) throw new KnownError(`${failure.message}; what it did not take is on standard output`, failure.exitStatus);
  const traces = batches.reduce((sum, batch) => sum + batch.traces, 0);
  const spans = batches.reduce((sum, batch) => sum + batch.spans, 0);
  hint(`posted ${counted(traces, 'trace')} (${counted(spans, 'span')}) to ${endpoint.host}`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
