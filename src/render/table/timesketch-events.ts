import { compareInstants, type Instant } from '../../model/instant.ts';
import type { Finding, Gap, Timeline, UnitEvent } from '../../model/timeline.ts';
import { endSentence, summarizeEnd } from '../words/end.ts';
import { citations } from '../citations.ts';
import { findingText } from '../words/finding.ts';
import { flatEnd, flatStarts, placesOf, rootOf, type FlatStart } from './start-row.ts';
import { hostNamed, type HostOfStory } from '../words/host.ts';
import { startSentence } from '../words/start.ts';

/** What a line can have beside the members of a start's row; the names are part of the interface. */
export const TIMESKETCH_MEMBERS = [
  'message',
  'datetime',
  'timestamp',
  'timestamp_desc',
  'data_type',
  'tag',
  'generator',
  'hostname',
  'machine_id',
  'systemd_version',
  'kind',
  'severity',
  'source',
  'cursor',
  'evidence_id',
  'explains_start',
  'gap_us',
  'last_lines',
  'restart_setting',
  'restart_rule',
] as const;

export type TimesketchMember = (typeof TIMESKETCH_MEMBERS)[number] | keyof FlatStart;

/** One line for Timesketch, before it is written. Raw text. */
export interface TimesketchEvent {
  readonly at: Instant;
  readonly message: string;
  /** What happened at that time, for `timestamp_desc`. */
  readonly desc: string;
  readonly tag: readonly string[];
  readonly members: Readonly<Partial<Record<TimesketchMember, string | number | readonly string[] | readonly number[]>>>;
}

const EVENT_DESC = {
  stopped: 'Unit Stopped',
  exited: 'Unit Exited',
  failed: 'Unit Failed',
  skipped: 'Start Skipped',
  'start-limit-hit': 'Start Limit Hit',
  'no-op-start': 'Asked For While Active',
  'start-failed': 'Start Failed',
} as const satisfies Record<UnitEvent['kind'], string>;

const EVIDENCE_DESC = {
  journal: 'Logged',
  'system-bus': 'Signalled',
  proc: 'Seen in /proc',
  'unit-files': 'Read',
  host: 'Observed',
} as const;

/** Everything in a timeline that has a time: facts that are cited, each once, gaps, what happened to the units, findings, and the starts. Of what has the same time, what led to it stands first. */
export function timesketchEvents(timeline: Timeline): readonly TimesketchEvent[] {
  const hostOf = hostNamed(timeline);
  const of = (host: string | undefined): TimesketchEvent['members'] => hostMembers(hostOf(host));
  const begun = new Map(timeline.starts.map(({ invocationId, at }) => [invocationId, at.realtimeUsec]));
  const isAtOnce = ({ invocationId, at }: UnitEvent): boolean => invocationId !== undefined && begun.get(invocationId) === at.realtimeUsec;
  const told = (event: UnitEvent): TimesketchEvent => unitEvent(event, of(event.host));
  return [
    ...timeline.gaps.flatMap((gap) => gapEvents(gap, of(gap.host))),
    ...factEvents(timeline, of),
    ...timeline.events.filter((event) => !isAtOnce(event)).map(told),
    ...timeline.findings.flatMap((finding) => findingEvents(finding, timeline, of(finding.host))),
    ...startEvents(timeline, of),
    ...timeline.events.filter(isAtOnce).map(told),
  ];
}

/** Members that every line has; a merged timeline tells hosts apart by `host`, where the host's own name does not. */
function hostMembers({ name, hostname, machineId, bootId, systemdVersion }: HostOfStory): TimesketchEvent['members'] {
  return { hostname: hostname ?? name, host: name, machine_id: machineId, boot_id: bootId, systemd_version: systemdVersion };
}

function startEvents(timeline: Timeline, of: (host: string | undefined) => TimesketchEvent['members']): readonly TimesketchEvent[] {
  return flatStarts(timeline).map(({ told, flat }) => ({
    at: told.at,
    message: startSentence(told),
    desc: 'Unit Started',
    tag: ['whyalive-start', flat.mechanism, flat.strength],
    members: { data_type: 'whyalive:unit:start', ...of(told.host), ...flat },
  }));
}

function unitEvent(event: UnitEvent, host: TimesketchEvent['members']): TimesketchEvent {
  const { unit, at, kind, text, end, invocationId } = event;
  const chain = end?.chain ?? [];
  const said = end === undefined ? (text === '' ? EVENT_DESC[kind].toLowerCase() : text) : endSentence(unit, end);
  return {
    at,
    message: naming(unit, said),
    desc: EVENT_DESC[kind],
    tag: ['whyalive-end', kind, ...(end === undefined ? [] : [end.how])],
    members: {
      data_type: 'whyalive:unit:end',
      ...host,
      boot_id: at.bootId ?? host.boot_id,
      monotonic_us: at.monotonicUsec === undefined ? undefined : Number(at.monotonicUsec),
      unit,
      kind,
      mechanism: chain.at(-1)?.mechanism,
      strength: end?.strength,
      cause: chain.length === 0 ? undefined : rootOf(chain),
      summary: chain.length === 0 ? undefined : summarizeEnd(chain),
      declared_in: placesOf(chain),
      ...flatEnd(end),
      last_lines: end?.lastLines?.map((line) => line.text),
      restart_setting: end?.restart?.setting,
      restart_rule: end?.restart?.rule,
      invocation_id: invocationId,
    },
  };
}

function naming(unit: string, said: string): string {
  return said.includes(unit) ? said : `${unit}: ${said}`;
}

function factEvents(timeline: Timeline, of: (host: string | undefined) => TimesketchEvent['members']): readonly TimesketchEvent[] {
  return citations(timeline).flatMap(({ id, host, units, starts }) => {
    const fact = timeline.evidence[id];
    if (fact === undefined) return [];
    const { at, text, source, cursor } = fact;
    const members = of(host);
    return {
      at,
      message: text === '' ? `${source}: a fact without words` : text,
      desc: EVIDENCE_DESC[source],
      tag: ['whyalive-evidence', source],
      members: {
        data_type: 'whyalive:evidence',
        ...members,
        boot_id: at.bootId ?? members.boot_id,
        monotonic_us: at.monotonicUsec === undefined ? undefined : Number(at.monotonicUsec),
        unit: units,
        source,
        cursor,
        evidence_id: id,
        explains_start: starts,
      },
    };
  });
}

function findingEvents(finding: Finding, timeline: Timeline, host: TimesketchEvent['members']): readonly TimesketchEvent[] {
  const { kind, severity, unit, facts, declaredIn, evidence } = finding;
  const seen = evidence.flatMap((id) => timeline.evidence[id]?.at ?? []).toSorted(compareInstants)[0];
  const at = facts.sinceAt ?? seen ?? facts.untilAt;
  if (at === undefined) return [];
  return [
    {
      at,
      message: naming(unit, findingText(finding)),
      desc: facts.sinceAt === undefined ? 'Found' : 'Wrong Since',
      tag: ['whyalive-finding', kind, severity],
      members: {
        data_type: 'whyalive:finding',
        ...host,
        boot_id: at.bootId ?? host.boot_id,
        unit,
        kind,
        severity,
        declared_in: placesOf([{ declaredIn }]),
      },
    },
  ];
}

/** A gap has two ends, and each has its place among what was seen. */
function gapEvents({ from, to, source, text }: Gap, host: TimesketchEvent['members']): readonly TimesketchEvent[] {
  const usec = Number(to.realtimeUsec - from.realtimeUsec);
  const members = { data_type: 'whyalive:gap', ...host, source, gap_us: usec };
  return [
    { at: from, message: `nothing was seen by ${source} from here on: ${text}`, desc: 'Gap Began', tag: ['whyalive-gap'], members },
    { at: to, message: `${source} was seen again: ${text}`, desc: 'Gap Ended', tag: ['whyalive-gap'], members },
  ];
}
