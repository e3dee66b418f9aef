import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import type { Redactor } from '../recording/redact.ts';
import { now } from '../collect/clock.ts';
import { parseTime } from '../collect/timestamp.ts';
import { peopleHere } from '../collect/proc/users.ts';
import type { Timeline } from '../model/timeline.ts';
import { writeReport, type ReportOptions } from '../output/write-report.ts';
import { gatherBeforeRecording } from '../session/past/recorded.ts';
import { openLive, type Live, type LiveOptions } from '../session/live/open-live.ts';
import { createLiveReporter, type LiveReporter } from '../session/live/live-reporter.ts';
import { progressText, showProgress } from '../output/progress-line.ts';
import { createLongRecording } from '../session/live/long-recording.ts';
import { RETENTION } from '../session/retention.ts';
import { recordingPlace } from '../recording/file-name.ts';
import type { RecordRequest } from '../command-line/commands.ts';
import type { Terminal } from '../output/terminal.ts';
import { completeNames } from '../session/describe/unit-names.ts';
import { untilEnd } from '../session/live/wait-until-end.ts';
import { createWarnings, type Warnings } from '../output/warnings.ts';
import { defined } from '../defined.ts';

/** The journal comes later than the bus. */
const JOURNAL_MS = 500;

/** `whyalive record [UNIT…]`: writes what is observed to a file, the past first, until interrupted or until `--for` has passed. */
export async function record(request: RecordRequest, terminal: Terminal): Promise<ExitStatus> {
  const interrupted = terminal.untilInterrupted();
  const since = request.since === undefined ? undefined : await parseTime(request.since);
  const recording = createLongRecording(request.output === undefined);
  const progress = showProgress(terminal, request.quiet, () => recording.progress());
  const say = (sentence: string): void => progress.pause(() => terminal.writeError(sentence));
  const warnings = createWarnings({ writeError: say });
  const live = await openLive({
    ...liveOptions(request, since, warnings),
    ...(request.redact ? { redactor: await redactorOfHost() } : {}),
    onStart: (start) => recording.start(start),
  });
  try {
    const { session, units } = live;
    recording.begin(live);
    const reporter = units.length === 0 ? withoutReports : createReporter(live);
    live.reportTo({ start: (start) => reporter.start(start), gap: () => recording.gap() });
    const path = session.progress()?.path ?? '';
    if (!request.quiet) say(`recording ${units.length === 0 ? 'all units' : units.join(' ')} to ${path}; Ctrl-C ends it\n`);
    const past = defined({ scope: request.scope, lines: request.lines, since });
    await gatherBeforeRecording(live, past, interrupted);
    await untilEnd(interrupted, request.forUsec);
    await reporter.finish();
    await recording.finish();
    live.checkAgain();
    await live.stop();
    session.end();
    if (request.output !== undefined)
      await print({ ...request, output: request.output, now: now(), warned: warnings.printed }, live, { ...terminal, writeError: say });
    await live.close();
    progress.close();
    const written = recording.progress();
    if (written?.failure !== undefined) {
      say(`whyalive: ${written.path} is not whole (${written.failure}): ${progressText(written)} are in it, and what came last is not\n`);
      return EXIT_STATUS.failure;
    }
    if (!request.quiet && written !== undefined) {
      say(`whyalive: ${progressText(written)} in ${written.path}; to read it: whyalive report ${written.path}\n`);
    }
    return EXIT_STATUS.answered;
  } finally {
    progress.close();
    await live.close();
  }
}

/** A redactor that knows the names of this host and its users from the start. */
async function redactorOfHost(): Promise<Redactor> {
  const { createRedactor } = await import('../recording/redact.ts');
  return createRedactor(peopleHere(), [hostname()]);
}

function liveOptions(request: RecordRequest, since: bigint | undefined, warnings: Warnings): LiveOptions {
  const { command, scope, traceExec, units, lines, maxSize, maxFiles, output } = request;
  const names = completeNames(units).map(({ id }) => id);
  const { path, older } = recordingPlace(request.writeTo, names, new Date());
  return defined({
    command,
    scope,
    typed: units,
    options: { lines: Number.isFinite(lines) ? lines : 0 },
    traceExec,
    writeTo: path,
    writing: defined({ older, maxSize, maxFiles }),
    retention: output === undefined ? RETENTION.recordOnly : RETENTION.live,
    since: since === undefined ? undefined : { realtimeUsec: since },
    warnings,
  });
}

/** The timeline that a report on the recording will give. */
async function print(
  request: ReportOptions & RecordRequest & { readonly warned: ReadonlySet<string> },
  { session, history }: Live,
  terminal: Terminal,
): Promise<void> {
  const { buildTimeline } = await import('../timeline/build-timeline.ts');
  const { timelineQuery } = await import('../session/replay/timeline-query.ts');
  const timeline: Timeline = buildTimeline(history, timelineQuery(session.header, history, session.end(), [], { lines: request.lines }));
  await writeReport(timeline, { ...request, alreadyReported: { sources: request.warned, story: false } }, terminal);
}

/** Queries the manager for the units in the chain of each start, as a watch does, so that their properties are in the recording. */
function createReporter({ history, bus, begun, isWatched }: Live): LiveReporter {
  return createLiveReporter({ history, bus, begun, isWatched, sink: { start: () => undefined } });
}

/** For the whole manager: all units are described already, or will be when they are loaded. */
const withoutReports: Pick<LiveReporter, 'start' | 'finish'> = { start: () => undefined, finish: () => delay(JOURNAL_MS) };
