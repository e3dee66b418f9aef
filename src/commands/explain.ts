import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { now } from '../collect/clock.ts';
import { isSystemdRunning, readHost } from '../collect/host.ts';
import { isOwnJournal, lookAtJournal } from '../collect/journal/index.ts';
import type { Observation } from '../model/observation.ts';
import type { Timeline } from '../model/timeline.ts';
import { BLACK_BOX_FOLDER, findBlackBox } from '../session/replay/black-box.ts';
import { deliver } from '../output/write-report.ts';
import { describeUpwards } from '../session/describe/describe-units.ts';
import { countKnown, openPast } from '../session/past/gather.ts';
import { placesOf, tryManager } from '../session/describe/manager-access.ts';
import { journalPlace, noJournal, noSystemd, quietly, sinceOf, windowOf } from '../session/past/window.ts';
import type { ExplainRequest } from '../command-line/commands.ts';
import type { Terminal } from '../output/terminal.ts';
import { retellWithRecordings } from '../session/replay/merge-black-box.ts';
import { RETENTION } from '../session/retention.ts';
import { openSession, type SessionOptions } from '../session/session.ts';
import { completeNames, requireKnown, requireNoTemplate } from '../session/describe/unit-names.ts';
import { VERSION } from '../version.ts';
import { warn } from '../output/warnings.ts';
import { defined } from '../defined.ts';

/** `whyalive UNIT…`: who started the units, from the journal and what the manager knows now. */
export async function explain(request: ExplainRequest, terminal: Terminal): Promise<ExitStatus> {
  const timeline = await lookBack(request, (hint) => {
    if (!request.quiet) warn(terminal, hint);
  });
  await deliver(timeline, { ...request, now: now(), pager: request.pager && !request.follow }, terminal);
  if (request.follow) {
    const { watch } = await import('./watch.ts');
    const { units, output, scope, utc, quiet } = request;
    return watch({ command: 'watch', units, output, scope, utc, quiet, traceExec: false }, terminal);
  }
  const isUnexplained = timeline.starts.some(({ strength }) => strength === 'unexplained');
  return request.strict && isUnexplained ? EXIT_STATUS.unexplained : EXIT_STATUS.answered;
}

async function lookBack(request: ExplainRequest, hint: (sentence: string) => void): Promise<Timeline> {
  const units = completeNames(request.units);
  requireNoTemplate(units);
  const names = units.map(({ id }) => id);
  const { scope, root } = request;
  const place = journalPlace(request);
  const isHere = isOwnJournal(place);
  if (isHere && !isSystemdRunning()) throw noSystemd();
  // All sources are asked at once; what they tell is taken in a fixed order.
  const host = quietly(readHost(defined({ scope, root: isHere ? undefined : (root ?? '/') })));
  const look = quietly(lookAtJournal(place));
  const elsewhere = isHere ? undefined : await look;
  if (elsewhere?.status.status === 'missing' && root === undefined) throw noJournal(elsewhere.status);
  const window = await windowOf(request, place, elsewhere?.newest);
  const options: SessionOptions = {
    scope,
    command: 'explain',
    units: names,
    askedFor: units.map(({ askedFor }) => askedFor),
    options: { lines: Number.isFinite(request.lines) ? request.lines : 0 },
    retention: RETENTION.report,
    ...(request.writeTo === undefined ? {} : { writeTo: request.writeTo, ...(await sinceOf(window)) }),
  };
  const box = isHere && scope === 'system' && request.recordings ? findBlackBox() : undefined;
  if (box === 'unreadable') hint(`root may read what the black box recorded under ${BLACK_BOX_FOLDER}; with it, the answer may be surer`);
  const seen: Observation[] = [];
  const hasBox = typeof box === 'object';
  const { writeTo: _later, ...unwritten } = options;
  const session = openSession(hasBox ? { ...unwritten, onObservation: (observation) => seen.push(observation) } : options);
  const opened = [session];
  const past = openPast(names, window);
  try {
    const { buildTimeline } = await import('../timeline/build-timeline.ts');
    const manager = isHere ? await tryManager(session, { scope }) : undefined;
    try {
      session.stream.emit(await host);
      if (manager !== undefined) session.stream.emit({ source: 'system-bus', kind: 'manager-properties', properties: manager.properties });
      const places = placesOf(request, manager);
      await describeUpwards(names, session, manager, places);
      const { status } = await look;
      session.stream.emit(status);
      const counted = await past.gather(session).catch((error: unknown) => {
        session.missing('journal', error);
        return names.map((unit) => countKnown(unit, session, window));
      });
      // Of a journal that does not tell all, a count is the least that can be said.
      const counts = status.status === 'ok' ? counted : counted.map((count) => ({ ...count, atLeast: true }));
      const rows = hasBox ? await manager?.units() : undefined;
      const loaded = rows === undefined ? undefined : new Set(rows.map(({ unit }) => unit));
      const whole = hasBox ? await retellWithRecordings(seen, session, box, options, window, loaded, hint) : session;
      if (whole !== session) opened.push(whole);
      requireKnown(units, whole.history, places ?? { scope });
      for (const count of counts) whole.stream.emit({ source: 'journal', kind: 'start-count', ...count });
      const { since } = await sinceOf(window);
      return buildTimeline(
        whole.history,
        defined({ version: VERSION, manager: scope, units, since, until: whole.end(window.to), lines: request.lines, counts }),
      );
    } finally {
      await manager?.close();
    }
  } finally {
    past.close();
    for (const each of opened) await each.close();
  }
}
