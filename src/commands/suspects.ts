import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { SourceError } from '../errors.ts';
import { now } from '../collect/clock.ts';
import { readFileOrigins } from '../collect/files/file-origin.ts';
import { isSystemdRunning, readHost } from '../collect/host.ts';
import { suspectsOf } from '../analysis/suspects/index.ts';
import type { Timeline } from '../model/timeline.ts';
import { describeUpwards } from '../session/describe/describe-units.ts';
import { placesOf, tryManager } from '../session/describe/manager-access.ts';
import type { SuspectsRequest } from '../command-line/commands.ts';
import type { Terminal } from '../output/terminal.ts';
import { openSession, type Session } from '../session/session.ts';
import { RETENTION } from '../session/retention.ts';
import { completeNames, requireKnown, resolveAliases, type RequestedUnit } from '../session/describe/unit-names.ts';
import { VERSION } from '../version.ts';
import { defined } from '../defined.ts';

/** `whyalive suspects UNIT…`: all that can start the units, armed or not, with the file and line that says so. */
export async function suspects(request: SuspectsRequest, terminal: Terminal): Promise<ExitStatus> {
  const timeline = await lookAround(request);
  if (request.output === 'json') {
    const { renderJson } = await import('../render/json/timeline.ts');
    terminal.write(renderJson(timeline));
    return EXIT_STATUS.answered;
  }
  const { renderSuspects } = await import('../render/text/suspect-tree.ts');
  const { columns, colour } = terminal;
  const { utc, all, quiet } = request;
  const text = renderSuspects(timeline, { now: now(), columns, colour, utc, all, quiet });
  await (request.pager ? terminal.page(text) : Promise.resolve(terminal.write(text)));
  return EXIT_STATUS.answered;
}

async function lookAround(request: SuspectsRequest): Promise<Timeline> {
  const { scope, root } = request;
  const typed = completeNames(request.units);
  if (root === undefined && !isSystemdRunning())
    throw new SourceError('systemd is not PID 1 here, so it can start nothing', "read another system's unit files with --root");
  const session = openSession({ scope, command: 'suspects', units: typed.map(({ id }) => id), retention: RETENTION.report });
  const manager = root === undefined ? await tryManager(session, { scope }) : undefined;
  try {
    session.stream.emit(await readHost(defined({ scope, root })));
    if (manager !== undefined) session.stream.emit({ source: 'system-bus', kind: 'manager-properties', properties: manager.properties });
    // The states of all loaded units in one answer: where half of the host needs a unit, one query each would be too many.
    const loaded = await manager?.units();
    if (loaded !== undefined) session.stream.emit({ source: 'system-bus', kind: 'unit-list', units: loaded });
    const places = placesOf(request, manager) ?? { scope };
    const units = resolveAliases(typed, places);
    await describeUpwards([...units.map(({ id }) => id), 'default.target'], session, manager, places, 'all');
    requireKnown(units, session.history, places);
    await traceFiles(units, session, root);
    const { buildTimeline } = await import('../timeline/build-timeline.ts');
    return buildTimeline(session.history, { version: VERSION, manager: scope, units, until: session.end(), lines: 0, counts: [] });
  } finally {
    await manager?.close();
    await session.close();
  }
}

/** Which packages the files that declare something belong to, and when they changed. */
async function traceFiles(units: readonly RequestedUnit[], { history, stream }: Session, root: string | undefined): Promise<void> {
  const found = units.flatMap(({ id }) => suspectsOf(history.canonical(id), history));
  const paths = found.flatMap(({ declaredIn }) => declaredIn.map(({ path }) => path));
  for (const origin of await readFileOrigins(paths, root)) stream.emit(origin);
}
