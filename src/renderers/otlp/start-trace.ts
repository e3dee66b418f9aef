import { usecBetween } from '../../systemd/instant.ts';
import type { Alternative, Start, Timeline, UnitEnd } from '../../timeline/timeline.ts';
import { endSentence, mannerOf } from '../end-wording.ts';
import { causeName } from '../cause.ts';
import { summarize } from '../summary.ts';
import { mechanismLabel } from '../wording.ts';
import { attributes, plainText } from './attribute.ts';
import { clockAround } from './clock.ts';
import { evidenceEvents, hopAttributes } from './hop.ts';
import { spanIdOf, traceIdOf, type SpanRole } from './ids.ts';
import { SPAN_KIND, STATUS_ERROR, type Resource, type Span } from './payload.ts';
import { resourcesOf } from './resource.ts';
import { endAttributes, isFailure, runEnds } from './run-ends.ts';
import { startLinks } from './start-links.ts';

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
  const { starts, evidence } = timeline;
  const resources = resourcesOf(timeline);
  const links = startLinks(starts);
  const endOf = runEnds(timeline);
  return starts.map((start) => {
    const { unit, at, chain, previousEnd, invocationId } = start;
    const traceId = traceIdOf(start);
    const nanoOf = clockAround(at);
    const started = nanoOf(at);
    const spans: PlacedSpan[] = [];
    const add = (resource: Resource, { role, begun, ended, ...span }: Drawn): void => {
      const parent = spans.at(-1)?.span.spanId;
      const times = { startTimeUnixNano: String(begun), endTimeUnixNano: String(ended) };
      const { name, kind, ...rest } = span;
      const ids = { traceId, spanId: spanIdOf(traceId, role), ...(parent === undefined ? {} : { parentSpanId: parent }) };
      spans.push({ resource, span: { ...ids, name: plainText(name, LONGEST_NAME), kind, ...times, ...rest } });
    };
    const previous = links.previous(start);
    let begun = previousEnd === undefined ? 0n : earlier(nanoOf(previousEnd.at), started);
    if (previousEnd !== undefined) {
      add(resources.unit(unit, start), {
        role: 'outage',
        name: `down: ${mannerOf(previousEnd)}`,
        kind: SPAN_KIND.internal,
        begun,
        ended: started,
        attributes: attributes({ 'whyalive.dead_for_usec': previousEnd.deadForUsec, ...endAttributes(unit, previousEnd) }),
        events: evidenceEvents(previousEnd.evidence ?? [], evidence, nanoOf),
        ...linked(previous),
        ...failed(unit, previousEnd),
      });
    }
    chain.forEach((link, hop) => {
      const events = evidenceEvents(link.evidence, evidence, nanoOf);
      begun = later(begun, earlier(BigInt(events[0]?.timeUnixNano ?? started), started));
      add(resources.cause(link.from, start), {
        role: `hop ${hop}`,
        name: `${mechanismLabel(link.mechanism)}: ${causeName(link.from)} → ${link.to}`,
        kind: SPAN_KIND.producer,
        begun,
        ended: started,
        attributes: hopAttributes(link),
        events,
        ...linked(links.ofHop(start, hop)),
      });
    });
    const end = endOf(start);
    add(resources.unit(unit, start, invocationId), {
      role: 'start',
      name: 'start',
      kind: chain.length === 0 ? SPAN_KIND.internal : SPAN_KIND.consumer,
      begun: started,
      ended: started,
      attributes: startAttributes(start, end),
      ...linked(spans.length === 0 ? previous : []),
      ...(end === undefined ? failedSomehow(start) : failed(unit, end)),
    });
    return spans;
  });
}

interface Drawn extends Pick<Span, 'name' | 'kind' | 'attributes' | 'events' | 'links' | 'status'> {
  readonly role: SpanRole;
  readonly begun: bigint;
  readonly ended: bigint;
}

/** A name is shown in one line. */
const LONGEST_NAME = 200;

function startAttributes(start: Start, end: UnitEnd | undefined): Span['attributes'] {
  const { unit, at, chain, mechanism, strength, invocationId, jobId, jobType, outcome, alternatives, wouldHaveTold } = start;
  return attributes({
    'whyalive.mechanism': mechanism,
    'whyalive.strength': strength,
    'whyalive.summary': summarize(chain),
    'whyalive.outcome': outcome,
    'whyalive.alternatives': alternatives.filter(({ ruledOut }) => !ruledOut).map(alternativeText),
    'whyalive.ruled_out': alternatives.filter(({ ruledOut }) => ruledOut).map(alternativeText),
    'whyalive.would_have_told': wouldHaveTold,
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

function earlier(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
