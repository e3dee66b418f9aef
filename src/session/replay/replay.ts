import { NoSuchUnitError } from '../../errors.ts';
import { createHistory, type History } from '../../history/history.ts';
import type { RecordingHeader } from '../../recording/format.ts';
import { mergeSessions } from '../../recording/merge-sessions.ts';
import type { RecordedSession } from '../../recording/recorded-session.ts';
import type { Redactor } from '../../recording/redact.ts';
import type { Observation } from '../../model/observation.ts';
import { isTime, type Instant } from '../../model/instant.ts';
import { buildTimeline, type TimelineQuestion } from '../../timeline/build-timeline.ts';
import { mergeTimelines } from '../../timeline/merge-timelines.ts';
import { isOf } from '../../systemd/unit-name.ts';
import type { StartCount, Timeline } from '../../model/timeline.ts';
import { timelineQuery, scopeOf, type RecordedWindow } from './timeline-query.ts';
import { retentionOf } from '../retention.ts';
import type { RequestedUnit } from '../describe/unit-names.ts';
import { defined } from '../../defined.ts';

/** What to report of recordings: of `units`, or, when there are none, of the units that were recorded. */
export interface ReplayQuery extends RecordedWindow {
  readonly units: readonly RequestedUnit[];
  readonly shownAs: string;
  /** Replaces each header and observation before it is used. */
  readonly redactor?: Redactor;
}

/** Sessions of one manager on one boot. */
interface Group {
  readonly key: string;
  readonly sessions: (Pick<RecordedSession, 'header'> & { readonly observations: () => AsyncGenerator<Observation, void, undefined> })[];
}

/** Maximum number of observations that are read to learn which host, boot and manager a session was about. */
const MAX_AHEAD = 200;

/** The timeline of recordings; sessions of one manager and boot share a history. Throws NoSuchUnitError for a unit that none knows. */
export async function replay(sessions: readonly RecordedSession[], question: ReplayQuery): Promise<Timeline | undefined> {
  const groups: Group[] = [];
  for (const session of sessions) {
    const { key, observations } = await identify(session);
    const known = groups.find((group) => group.key === key);
    const { redactor } = question;
    const header = redactor?.header(session.header) ?? session.header;
    const member = { header, observations: () => (redactor === undefined ? observations : redacted(observations, redactor)) };
    if (known === undefined) groups.push({ key, sessions: [member] });
    else known.sessions.push(member);
  }
  const replayed: Replayed[] = [];
  for (const group of groups) replayed.push(await historyOf(group));
  const unknown = question.units.filter(({ id }) => !replayed.some(({ history }) => isKnown(id, history)));
  const [missing] = unknown;
  if (missing !== undefined)
    throw new NoSuchUnitError(`nothing was recorded of a unit ${missing.id}; leave -u out to see which units were recorded`);
  return mergeTimelines(replayed.map((one) => timelineOf(one, question)));
}

interface Replayed {
  readonly header: RecordingHeader;
  readonly history: History;
  readonly ended: Instant;
  readonly counts: readonly StartCount[];
}

async function historyOf({ sessions }: Group): Promise<Replayed> {
  const header = headerOf(sessions.map((session) => session.header));
  const history = createHistory(scopeOf(header), retentionOf(header));
  const counts: StartCount[] = [];
  let latest: Instant = { realtimeUsec: 0n };
  let ended: Instant | undefined;
  const [alone, ...others] = sessions;
  const observations = alone !== undefined && others.length === 0 ? alone.observations() : mergeSessions(sessions);
  for await (const observation of observations) {
    const { payload, at } = observation;
    history.add(observation);
    if (payload.kind === 'session-end') ended = at;
    if (payload.kind === 'start-count') counts.push({ unit: payload.unit, starts: payload.starts, atLeast: payload.atLeast });
    if (payload.source !== 'journal' || at.realtimeUsec > latest.realtimeUsec) latest = at;
  }
  const isWhole = ended !== undefined && (others.length === 0 || latest.realtimeUsec <= ended.realtimeUsec);
  return { header, history, ended: isWhole && ended !== undefined ? ended : latest, counts: others.length > 0 ? [] : counts };
}

function timelineOf({ header, history, ended, counts }: Replayed, { units, shownAs, ...window }: ReplayQuery): Timeline {
  const known = units.filter(({ id }) => isKnown(id, history));
  const requested =
    units.length === 0 ? header : { ...header, units: known.map(({ id }) => id), askedFor: known.map(({ askedFor }) => askedFor) };
  const recorded = Date.parse(header.writtenAt);
  const base = timelineQuery(requested, history, ended, counts, window);
  const question: TimelineQuestion = {
    // None of the requested units is known here: they are another host's.
    ...(units.length > 0 && known.length === 0 ? { ...base, units: [] } : base),
    replayOf: defined({
      path: shownAs,
      recordedAt: Number.isNaN(recorded) || !isTime(BigInt(recorded) * 1000n) ? undefined : { realtimeUsec: BigInt(recorded) * 1000n },
    }),
  };
  return buildTimeline(history, question);
}

/** One header for several sessions: with the units of all of them; none for the whole manager. */
function headerOf(headers: readonly RecordingHeader[]): RecordingHeader {
  const [first, ...more] = headers;
  if (first === undefined) throw new Error('a group has at least one session');
  if (more.length === 0) return first;
  const units = new Map(headers.flatMap(({ units: ids, askedFor }) => ids.map((id, index) => [id, askedFor?.[index] ?? id] as const)));
  const { format, program, writtenAt } = headers.toSorted((a, b) => (a.writtenAt < b.writtenAt ? -1 : 1))[0] ?? first;
  return { format, program, writtenAt, manager: scopeOf(first), units: [...units.keys()], askedFor: [...units.values()], options: {} };
}

/** Which host, boot and manager a session is about, and its observations from the first one on. */
async function identify(
  session: RecordedSession,
): Promise<{ readonly key: string; readonly observations: AsyncGenerator<Observation, void, undefined> }> {
  const observations = session.observations();
  const ahead: Observation[] = [];
  let host = session.header.host;
  let bootId = session.header.clocks?.bootId;
  while (ahead.length < MAX_AHEAD && (host === undefined || bootId === undefined)) {
    const { value } = await observations.next();
    if (value === undefined) break;
    ahead.push(value);
    if (value.payload.kind === 'host') host ??= value.payload;
    if (value.payload.source !== 'journal') bootId ??= value.at.bootId;
  }
  const name = host?.machineId ?? host?.hostname;
  // A recording without a machine id or a host name is never merged with another.
  const key = name === undefined ? (session.paths[0] ?? '') : [name, bootId ?? '', host?.manager ?? scopeOf(session.header)].join(' ');
  return { key, observations: resumed(ahead, observations) };
}

async function* resumed(ahead: readonly Observation[], rest: AsyncIterable<Observation>): AsyncGenerator<Observation, void, undefined> {
  yield* ahead;
  yield* rest;
}

async function* redacted(observations: AsyncIterable<Observation>, redactor: Redactor): AsyncGenerator<Observation, void, undefined> {
  for await (const observation of observations) yield redactor.observation(observation);
}

/** Whether anything was observed of a unit, or of an instance of a template. */
function isKnown(id: string, history: History): boolean {
  const name = history.canonical(id);
  for (const record of history.units()) {
    if (!isOf(record.name, name)) continue;
    if (record.properties !== undefined) return true;
    if ([record.starts, record.states, record.logs, record.files, record.jobs].some((list) => list.length > 0)) return true;
  }
  return false;
}
