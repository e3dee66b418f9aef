import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { now } from '../collect/clock.ts';
import { doesStream } from '../render/formats.ts';
import { buildTimeline } from '../timeline/build-timeline.ts';
import type { Timeline } from '../model/timeline.ts';
import { writeReport } from '../output/write-report.ts';
import { openLive, type Live } from '../session/live/open-live.ts';
import { createLiveReporter } from '../session/live/live-reporter.ts';
import { timelineQuery } from '../session/replay/timeline-query.ts';
import type { WatchRequest } from '../command-line/commands.ts';
import type { Terminal } from '../output/terminal.ts';
import { RETENTION } from '../session/retention.ts';
import { untilEnd } from '../session/live/wait-until-end.ts';
import { createWatchPrinter } from '../output/watch-printer.ts';
import { createWarnings } from '../output/warnings.ts';
import { withRecording } from './recording-status.ts';

/** `whyalive watch UNIT…`: reports each start as it happens, until interrupted or until `--for` has passed. */
export async function watch(request: WatchRequest, terminal: Terminal): Promise<ExitStatus> {
  const isReport = !doesStream(request.output) || request.otlpEndpoint !== undefined;
  const interrupted = terminal.untilInterrupted();
  const warnings = createWarnings(terminal);
  const live = await openLive({ ...request, typed: request.units, retention: isReport ? RETENTION.report : RETENTION.live, warnings });
  try {
    const { begun, units } = live;
    const printer = isReport
      ? createWatchPrinter({ ...request, output: 'text' }, besideOutput(terminal), units, begun, now)
      : createWatchPrinter(request, terminal, units, begun, now);
    const reporter = createLiveReporter({ ...live, sink: printer });
    live.reportTo(reporter);
    printer.header();
    await untilEnd(interrupted, request.forUsec);
    await reporter.finish();
    live.checkAgain();
    await live.stop();
    printer.summary(live.history.gaps);
    if (isReport)
      await writeReport(
        timelineOf(live),
        { ...request, now: now(), alreadyReported: { sources: warnings.printed, story: true } },
        terminal,
      );
    await live.close();
    return withRecording(EXIT_STATUS.answered, live.session.progress());
  } finally {
    await live.close();
  }
}

/** The timeline of all that was observed. */
function timelineOf({ session, history, begun }: Live): Timeline {
  const heard = { lines: Number.POSITIVE_INFINITY, since: begun };
  return buildTimeline(history, timelineQuery(session.header, history, session.end(), [], heard));
}

/** With a report on standard output, what happens is printed on standard error. */
function besideOutput(terminal: Terminal): Terminal {
  const { colour, errorIsTty } = terminal;
  return { ...terminal, write: terminal.writeError, colour: colour && errorIsTty };
}
