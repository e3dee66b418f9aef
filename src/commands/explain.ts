import { SourceError, UsageError } from '../errors.ts';
import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { renderJson } from '../renderers/json.ts';
import { renderText } from '../renderers/text/explain.ts';
import { now } from '../sources/clock.ts';
import { readHost } from '../sources/host.ts';
import { journalAccess, parseTime, resolveBoot, type JournalPlace } from '../sources/journal.ts';
import type { SystemBus } from '../sources/system-bus.ts';
import type { UnitSearchOptions } from '../sources/unit-search-path.ts';
import { buildTimeline } from '../timeline/build-timeline.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { describeUpwards } from './describe-units.ts';
import { gatherPast, type PastWindow } from './gather-past.ts';
import type { ExplainRequest, Terminal } from './request.ts';
import { openSession, type Session } from './session.ts';
import { completeNames, requireKnown } from './unit-names.ts';
import { VERSION } from './version.ts';

/** `whyalive UNIT…`: who started the units, from the journal and what the manager knows now. */
export async function explain(request: ExplainRequest, terminal: Terminal): Promise<ExitStatus> {
  const timeline = await lookBack(request);
  if (request.output === 'json') terminal.write(renderJson(timeline));
  else {
    const { columns, colour } = terminal;
    const text = renderText(timeline, { now: now(), columns, colour, utc: request.utc, all: request.all, quiet: request.quiet });
    await (request.pager && !request.follow ? terminal.page(text) : Promise.resolve(terminal.write(text)));
  }
  if (request.follow) {
    const { watch } = await import('./watch.ts');
    const { units, output, scope, utc, quiet } = request;
    return watch({ command: 'watch', units, output, scope, utc, quiet }, terminal);
  }
  const isUnexplained = timeline.starts.some(({ strength }) => strength === 'unexplained');
  return request.strict && isUnexplained ? EXIT_STATUS.unexplained : EXIT_STATUS.answered;
}

async function lookBack(request: ExplainRequest): Promise<Timeline> {
  const units = completeNames(request.units);
  const names = units.map(({ id }) => id);
  const { scope } = request;
  const window = await windowOf(request);
  const session = openSession({
    scope,
    command: 'explain',
    units: names,
    options: {
      lines: Number.isFinite(request.lines) ? request.lines : 0,
      ...(window.since === undefined ? {} : { sinceUsec: String(window.since) }),
    },
    ...(request.writeTo === undefined ? {} : { writeTo: request.writeTo }),
  });
  try {
    const elsewhere = request.directory !== undefined || request.files.length > 0 || request.root !== undefined;
    const bus = elsewhere ? undefined : await tryBus(session, scope);
    try {
      session.stream.emit(await readHost({ scope, ...(request.root === undefined ? {} : { root: request.root }) }));
      if (bus !== undefined)
        session.stream.emit({ source: 'system-bus', kind: 'manager-properties', properties: await bus.managerProperties() });
      const places = await placesOf(request, bus);
      await describeUpwards(names, session, bus, places);
      session.stream.emit(await journalAccess(window.place));
      const counts = await gatherPast(names, session, window).catch((error: unknown) => {
        session.missing('journal', error);
        return undefined;
      });
      requireKnown(units, session.history, places ?? { scope });
      const since = window.since === undefined ? undefined : { realtimeUsec: window.since };
      return buildTimeline(session.history, {
        version: VERSION,
        manager: scope,
        units,
        ...(since === undefined ? {} : { since }),
        until: window.until === undefined ? now() : { realtimeUsec: window.until },
        lines: request.lines,
        ...(counts === undefined ? {} : { counts }),
      });
    } finally {
      await bus?.close();
    }
  } finally {
    await session.close();
  }
}

async function windowOf(request: ExplainRequest): Promise<PastWindow> {
  const { scope, since, until, directory, files, root } = request;
  const [file, ...more] = files;
  if (more.length > 0) throw new UsageError('--file can be given once; merge journal files in one folder and use -D');
  const place: JournalPlace = {
    scope,
    ...(directory === undefined ? {} : { directory }),
    ...(file === undefined ? {} : { file }),
    ...(root === undefined ? {} : { root }),
  };
  const wholeJournal = request.boot === 'all' || (request.boot === undefined && (since !== undefined || until !== undefined));
  const boot = wholeJournal
    ? undefined
    : await resolveBoot(request.boot, place).catch((error: unknown) => {
        if (request.boot === undefined && error instanceof SourceError) return undefined;
        throw error;
      });
  return {
    place,
    scope,
    lines: request.lines,
    ...(boot === undefined ? {} : { boot: boot.bootId }),
    ...(since === undefined ? {} : { since: await parseTime(since) }),
    ...(until === undefined ? {} : { until: await parseTime(until) }),
  };
}

async function tryBus(session: Session, scope: ExplainRequest['scope']): Promise<SystemBus | undefined> {
  const { openSystemBus } = await import('../sources/system-bus.ts');
  try {
    const bus = await openSystemBus({ scope, stream: session.stream });
    session.ok('system-bus');
    return bus;
  } catch (error) {
    session.missing('system-bus', error);
    return undefined;
  }
}

/** Where the unit files are: the manager's own search path where it tells; nowhere when only a journal was given. */
async function placesOf(request: ExplainRequest, bus: SystemBus | undefined): Promise<UnitSearchOptions | undefined> {
  if (request.root !== undefined) return { scope: request.scope, root: request.root };
  if (request.directory !== undefined || request.files.length > 0) return undefined;
  const path = (await bus?.managerProperties())?.['UnitPath'];
  const searchPath = Array.isArray(path) ? path.filter((folder): folder is string => typeof folder === 'string') : undefined;
  return { scope: request.scope, ...(searchPath === undefined ? {} : { searchPath }) };
}
