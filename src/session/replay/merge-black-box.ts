import type { Observation } from '../../model/observation.ts';
import { readParts, type BlackBox } from './black-box.ts';
import { startsWithin, type PastWindow } from '../past/gather.ts';
import { openSession, type Session, type SessionOptions } from '../session.ts';

/** What led to a start was recorded this long before it, and what followed this long after. */
const BEFORE_USEC = 30_000_000n;
const AFTER_USEC = 5_000_000n;

/**
 * Tells a session of looking back once more, from its beginning, with what the black box recorded around the starts that it found: the recordings come
 * before what was asked just now. Gives the new session; the old one is done with. `loaded` are the units that the manager has in memory now, if it was asked.
 */
export async function retellWithRecordings(
  seen: readonly Observation[],
  { history }: Session,
  box: BlackBox,
  options: SessionOptions,
  window: PastWindow,
  loaded: ReadonlySet<string> | undefined,
  hint: (sentence: string) => void,
): Promise<Session> {
  const spans = options.units
    .flatMap((unit) => startsWithin(unit, { history }, window).slice(-window.lines))
    .map(({ at }) => ({ since: at.realtimeUsec - BEFORE_USEC, until: at.realtimeUsec + AFTER_USEC }));
  const session = openSession(options);
  const again = ({ payload, at }: Pick<Observation, 'payload' | 'at'>): void => void session.stream.emit(payload, at);
  // The first one tells which boot it is now.
  const [first, ...rest] = seen;
  if (first !== undefined) again(first);
  const { paths, leftOut } = box.covering(spans);
  if (leftOut > 0) hint(leftOutHint(leftOut));
  for await (const observation of readParts(paths, options.scope, window.boot)) again(observation);
  for (const observation of rest) again(observation);
  if (loaded !== undefined) tellUnloaded(session, loaded);
  return session;
}

/** What would tell of the starts that the parts read do not cover. */
function leftOutHint(parts: number): string {
  const what = parts === 1 ? 'one older part of the black box is' : `${String(parts)} older parts of the black box are`;
  return `${what} not read: starts that lie there are told from the journal alone, less surely; \`whyalive report\` on one of its files reads them all`;
}

/** What was active when it was recorded and is not in the manager's memory any more is inactive: only such units are unloaded. */
function tellUnloaded({ history, stream }: Session, loaded: ReadonlySet<string>): void {
  const units = [...history.units()]
    .filter(({ name, states }) => !loaded.has(name) && !['inactive', 'failed', undefined].includes(states.at(-1)?.activeState))
    .map(({ name }) => ({ unit: name, loadState: 'not-found', activeState: 'inactive', subState: 'dead' }));
  if (units.length > 0) stream.emit({ source: 'system-bus', kind: 'unit-list', units });
}
