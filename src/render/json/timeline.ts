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
  JsonEndLink,
  JsonEvidence,
  JsonGap,
  JsonLink,
  JsonPreviousEnd,
  JsonStart,
  JsonTimeline,
  JsonWatchStart,
  JsonWatchSummary,
} from './document.ts';
import { causeJson, declarationJson, keepDownJson, suspectJson } from './encode.ts';
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
    chain: chain?.map(endLinkJson),
    lastLines: lastLines?.map((line) => ({ at: toRfc3339(line.at), text: line.text })),
    restart: restart && {
      setting: restart.setting,
      acts: restart.acts,
      rule: restart.rule,
      on: restart.on,
      delayUsec: restart.delayUsec?.toString(),
      limit: restart.limit && { burst: restart.limit.burst, intervalUsec: restart.limit.intervalUsec.toString() },
      did: restart.did,
    },
    evidence,
  };
}

function endLinkJson({ mechanism, strength, from, to, setting, why, declaredIn, evidence }: EndLink): JsonEndLink {
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
  const cited = new Set(evidenceOfStart(start));
  const kept = Object.entries(evidence).filter(([id]) => cited.has(id));
  const line: JsonWatchStart = { schema: SCHEMA, kind: 'start', ...startJson(start), evidence: evidenceJson(Object.fromEntries(kept)) };
  return `${toJson(line)}\n`;
}

/** The last line of a watch. */
export function renderWatchSummary(summary: WatchSummary): string {
  const { since, until, units, counts, gaps } = summary;
  const line: JsonWatchSummary = {
    schema: SCHEMA,
    kind: 'summary',
    summary: {
      units,
      window: { since: toRfc3339(since), until: toRfc3339(until) },
      starts: counts.reduce((total, { starts }) => total + starts, 0),
      counts: counts.map(({ unit, mechanism, strength, starts }) => ({ unit, mechanism, strength, starts })),
      gaps: gaps.map(gapJson),
    },
  };
  return `${toJson(line)}\n`;
}

/** All members of a timeline. */
export function timelineJson(timeline: Timeline): JsonTimeline {
  const { generator, host, window } = timeline;
  return {
    schema: SCHEMA,
    generator: { name: generator.name, version: generator.version },
    host: { hostname: host.hostname, machineId: host.machineId, bootId: host.bootId, systemdVersion: host.systemdVersion },
    manager: timeline.manager,
    hosts: timeline.hosts?.map(({ name, hostname, machineId, bootId, systemdVersion, manager }) => ({
      name,
      hostname,
      machineId,
      bootId,
      systemdVersion,
      manager,
    })),
    units: timeline.units.map(unitJson),
    window: { since: window.since && toRfc3339(window.since), until: toRfc3339(window.until) },
    sources: timeline.sources.map(({ name, host, status, detail, remedy }) => ({ name, host, status, detail, remedy })),
    counts: timeline.counts.map(({ unit, host, starts, atLeast }) => ({ unit, host, starts, atLeast })),
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
  const { id, host, askedFor, description, loadState, activeState, subState, since, unitFileState, mainPid, fragmentPath } = unit;
  return {
    id,
    host,
    askedFor,
    description,
    loadState,
    activeState,
    subState,
    since: since && toRfc3339(since),
    unitFileState,
    mainPid,
    fragmentPath,
  };
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

function linkJson({ mechanism, strength, from, to, setting, why, declaredIn, evidence }: Link): JsonLink {
  return { mechanism, strength, from: causeJson(from), to, setting, why, declaredIn: declaredIn.map(declarationJson), evidence };
}

function alternativeJson({ mechanism, strength, ruledOut, why, from }: Alternative): JsonAlternative {
  return { mechanism, strength, from: from && causeJson(from), ruledOut, why };
}

function eventJson({ unit, host, at, kind, text, end, evidence }: UnitEvent): JsonTimeline['events'][number] {
  return { unit, host, at: toRfc3339(at), kind, text: text === '' ? kind : text, end: end && endJson(end), evidence };
}

/** Facts by the ids under which they are cited. */
export function evidenceJson(evidence: Readonly<Record<EvidenceId, Evidence>>): JsonEvidence {
  return Object.fromEntries(
    Object.entries(evidence).map(([id, { source, at, text, cursor }]) => [id, { source, at: toRfc3339(at), text, cursor }]),
  );
}

/** A time in which a source was not heard. */
export function gapJson({ from, to, host, source, text }: Gap): JsonGap {
  return { from: toRfc3339(from), to: toRfc3339(to), host, source, text };
}
