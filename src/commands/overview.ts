import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { now } from '../collect/clock.ts';
import { compareInstants, type Instant } from '../model/instant.ts';
import type { Overview } from '../model/overview.ts';
import { countJournalStarts } from '../session/past/journal-start-counts.ts';
import { describeUpwards } from '../session/describe/describe-units.ts';
import { gatherPresentedStarts } from '../session/past/presented-starts.ts';
import { placesOf, tryManager } from '../session/describe/manager-access.ts';
import { openSources, quietly } from '../session/past/window.ts';
import { showReading } from '../output/progress-line.ts';
import type { OverviewRequest } from '../command-line/commands.ts';
import type { Terminal } from '../output/terminal.ts';
import { openSession } from '../session/session.ts';
import { RETENTION } from '../session/retention.ts';
import { VERSION } from '../version.ts';
import { defined } from '../defined.ts';

/** Maximum number of rows whose last start is attributed; each costs two runs of journalctl. */
const MAX_ATTRIBUTED = 100;

/** `whyalive overview`: what started most on this host, loops first. */
export async function overview(request: OverviewRequest, terminal: Terminal): Promise<ExitStatus> {
  const found = await lookOver(request, terminal);
  if (request.output === 'json') {
    const { renderOverviewJson } = await import('../render/json/overview.ts');
    terminal.write(renderOverviewJson(found));
    return EXIT_STATUS.answered;
  }
  const { renderOverview } = await import('../render/text/overview.ts');
  const { columns, colour } = terminal;
  const { utc, all, quiet } = request;
  const text = renderOverview(found, { now: now(), columns, colour, utc, all, quiet });
  await (request.pager ? terminal.page(text) : Promise.resolve(terminal.write(text)));
  return EXIT_STATUS.answered;
}

async function lookOver(request: OverviewRequest, terminal: Terminal): Promise<Overview> {
  const { scope, lines, all: everyType } = request;
  const { window, isHere, host, look } = await openSources(request, true);
  const session = openSession({ scope, command: 'overview', units: [], isHere, retention: RETENTION.report });
  try {
    const { buildTimeline } = await import('../timeline/build-timeline.ts');
    const { buildOverview, chooseRows } = await import('../timeline/overview/build-overview.ts');
    const progress = { entries: 0, at: 0 };
    const begin: { at?: Instant | undefined } = {};
    void window.from.then((at) => (begin.at = at));
    const line = showReading(terminal, request.quiet, () => ({
      entries: progress.entries,
      share: shareOf(progress.at, begin.at, window.to),
    }));
    const counting = quietly(countJournalStarts(window, progress));
    const manager = isHere ? await tryManager(session, { scope }) : undefined;
    try {
      session.stream.emit(await host);
      if (manager !== undefined) session.stream.emit({ source: 'system-bus', kind: 'manager-properties', properties: manager.properties });
      await manager?.noteJobs();
      session.stream.emit((await look).status);
      const { rows, startups } = await counting
        .catch((error: unknown) => {
          session.missing('journal', error);
          return { rows: [], startups: [] };
        })
        .finally(line.close);
      // What happens from now on was not counted.
      const until = window.to ?? now();
      const choice = chooseRows(rows, { lines, everyType });
      const attributed = choice.shown.slice(0, MAX_ATTRIBUTED);
      const units = attributed.map(({ lastUnit }) => ({ id: lastUnit, askedFor: lastUnit }));
      const names = units.map(({ id }) => id);
      await describeUpwards(names, session, manager, placesOf(request, manager));
      await gatherPresentedStarts(attributed, startups, session, { ...window, until: until.realtimeUsec }).catch((error: unknown) =>
        session.missing('journal', error),
      );
      const since = await window.from;
      const timeline = buildTimeline(
        session.history,
        defined({ version: VERSION, manager: scope, units, since, until: session.end(until), lines: 1 }),
      );
      return buildOverview(choice, timeline, { endsNow: window.to === undefined });
    } finally {
      await manager?.close();
    }
  } finally {
    await session.close();
  }
}

/** Which part of the window lies before a moment, in µs of the wall clock. */
function shareOf(at: number, from: Instant | undefined, to: Instant | undefined): number | undefined {
  const end = to ?? now();
  if (from === undefined || compareInstants(end, from) <= 0) return undefined;
  return (at - Number(from.realtimeUsec)) / Number(end.realtimeUsec - from.realtimeUsec);
}
