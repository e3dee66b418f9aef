import { attributeStart } from '../analysis/attribute-start.ts';
import type { History } from '../history/history.ts';
import { countProperty, instantProperty, lastActiveState, lastSubState, textProperty } from '../model/properties.ts';
import type { StartRecord } from '../model/unit-record.ts';
import { compareInstants, type Instant } from '../model/instant.ts';
import { isOf, isTemplate, templateOf } from '../systemd/unit-name.ts';
import { fragmentOf } from '../analysis/jobs/declarations.ts';
import { createEvidenceIndex } from './evidence.ts';
import { viewOf } from '../analysis/keep-down/host-view.ts';
import { keepDownOf } from '../analysis/keep-down/index.ts';
import { presentFindings } from './present-findings.ts';
import { presentStart } from './present-start.ts';
import { unitsOf } from '../history/instances.ts';
import { suspectsOf } from '../analysis/suspects/index.ts';
import type { SourceStatus, StartCount, Timeline, UnitNow } from '../model/timeline.ts';
import { unitEvents } from './unit-events.ts';
import { defined } from '../defined.ts';

/** What a timeline is to be about. */
export interface TimelineQuestion {
  readonly version: string;
  readonly manager: Timeline['manager'];
  /** Of a template all its instances are told. */
  readonly units: readonly { readonly id: string; readonly askedFor: string }[];
  readonly since?: Instant;
  readonly until: Instant;
  /** At most so many starts of each unit, the newest. */
  readonly lines: number;
  /** At most so many starts over all units, the newest. */
  readonly newest?: number;
  /** Counted elsewhere, where not every start was taken into the history. */
  readonly counts?: readonly StartCount[];
  readonly replayOf?: Timeline['replayOf'];
}

/** Attributes every start of the units asked for and puts all into the one model that renderers get. Pure: the same history gives the same timeline. */
export function buildTimeline(history: History, question: TimelineQuestion): Timeline {
  const index = createEvidenceIndex();
  const units = question.units.map(({ id, askedFor }) => ({ id: history.canonical(id), askedFor }));
  const isWithin = ({ at }: StartRecord): boolean =>
    (question.since === undefined || compareInstants(at, question.since) >= 0) && compareInstants(at, question.until) <= 0;
  const members = new Map(units.flatMap(({ id }) => unitsOf(id, history).map((member) => [member, id] as const)));
  const within = new Map([...members.keys()].map((unit) => [unit, history.unit(unit).starts.filter(isWithin)]));
  const chosen = units.flatMap(({ id }) => {
    const all = unitsOf(id, history).flatMap((member) => within.get(member) ?? []);
    return all.toSorted((a, b) => compareInstants(a.at, b.at)).slice(Math.max(0, all.length - question.lines));
  });
  const starts = [...new Set(chosen)]
    .toSorted((a, b) => compareInstants(a.at, b.at))
    .slice(-(question.newest ?? Number.POSITIVE_INFINITY))
    .map((start) => presentStart(start, attributeStart(start, history), history, index));
  // The story of a unit begins with the end before its first start that is told; of one without starts, with the window, or with its template's first.
  const events = [...members].flatMap(([member, asked]) => {
    const first = starts.find(({ unit }) => unit === member);
    const since = first?.previousEnd?.at ?? first?.at ?? starts.find(({ unit }) => isOf(unit, asked))?.at ?? question.since;
    return unitEvents(history.unit(member), history, index, ({ at }) => since === undefined || compareInstants(at, since) >= 0);
  });
  const suspects = units.flatMap(({ id }) => suspectsOf(id, history));
  const described = units.map((unit) => describeUnit(unit, history));
  const { hostname, machineId, systemdVersion } = history.host() ?? {};
  return defined({
    generator: { name: 'whyalive', version: question.version },
    host: defined({ hostname, machineId, bootId: history.bootId(), systemdVersion }),
    manager: question.manager,
    units: described,
    window: defined({ since: question.since, until: question.until }),
    sources: sourcesOf(history),
    starts,
    evidence: index.entries(),
    suspects,
    keepDown: keepDownOf({ manager: question.manager, units: described, suspects, starts }, viewOf(history)),
    findings: presentFindings([...new Set([...units.map(({ id }) => id), ...starts.map(({ unit }) => unit)])], history, index),
    gaps: history.gaps,
    counts: question.counts ?? countsOf(units, within),
    events: events.toSorted((a, b) => compareInstants(a.at, b.at)),
    replayOf: question.replayOf,
  });
}

/** How many starts of each unit lie in the window; of a template, of each instance that started, and none of its own where no instance did. */
function countsOf(units: readonly { readonly id: string }[], within: ReadonlyMap<string, readonly StartRecord[]>): readonly StartCount[] {
  const counts = units.flatMap(({ id }) => {
    const instances = [...within].filter(([unit, { length }]) => length > 0 && templateOf(unit) === id);
    const counted: typeof instances = isTemplate(id) && instances.length > 0 ? instances : [[id, within.get(id) ?? []]];
    return counted.map(([unit, { length }]) => ({ unit, starts: length, atLeast: false }));
  });
  return counts.filter((count, index) => counts.findIndex(({ unit }) => unit === count.unit) === index);
}

function describeUnit({ id, askedFor }: { readonly id: string; readonly askedFor: string }, history: History): UnitNow {
  const record = history.unit(id);
  const { properties = {}, states } = record;
  const pid = countProperty(properties, 'MainPID');
  const activeState = lastActiveState(record);
  return defined({
    id,
    askedFor,
    description: textProperty(properties, 'Description'),
    loadState: textProperty(properties, 'LoadState'),
    activeState,
    subState: lastSubState(record),
    fragmentPath: fragmentOf(history, id),
    unitFileState: textProperty(properties, 'UnitFileState'),
    mainPid: pid === undefined || pid === 0n ? undefined : Number(pid),
    since:
      states.at(-1)?.stateChange ??
      instantProperty(properties, activeState === 'active' ? 'ActiveEnterTimestamp' : 'StateChangeTimestamp', history.bootId()),
  });
}

function sourcesOf(history: History): readonly SourceStatus[] {
  return [...history.statuses.values()].map(({ source, status, detail, remedy }) => defined({ name: source, status, detail, remedy }));
}
