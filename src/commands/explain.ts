import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { now } from '../collect/clock.ts';
import type { UnitSearchOptions } from '../collect/files/unit-search-path.ts';
import type { Observation, ObservationPayload } from '../model/observation.ts';
import type { Instant } from '../model/instant.ts';
import type { StartCount, Timeline } from '../model/timeline.ts';
import type { History } from '../history/history.ts';
import { openRecording, type RecordingWriter, type WriteProgress } from '../recording/write.ts';
import { BLACK_BOX_FOLDER, findBlackBox, type BlackBox } from '../session/replay/black-box.ts';
import { writeReport } from '../output/write-report.ts';
import { describeUpwards } from '../session/describe/describe-units.ts';
import { countKnown, openPast, startsWithin, type Past } from '../session/past/gather.ts';
import { settle } from '../session/describe/settle.ts';
import { placesOf, tryManager } from '../session/describe/manager-access.ts';
import { openSources, sinceOf, type AnswerWindow, type PastSources } from '../session/past/window.ts';
import type { ExplainRequest } from '../command-line/commands.ts';
import type { Terminal } from '../output/terminal.ts';
import { mergeRecordings, recordedAround, unloadedUnits, type Seen } from '../session/replay/merge-black-box.ts';
import { RETENTION } from '../session/retention.ts';
import { buildHistory, headerOf, openSession, type Session, type SessionOptions } from '../session/session.ts';
import { completeNames, requireKnown, requireNoTemplate, type RequestedUnit } from '../session/describe/unit-names.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';
import { VERSION } from '../version.ts';
import { warn } from '../output/warnings.ts';
import { withRecording } from './recording-status.ts';
import { defined } from '../defined.ts';

/** `whyalive UNIT…`: who started the units, from the journal and what the manager knows now. */
export async function explain(request: ExplainRequest, terminal: Terminal): Promise<ExitStatus> {
  const { timeline, written } = await lookBack(request, terminal);
  await writeReport(timeline, { ...request, now: now(), pager: request.pager && !request.follow }, terminal);
  if (request.follow) {
    const { watch } = await import('./watch.ts');
    const { units, output, scope, utc, quiet } = request;
    return watch({ command: 'watch', units, output, scope, utc, quiet, traceExec: false }, terminal);
  }
  const isUnexplained = timeline.starts.some(({ strength }) => strength === 'unexplained');
  return withRecording(request.strict && isUnexplained ? EXIT_STATUS.unexplained : EXIT_STATUS.answered, written());
}

/** The timeline of the units, in four steps: open the sources, collect, add what the black box recorded, build the history. */
async function lookBack(
  request: ExplainRequest,
  terminal: Terminal,
): Promise<{ timeline: Timeline; written: () => WriteProgress | undefined }> {
  const { scope, lines } = request;
  const hint = (sentence: string): void => {
    if (!request.quiet) warn(terminal, sentence);
  };
  const opened = await open(request, hint, (sentence) => warn(terminal, sentence));
  const { units, names, window, box, session, past, recording } = opened;
  let used = opened.observations;
  try {
    const { buildTimeline } = await import('../timeline/build-timeline.ts');
    const collected = await collect(request, opened);
    const recorded = await recordingsAround(session.history, names, window, box, hint);
    const { since } = await sinceOf(window);
    const until = window.to ?? collected.asked ?? now();
    const merged = merge(opened, recorded, scope);
    const { history, observations } = build(merged, collected, until);
    used = observations;
    requireKnown(units, history, collected.places ?? { scope });
    const question = defined({ version: VERSION, manager: scope, units, since, until, lines, counts: collected.counts });
    return { timeline: buildTimeline(history, question), written: () => recording?.progress() };
  } finally {
    past.close();
    await session.close();
    for (const observation of used) recording?.write(observation);
    await recording?.close();
  }
}

/** What is open while looking back. */
interface LookBack extends PastSources {
  readonly units: readonly RequestedUnit[];
  readonly names: readonly string[];
  readonly past: Past;
  readonly box: BlackBox | undefined;
  readonly session: Session;
  /** What the session has observed so far. */
  readonly observations: readonly Observation[];
  readonly recording: RecordingWriter | undefined;
}

/** Opens all sources at once; they are collected in a fixed order. */
async function open(request: ExplainRequest, hint: (sentence: string) => void, onTrouble: (sentence: string) => void): Promise<LookBack> {
  const units = completeNames(request.units);
  requireNoTemplate(units);
  const names = units.map(({ id }) => id);
  const { scope, writeTo } = request;
  const sources = await openSources(request, false);
  const { window, isHere } = sources;
  const options: SessionOptions = {
    scope,
    command: 'explain',
    units: names,
    askedFor: units.map(({ askedFor }) => askedFor),
    options: { lines: Number.isFinite(request.lines) ? request.lines : 0 },
    retention: RETENTION.report,
  };
  const box = isHere && scope === 'system' && request.recordings ? findBlackBox() : undefined;
  if (box === 'unreadable') hint(`root may read what the black box recorded under ${BLACK_BOX_FOLDER}; with it, the answer may be surer`);
  const recording =
    writeTo === undefined ? undefined : openRecording(writeTo, headerOf({ ...options, ...(await sinceOf(window)) }), { onTrouble });
  const observations: Observation[] = [];
  return {
    ...sources,
    units,
    names,
    past: openPast(names, window),
    box: box === 'unreadable' ? undefined : box,
    session: openSession({ ...options, isHere, onObservation: (observation) => observations.push(observation) }),
    observations,
    recording,
  };
}

/** What was collected besides the observations. */
interface Collected {
  readonly counts: readonly StartCount[];
  /** The units that the manager has in memory; undefined without a black box, where they do not matter. */
  readonly loaded: ReadonlySet<string> | undefined;
  readonly places: UnitSearchOptions | undefined;
  /** When the manager had been asked. */
  readonly asked: Instant | undefined;
}

/** Adds what the manager, the disk and the journal know to the session. */
async function collect(request: ExplainRequest, { names, window, isHere, host, look, past, box, session }: LookBack): Promise<Collected> {
  const manager = isHere ? await tryManager(session, { scope: request.scope }) : undefined;
  try {
    session.stream.emit(await host);
    if (manager !== undefined) session.stream.emit({ source: 'system-bus', kind: 'manager-properties', properties: manager.properties });
    await manager?.noteJobs();
    const places = placesOf(request, manager);
    await describeUpwards(names, session, manager, places);
    // One moment bounds the answer: the journal is not told beyond what the manager could tell.
    const asked = manager === undefined ? undefined : await settle(names, session.history, manager);
    const { status } = await look;
    session.stream.emit(status);
    const counted = await past.gather(session, asked).catch((error: unknown) => {
      session.missing('journal', error);
      return names.map((unit) => countKnown(unit, session, window));
    });
    // A count from an incomplete journal is a minimum.
    const counts = status.status === 'ok' ? counted : counted.map((count) => ({ ...count, atLeast: true }));
    const rows = box === undefined ? undefined : await manager?.units();
    return { counts, asked, loaded: rows === undefined ? undefined : new Set(rows.map(({ unit }) => unit)), places };
  } finally {
    await manager?.close();
  }
}

/** What the black box recorded around the starts that were collected: which recordings matter is known only once the starts are. */
async function recordingsAround(
  history: History,
  names: readonly string[],
  window: AnswerWindow,
  box: BlackBox | undefined,
  hint: (sentence: string) => void,
): Promise<readonly Seen[]> {
  if (box === undefined) return [];
  const starts = names.flatMap((unit) => startsWithin(unit, { history }, window).slice(-window.lines));
  return recordedAround(starts, box, window.scope, window.boot, hint);
}

/** Observations, and the history of them. */
interface Told {
  readonly history: History;
  readonly observations: readonly Observation[];
}

/** What was recorded is put in front of what was collected, and the history built anew; without it, the session has built it already. */
function merge({ session, observations }: LookBack, recorded: readonly Seen[], scope: ManagerScope): Told {
  if (recorded.length === 0) return { history: session.history, observations };
  const merged = mergeRecordings(observations, recorded);
  return { history: buildHistory(merged, scope, RETENTION.report), observations: merged };
}

/** Adds to a history what ends the list: units that are no longer loaded, how often each unit started, the end of the session. */
function build({ history, observations: before }: Told, { counts, loaded }: Collected, until: Instant): Told {
  const observations = [...before];
  const append = (payload: ObservationPayload, at = now()): void => {
    const observation = { sequence: observations.length + 1, at, payload };
    observations.push(observation);
    history.add(observation);
  };
  const unloaded = unloadedUnits(history, loaded);
  if (unloaded !== undefined) append(unloaded);
  for (const count of counts) append({ source: 'journal', kind: 'start-count', ...count });
  append({ source: 'host', kind: 'session-end' }, until);
  return { history, observations };
}
