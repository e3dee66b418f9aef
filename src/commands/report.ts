import { KnownError } from '../errors.ts';
import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { createHistory } from '../facts/history.ts';
import { readRecording } from '../recording/read.ts';
import { renderJson } from '../renderers/json.ts';
import { renderText } from '../renderers/text/explain.ts';
import { now } from '../sources/clock.ts';
import type { Instant } from '../systemd/instant.ts';
import { buildTimeline } from '../timeline/build-timeline.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { KEPT_LOOKING_BACK } from './session.ts';
import type { Presentation, ReportRequest, Terminal } from './request.ts';
import { VERSION } from './version.ts';

/** `whyalive report FILE`: the timeline of a recording, the same that the run had which recorded it. */
export async function report(request: ReportRequest, terminal: Terminal): Promise<ExitStatus> {
  const [path, ...more] = request.files;
  if (path === undefined || more.length > 0) throw new KnownError('report takes one recording for now; give one FILE', EXIT_STATUS.usage);
  return showRecording(path, path, request, terminal);
}

/** Reads a recording and prints what it tells; what could not be read of it is said on standard error. */
export async function showRecording(path: string, shownAs: string, presentation: Presentation, terminal: Terminal): Promise<ExitStatus> {
  const { timeline, problems } = await replay(path, shownAs, presentation.lines);
  for (const problem of problems) terminal.writeError(`whyalive: ${shownAs}: ${problem}\n`);
  if (presentation.output === 'json') terminal.write(renderJson(timeline));
  else {
    const { columns, colour } = terminal;
    const text = renderText(timeline, {
      now: now(),
      columns,
      colour,
      utc: presentation.utc,
      all: presentation.all,
      quiet: presentation.quiet,
    });
    await (presentation.pager ? terminal.page(text) : Promise.resolve(terminal.write(text)));
  }
  return EXIT_STATUS.answered;
}

async function replay(
  path: string,
  shownAs: string,
  lines: number,
): Promise<{ readonly timeline: Timeline; readonly problems: readonly string[] }> {
  const { header, observations, problems } = await readRecording(path);
  const scope = header.options['scope'] === 'user' ? 'user' : 'system';
  const history = createHistory(scope, KEPT_LOOKING_BACK);
  let until: Instant = { realtimeUsec: 0n };
  for (const observation of observations) {
    history.add(observation);
    if (observation.payload.source !== 'journal' || observation.at.realtimeUsec > until.realtimeUsec) until = observation.at;
  }
  const begun = header.options['command'] === 'watch' ? history.heard[0]?.since.at : sinceOf(header.options['sinceUsec']);
  const recordedAt = Date.parse(header.writtenAt);
  const timeline = buildTimeline(history, {
    version: VERSION,
    manager: scope,
    units: header.units.map((id) => ({ id, askedFor: id })),
    ...(begun === undefined ? {} : { since: begun }),
    until,
    lines,
    replayOf: { path: shownAs, ...(Number.isNaN(recordedAt) ? {} : { recordedAt: { realtimeUsec: BigInt(recordedAt) * 1000n } }) },
  });
  return { timeline, problems };
}

function sinceOf(value: unknown): Instant | undefined {
  return typeof value === 'string' && /^\d+$/.test(value) ? { realtimeUsec: BigInt(value) } : undefined;
}
