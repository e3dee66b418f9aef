import { now } from '../collect/clock.ts';
import { KnownError, UsageError } from '../errors.ts';
import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { openSessions } from '../recording/recorded-session.ts';
import { createRedactor, type Redactor } from '../recording/redact.ts';
import { parseTime } from '../collect/timestamp.ts';
import { writeReport } from '../output/write-report.ts';
import { replay, type ReplayQuery } from '../session/replay/replay.ts';
import type { Presentation, ReportRequest } from '../command-line/commands.ts';
import type { Terminal } from '../output/terminal.ts';
import { completeNames } from '../session/describe/unit-names.ts';
import { warn } from '../output/warnings.ts';
import { defined } from '../defined.ts';

/** `whyalive report FILE…`: the timeline of recordings, the same that the run had which recorded them. */
export async function report(request: ReportRequest, terminal: Terminal): Promise<ExitStatus> {
  const { files, lines } = request;
  if (files.length === 0) throw new UsageError('report needs a FILE; give at least one recording');
  const [since, until] = await Promise.all([instantOf(request.since), instantOf(request.until)]);
  const units = completeNames(request.units);
  const shownAs = files.length === 1 ? (files[0] ?? '') : `${files[0] ?? ''} and ${String(files.length - 1)} more`;
  const question = defined({ units, lines, shownAs, redactor: request.redact ? await learnedRedactor(files) : undefined, since, until });
  return showRecordings(files, question, request, terminal);
}

/** Reads one recording and prints its timeline. */
export async function showRecording(path: string, shownAs: string, presentation: Presentation, terminal: Terminal): Promise<ExitStatus> {
  return showRecordings([path], { units: [], shownAs, lines: presentation.lines }, presentation, terminal);
}

/** Prints the timeline of the files that are recordings; warns of the others, and of what could not be read. */
async function showRecordings(
  paths: readonly string[],
  question: ReplayQuery,
  presentation: Presentation,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { sessions, failures } = await openSessions(paths);
  const [failure] = failures;
  if (sessions.length === 0 && failures.length === 1 && failure !== undefined) throw failure;
  for (const { message } of failures) warn(terminal, message);
  const timeline = await replay(sessions, question);
  for (const { path, text } of sessions.flatMap((session) => session.problems())) {
    const shown = paths.length === 1 && path === paths[0] ? question.shownAs : path;
    warn(terminal, `${shown}: ${text}`);
  }
  if (timeline === undefined) throw new KnownError('none of the files is a recording; `whyalive record -w FILE` makes one');
  await writeReport(timeline, { ...presentation, now: now() }, terminal);
  return failures.length > 0 ? EXIT_STATUS.failure : EXIT_STATUS.answered;
}

/** A redactor that has read everything once: what is a name may become known long after it first occurs. */
async function learnedRedactor(files: readonly string[]): Promise<Redactor> {
  const redactor = createRedactor();
  const { sessions } = await openSessions(files);
  for (const session of sessions) {
    redactor.header(session.header);
    for await (const observation of session.observations()) redactor.observation(observation);
  }
  return redactor;
}

async function instantOf(typed: string | undefined): Promise<{ readonly realtimeUsec: bigint } | undefined> {
  return typed === undefined ? undefined : { realtimeUsec: await parseTime(typed) };
}
