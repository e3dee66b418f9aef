import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { now } from '../collect/clock.ts';
import type { Instant } from '../model/instant.ts';
import { buildTimeline } from '../timeline/build-timeline.ts';
import { caughtOf, type Caught, type CatchOutcome, type Start, type Timeline } from '../model/timeline.ts';
import { renderCatchJson } from '../render/json/catch.ts';
import { renderCatch, renderCatchWaiting } from '../render/text/catch.ts';
import { renderWatchGap } from '../render/text/watch.ts';
import { writeReport } from '../output/write-report.ts';
import { createLiveReporter, type LiveSink } from '../session/live/live-reporter.ts';
import { openLive, type Live } from '../session/live/open-live.ts';
import type { CatchRequest } from '../command-line/commands.ts';
import type { Terminal } from '../output/terminal.ts';
import { stopUnit } from './catch/stop-unit.ts';
import { createStartLatch } from './catch/start-latch.ts';
import { RETENTION } from '../session/retention.ts';
import { untilEnd } from '../session/live/wait-until-end.ts';
import { VERSION } from '../version.ts';
import { createWarnings } from '../output/warnings.ts';
import { withRecording } from './recording-status.ts';
import { defined } from '../defined.ts';

/** `whyalive catch UNIT`: waits for the next start and reports who did it. */
export async function catchStart(request: CatchRequest, terminal: Terminal): Promise<ExitStatus> {
  const interrupted = terminal.untilInterrupted();
  const warnings = createWarnings(terminal);
  const live = await openLive({ ...request, typed: [request.unit], retention: RETENTION.live, warnings });
  try {
    // What came before the stop is not what brings the unit back after it.
    const isStop = request.stop && live.missing.length === 0;
    const begun = isStop ? now() : live.begun;
    const latch = createStartLatch();
    const sink: LiveSink = {
      start: latch.onStart,
      gap(gap) {
        const options = { columns: terminal.columns, colour: false, utc: request.utc, several: false, previous: begun };
        if (!request.quiet) terminal.writeError(renderWatchGap(gap, options));
      },
    };
    const reporter = createLiveReporter({ ...live, begun, sink });
    live.reportTo(reporter);
    if (!isStop) latch.arm(() => true);
    const stopped = isStop ? await stopUnit(live, request, latch, interrupted) : [];
    const until = AbortSignal.any([interrupted, latch.triggered]);
    const waitedSince = now();
    if (!request.quiet && !until.aborted) {
      const [unit] = timelineOf(live, request, begun, waitedSince).units;
      if (unit !== undefined) terminal.writeError(renderCatchWaiting(unit, stopped, { now: waitedSince, utc: request.utc }));
    }
    const isTimeOver = await untilEnd(until, request.timeoutUsec);
    const ended = now();
    // A start that is known but not yet reported is caught, too.
    await reporter.finish();
    const start = latch.caught();
    await refreshSuspects(live, timelineOf(live, request, begun, ended));
    live.checkAgain();
    live.session.end(ended);
    const outcome: CatchOutcome = start !== undefined ? 'started' : isTimeOver ? 'timeout' : 'interrupted';
    const found = defined({ outcome, waitedSince, stopped, start });
    await print(caughtOf(timelineOf(live, request, begun, ended, start), found), request, warnings.printed, terminal);
    await live.close();
    return withRecording(start === undefined ? EXIT_STATUS.unexplained : EXIT_STATUS.answered, live.session.progress());
  } finally {
    await live.close();
  }
}

/** What is known by now, of the unit or of the instance of it that started. */
function timelineOf({ history, units }: Live, { scope, unit }: CatchRequest, since: Instant, until: Instant, start?: Start): Timeline {
  return buildTimeline(history, {
    version: VERSION,
    manager: scope,
    units: [{ id: start?.unit ?? units[0] ?? unit, askedFor: unit }],
    since,
    until,
    lines: Number.POSITIVE_INFINITY,
  });
}

/** Signals carry the states of the suspects; when a timer elapses next has to be queried. */
async function refreshSuspects({ bus }: Live, { suspects }: Timeline): Promise<void> {
  const armed = suspects.flatMap(({ from, armed: isArmed }) => (from.kind === 'unit' && isArmed === true ? [from.unit] : []));
  await Promise.all([...new Set(armed)].slice(0, MAX_REFRESHED).map(async (name) => bus.unitProperties(name).catch(() => undefined)));
}

const MAX_REFRESHED = 64;

async function print(caught: Caught, request: CatchRequest, warned: ReadonlySet<string>, terminal: Terminal): Promise<void> {
  const { columns, colour } = terminal;
  const { output, utc, all, quiet } = request;
  if (output === 'json') terminal.write(renderCatchJson(caught));
  else if (output === 'text') terminal.write(renderCatch(caught, { now: now(), columns, colour, utc, all, quiet }));
  else await writeReport(caught.timeline, { ...request, now: now(), alreadyReported: { sources: warned, story: false } }, terminal);
}
