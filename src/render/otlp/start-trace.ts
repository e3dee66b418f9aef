import { usecBetween } from '../../model/instant.ts';
import type { Alternative, Link, SourceStatus, Start, Timeline, UnitEnd } from '../../model/timeline.ts';
import { evidenceOfEnd } from '../citations.ts';
import { endSentence, mannerOf } from '../words/end.ts';
import { causeName } from '../words/cause.ts';
import { hintText } from '../words/hints.ts';
import { summarize } from '../words/start.ts';
import { mechanismLabel } from '../words/phrases.ts';
import { attributes, plainText } from './attribute.ts';
import { clockAround } from '../time/timestamps.ts';
import { evidenceEvents, hopAttributes } from './hop.ts';
import { spanIdOf, traceIdOf, type SpanRole } from './ids.ts';
import { SPAN_KIND, STATUS_ERROR, type Resource, type Span } from './payload.ts';
import { resourcesOf, type Resources } from './resource.ts';
import { endAttributes, isFailure, runEnds } from './run-ends.ts';
import { startLinks, type StartLinks } from './start-links.ts';

/** A span with the resource that it is of. */
export interface PlacedSpan {
  readonly resource: Resource;
  readonly span: Span;
}

/**
 * The trace of each start, in their order. From above, as a waterfall shows it: the time that the unit was down, from the end before to the start (the unit's
 * own span, and an error where it had failed); in it each hop from the root on, one within the other, from the first fact that is its evidence until the unit
 * started, as a span of whoever acted; and within the last one the start itself, a moment of the unit's, and an error where that run failed in turn. How long
 * the run lasted is an attribute and no span: days of it would leave nothing to be seen of the seconds before. A unit that was not seen going down has no first
 * span, and an unexplained start no hops. Evidence stands as events at its own time, be that outside the span.
 */
export function startTraces(timeline: Timeline): readonly (readonly PlacedSpan[])[] {
  const telling: Telling = {
    evidence: timeline.evidence,
    resources: resourcesOf(timeline),
    links: startLinks(timeline.starts),
    endOf: runEnds(timeline),
    sources: timeline.sources.filter(({ status }) => status !== 'ok'),
  };
  return timeline.starts.map((start) => {
    const outage = outageOf(start, telling);
    const hops = start.chain.map((link, hop) => hopOf(start, link, hop, telling));
    const above = [...outage, ...hops];
    return nested(start, [...above, startOf(start, above.length === 0, telling)]);
  });
}

/** What all starts of a timeline share. */
interface Telling {
  readonly evidence: Timeline['evidence'];
  readonly resources: Resources;
  readonly links: StartLinks;
  readonly endOf: (start: Start) => UnitEnd | undefined;
  /** What would have told more, and did not. */
  readonly sources: readonly SourceStatus[];
}

/** A span that is not yet put in its place. */
interface Drawn extends Pick<Span, 'name' | 'kind' | 'attributes' | 'events' | 'links' | 'status'> {
  readonly role: SpanRole;
  readonly resource: Resource;
  /** In ns; the one above it may begin later, and then both do. */
  readonly begun: bigint;
}

/** Each span within the one before, until the moment of the start. */
function nested(start: Start, drawn: readonly Drawn[]): readonly PlacedSpan[] {
  const traceId = traceIdOf(start);
  const started = clockAround(start.at)(start.at);
  let begun = 0n;
  let parent: Pick<Span, 'parentSpanId'> = {};
  return drawn.map(({ role, resource, name, kind, begun: wanted, ...rest }) => {
    const spanId = spanIdOf(traceId, role);
    const within = wanted < started ? wanted : started;
    begun = within > begun ? within : begun;
    const times = { startTimeUnixNano: String(begun), endTimeUnixNano: String(started) };
    const span: Span = { traceId, spanId, ...parent, name: plainText(name, MAX_NAME_LENGTH), kind, ...times, ...rest };
    parent = { parentSpanId: spanId };
    return { resource, span };
  });
}

/** A name is shown in one line. */
const MAX_NAME_LENGTH = 200;

function outageOf(start: Start, { evidence, resources, links }: Telling): readonly Drawn[] {
  const { unit, at, previousEnd } = start;
  if (previousEnd === undefined) return [];
  const nanoOf = clockAround(at);
  return [
    {
      role: 'outage',
      resource: resources.unit(unit, start),
      name: `down: ${mannerOf(previousEnd)}`,
      kind: SPAN_KIND.internal,
      begun: nanoOf(previousEnd.at),
      attributes: attributes({ 'whyalive.dead_for_usec': previousEnd.deadForUsec, ...endAttributes(unit, previousEnd) }),
      // The same fact may tell how it ended and who ended it.
      events: evidenceEvents([...new Set(evidenceOfEnd(previousEnd))], evidence, nanoOf),
      ...linked(links.previous(start)),
      ...failed(unit, previousEnd),
    },
  ];
}

function hopOf(start: Start, link: Link, hop: number, { evidence, resources, links }: Telling): Drawn {
  const nanoOf = clockAround(start.at);
  const events = evidenceEvents(link.evidence, evidence, nanoOf);
  return {
    role: `hop ${hop}`,
    resource: resources.cause(link.from, start),
    name: `${mechanismLabel(link.mechanism)}: ${causeName(link.from)} → ${link.to}`,
    kind: SPAN_KIND.producer,
    begun: BigInt(events[0]?.timeUnixNano ?? nanoOf(start.at)),
    attributes: hopAttributes(link),
    events,
    ...linked(links.ofHop(start, hop)),
  };
}

function startOf(start: Start, isFirst: boolean, { resources, links, endOf, sources }: Telling): Drawn {
  const { unit, at, chain, invocationId } = start;
  const end = endOf(start);
  return {
    role: 'start',
    resource: resources.unit(unit, start, invocationId),
    name: 'start',
    kind: chain.length === 0 ? SPAN_KIND.internal : SPAN_KIND.consumer,
    begun: clockAround(at)(at),
    attributes: startAttributes(
      start,
      end,
      sources.filter(({ host }) => host === start.host),
    ),
    ...linked(isFirst ? links.previous(start) : []),
    ...(end === undefined ? failedSomehow(start) : failed(unit, end)),
  };
}

function startAttributes(start: Start, end: UnitEnd | undefined, sources: readonly SourceStatus[]): Span['attributes'] {
  const { unit, at, chain, mechanism, strength, invocationId, jobId, jobType, outcome, alternatives, wouldHaveTold } = start;
  return attributes({
    'whyalive.mechanism': mechanism,
    'whyalive.strength': strength,
    'whyalive.summary': summarize(chain),
    'whyalive.outcome': outcome,
    'whyalive.alternatives': alternatives.filter(({ ruledOut }) => !ruledOut).map(alternativeText),
    'whyalive.ruled_out': alternatives.filter(({ ruledOut }) => ruledOut).map(alternativeText),
    'whyalive.would_have_told': wouldHaveTold?.map(hintText),
    'whyalive.sources_lacking': sources.map(({ name, status }) => `${name}: ${status}`),
    'systemd.unit': unit,
    'systemd.invocation_id': invocationId,
    'systemd.job.id': jobId,
    'systemd.job.type': jobType,
    ...(end === undefined ? {} : { 'whyalive.ran_for_usec': usecBetween(at, end.at), ...endAttributes(unit, end) }),
  });
}

function alternativeText({ mechanism, strength, from, why }: Alternative): string {
  return `${mechanismLabel(mechanism)}${from === undefined ? '' : ` of ${causeName(from)}`} (${strength}): ${why}`;
}

function linked(links: NonNullable<Span['links']>): Pick<Span, 'links'> {
  return links.length === 0 ? {} : { links };
}

function failed(unit: string, end: UnitEnd): Pick<Span, 'status'> {
  return isFailure(end) ? { status: { code: STATUS_ERROR, message: plainText(endSentence(unit, end)) } } : {};
}

function failedSomehow({ unit, outcome }: Start): Pick<Span, 'status'> {
  return outcome === 'failed' ? { status: { code: STATUS_ERROR, message: plainText(`${unit} failed`) } } : {};
}
