import { compareInstants, type Instant } from '../model/instant.ts';
import { keepDownOnHosts } from '../analysis/keep-down/on-hosts.ts';
import type { EvidenceId, Link, Start, Timeline, TimelineHost, UnitEnd } from '../model/timeline.ts';
import { defined } from '../defined.ts';

/** Several timelines, each of another host, boot or manager, as one, in which all says which host it belongs to. One alone stays as it is. */
export function mergeTimelines(timelines: readonly Timeline[]): Timeline | undefined {
  const [first, ...more] = timelines;
  if (first === undefined || more.length === 0) return first;
  const hosts = hostsOf(timelines);
  let cited = 0;
  const told = timelines.map((timeline, index) => {
    const host = hosts[index]?.name ?? 'unknown';
    const ids = new Map(Object.keys(timeline.evidence).map((id): [EvidenceId, EvidenceId] => [id, `e${String((cited += 1))}`]));
    return ofHost(timeline, host, (id) => ids.get(id) ?? id);
  });
  const whole = <T>(list: (timeline: Timeline) => readonly T[]): readonly T[] => told.flatMap(list);
  const inOrder = <T extends { readonly at: Instant }>(list: (timeline: Timeline) => readonly T[]): readonly T[] =>
    whole(list).toSorted((a, b) => byWallClock(a.at, b.at));
  const begins = timelines.map(({ window }) => window.since);
  const since = begins.includes(undefined) ? undefined : begins.toSorted((a, b) => (a && b ? byWallClock(a, b) : 0))[0];
  const until =
    timelines
      .map(({ window }) => window.until)
      .toSorted(byWallClock)
      .at(-1) ?? first.window.until;
  return {
    ...first,
    hosts,
    units: whole(({ units }) => units),
    window: defined({ since, until }),
    sources: whole(({ sources }) => sources),
    starts: inOrder(({ starts }) => starts),
    events: inOrder(({ events }) => events),
    evidence: Object.fromEntries(told.flatMap(({ evidence }) => Object.entries(evidence))),
    suspects: whole(({ suspects }) => suspects),
    keepDown: keepDownOnHosts(told, hosts),
    findings: whole(({ findings }) => findings),
    gaps: whole(({ gaps }) => gaps),
    counts: whole(({ counts }) => counts),
  };
}

/** Clocks of different hosts and boots have nothing in common but the time of day. */
function byWallClock(a: Instant, b: Instant): number {
  return compareInstants({ realtimeUsec: a.realtimeUsec }, { realtimeUsec: b.realtimeUsec });
}

function hostsOf(timelines: readonly Timeline[]): readonly TimelineHost[] {
  const named = timelines.map(({ host, manager, window }, index) => ({
    ...host,
    manager,
    ...window,
    name: host.hostname ?? `host ${String(index + 1)}`,
  }));
  const told = named.map((one) => {
    const same = named.filter(({ name }) => name === one.name);
    if (same.length === 1) return one;
    const boots = new Set(same.map(({ bootId }) => bootId));
    const managers = new Set(same.map(({ manager }) => manager));
    const notes = [
      ...(boots.size > 1 ? [one.bootId === undefined ? 'boot unknown' : `boot ${one.bootId.slice(0, 8)}`] : []),
      ...(managers.size > 1 ? [`${one.manager} manager`] : []),
    ];
    return notes.length === 0 ? one : { ...one, name: `${one.name} (${notes.join(', ')})` };
  });
  return told.map((one, index) =>
    told.findIndex(({ name }) => name === one.name) === index ? one : { ...one, name: `${one.name} #${String(index + 1)}` },
  );
}

function ofHost(timeline: Timeline, host: string, renamed: (id: EvidenceId) => EvidenceId): Timeline {
  const mark = <T>(list: readonly T[]): readonly (T & { readonly host: string })[] => list.map((one) => ({ ...one, host }));
  const link = <L extends Pick<Link, 'evidence'>>(one: L): L => ({ ...one, evidence: one.evidence.map(renamed) });
  const end = <E extends UnitEnd>(one: E): E => ({
    ...one,
    ...defined({
      chain: one.chain?.map(link),
      evidence: one.evidence?.map(renamed),
    }),
  });
  const start = (one: Start): Start => ({
    ...one,
    host,
    chain: one.chain.map(link),
    ...defined({ previousEnd: one.previousEnd === undefined ? undefined : end(one.previousEnd) }),
  });
  return {
    ...timeline,
    units: mark(timeline.units),
    sources: mark(timeline.sources),
    starts: timeline.starts.map(start),
    events: timeline.events.map((event) => ({
      ...event,
      host,
      ...defined({ end: event.end === undefined ? undefined : end(event.end) }),
      evidence: event.evidence.map(renamed),
    })),
    evidence: Object.fromEntries(Object.entries(timeline.evidence).map(([id, evidence]) => [renamed(id), evidence])),
    suspects: mark(timeline.suspects),
    findings: mark(timeline.findings).map((finding) => ({ ...finding, evidence: finding.evidence.map(renamed) })),
    gaps: mark(timeline.gaps),
    counts: mark(timeline.counts),
  };
}
