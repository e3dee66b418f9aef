import type {
  EndLink,
  PreviousEnd,
  UnitEnd,
  Finding,
  Alternative,
  Evidence,
  EvidenceId,
  Gap,
  Link,
  Start,
  Timeline,
  UnitEvent,
  UnitNow,
} from '../../model/timeline.ts';
import type {
  JsonAlternative,
  JsonEnd,
  JsonEvidence,
  JsonGap,
  JsonLink,
  JsonPreviousEnd,
  JsonStart,
  JsonTimeline,
  JsonWatchStart,
  JsonWatchSummary,
} from './document.ts';
import { causeJson, declarationJson, keepDownJson, members, suspectJson } from './encode.ts';
import { toRfc3339 } from '../time/timestamps.ts';
import { findingText, mendsOf } from '../words/finding.ts';
import { evidenceOfStart } from '../citations.ts';
import { toJson } from '../escape.ts';
import { hintText } from '../words/hints.ts';
import { summarize } from '../words/start.ts';
import type { WatchSummary } from '../words/watch-summary.ts';

/** The end before a start. */
function previousEndJson({ deadForUsec, ...end }: PreviousEnd): JsonPreviousEnd {
  const { at, ...rest } = endJson(end);
  return { at, deadForUsec: deadForUsec.toString(), ...rest };
}

/** How and why a run ended. */
function endJson(end: UnitEnd): JsonEnd {
  const { at, how, result, exitCode, exitStatus, exitStatusName, command, phase, by, strength, chain, lastLines, restart, evidence } = end;
  return {
    at: toRfc3339(at),
    how,
    result,
    exitCode,
    exitStatus,
    exitStatusName,
    command,
    phase,
    by: by && causeJson(by),
    strength,
    chain: chain?.map(linkJson),
    lastLines: lastLines?.map((line) => ({ at: toRfc3339(line.at), text: line.text })),
    restart: restart && {
      ...members(restart, 'setting', 'acts', 'rule', 'on', 'delayUsec', 'limit', 'did'),
      limit: restart.limit && members(restart.limit, 'burst', 'intervalUsec'),
    },
    evidence,
  };
}

/** A hop to a start, or to an end. */
function linkJson<M extends EndLink['mechanism']>(
  link: Omit<Link, 'mechanism'> & { readonly mechanism: M },
): Omit<JsonLink, 'mechanism'> & { readonly mechanism: M } {
  const { mechanism, strength, from, to, setting, why, declaredIn, evidence } = link;
  return { mechanism, strength, from: causeJson(from), to, setting, why, declaredIn: declaredIn.map(declarationJson), evidence };
}

/** A finding, with its sentence and what mends it. */
function findingJson(finding: Finding): JsonTimeline['findings'][number] {
  const { kind, severity, unit, host, facts, declaredIn, evidence } = finding;
  const { usec, sinceAt, untilAt, ...plain } = facts;
  return {
    kind,
    severity,
    unit,
    host,
    text: findingText(finding),
    mend: mendsOf(finding),
    facts: {
      ...plain,
      usec: usec?.toString(),
      sinceAt: sinceAt && toRfc3339(sinceAt),
      untilAt: untilAt && toRfc3339(untilAt),
    },
    declaredIn: declaredIn.map(declarationJson),
    evidence,
  };
}

/** The name of the schema that all JSON output follows; see timeline.schema.json. */
export const SCHEMA: JsonTimeline['schema'] = 'whyalive/timeline/1';

/** The timeline as JSON, indented, with a newline at its end; the order of keys is fixed and unknown values are left out. */
export function renderJson(timeline: Timeline): string {
  return `${toJson(timelineJson(timeline), 2)}\n`;
}

/** One line for a start as it happens, with the evidence that it cites inside. */
export function renderWatchStart(start: Start, evidence: Readonly<Record<EvidenceId, Evidence>>): string {
  const cited = evidenceJson(evidence, evidenceOfStart(start));
  const line: JsonWatchStart = { schema: SCHEMA, kind: 'start', ...startJson(start), evidence: cited };
  return `${toJson(line)}\n`;
}

/** The last line of a watch. */
export function renderWatchSummary(summary: WatchSummary): string {
  const { units, counts, gaps } = summary;
  const line: JsonWatchSummary = {
    schema: SCHEMA,
    kind: 'summary',
    summary: {
      units,
      window: members(summary, 'since', 'until'),
      starts: counts.reduce((total, { starts }) => total + starts, 0),
      counts: counts.map((count) => members(count, 'unit', 'mechanism', 'strength', 'starts')),
      gaps: gaps.map(gapJson),
    },
  };
  return `${toJson(line)}\n`;
}

/** All members of a timeline. */
export function timelineJson(timeline: Timeline): JsonTimeline {
  return {
    schema: SCHEMA,
    generator: members(timeline.generator, 'name', 'version'),
    host: members(timeline.host, 'hostname', 'machineId', 'bootId', 'systemdVersion'),
    manager: timeline.manager,
    hosts: timeline.hosts?.map((host) => members(host, 'name', 'hostname', 'machineId', 'bootId', 'systemdVersion', 'manager')),
    units: timeline.units.map(unitJson),
    window: members(timeline.window, 'since', 'until'),
    sources: timeline.sources.map((source) => members(source, 'name', 'host', 'status', 'detail', 'remedy')),
    counts: timeline.counts.map((count) => members(count, 'unit', 'host', 'starts', 'atLeast')),
    starts: timeline.starts.map(startJson),
    events: timeline.events.map(eventJson),
    evidence: evidenceJson(timeline.evidence),
    suspects: timeline.suspects.map(suspectJson),
    keepDown: keepDownJson(timeline.keepDown),
    findings: timeline.findings.map(findingJson),
    gaps: timeline.gaps.map(gapJson),
  };
}

function unitJson(unit: UnitNow): JsonTimeline['units'][number] {
  const known = members(unit, 'id', 'host', 'askedFor', 'description', 'loadState', 'activeState', 'subState', 'since');
  return { ...known, ...members(unit, 'unitFileState', 'mainPid', 'fragmentPath') };
}

/** All members of a start. */
export function startJson(start: Start): JsonStart {
  const { unit, host, at, invocationId, jobId, jobType, mechanism, strength, chain, alternatives, previousEnd, outcome, wouldHaveTold } =
    start;
  return {
    unit,
    host,
    at: toRfc3339(at),
    monotonicUsec: at.monotonicUsec?.toString(),
    bootId: at.bootId,
    invocationId,
    jobId,
    jobType,
    mechanism,
    strength,
    summary: summarize(chain),
    chain: chain.map(linkJson),
    alternatives: alternatives.map(alternativeJson),
    previousEnd: previousEnd && previousEndJson(previousEnd),
    outcome,
    wouldHaveTold: wouldHaveTold?.map(hintText),
  };
}

function alternativeJson({ mechanism, strength, ruledOut, why, from }: Alternative): JsonAlternative {
  return { mechanism, strength, from: from && causeJson(from), ruledOut, why };
}

function eventJson({ unit, host, at, kind, text, end, evidence }: UnitEvent): JsonTimeline['events'][number] {
  return { unit, host, at: toRfc3339(at), kind, text: text === '' ? kind : text, end: end && endJson(end), evidence };
}

/** Facts by the ids under which they are cited: all, or those of `ids`. */
export function evidenceJson(evidence: Readonly<Record<EvidenceId, Evidence>>, ids?: readonly EvidenceId[]): JsonEvidence {
  const cited = ids && new Set(ids);
  const kept: Record<EvidenceId, JsonEvidence[string]> = {};
  for (const [id, { source, at, text, cursor }] of Object.entries(evidence)) {
    if (cited?.has(id) !== false) kept[id] = { source, at: toRfc3339(at), text, cursor };
  }
  return kept;
}

/** A time in which a source was not heard. */
export function gapJson(gap: Gap): JsonGap {
  return members(gap, 'from', 'to', 'host', 'source', 'text');
}
