import type { Link, Start } from '../../model/timeline.ts';
import { attributes } from './attribute.ts';
import { spanIdOf, traceIdOf } from './ids.ts';
import type { SpanLink } from './payload.ts';

/** What the starts of a timeline have to do with each other. */
export type StartLinks = ReturnType<typeof startLinks>;

/**
 * Links between the traces of one timeline. A hop whose unit was itself started by the hop before is linked to the start that the same facts are the evidence
 * of; the unit at the root to its last start. The unit's own start before is linked once, from the trace's first span.
 */
export function startLinks(starts: readonly Start[]) {
  const before = new Map<Start, Start>();
  const roots = new Map<Start, Start>();
  const byEvidence = new Map<string, Start>();
  const last = new Map<string, Start>();
  for (const start of starts) {
    const [root] = start.chain;
    const previous = last.get(key(start.unit, start));
    if (previous !== undefined) before.set(start, previous);
    const rootStart = root?.from.kind === 'unit' ? last.get(key(root.from.unit, start)) : undefined;
    if (rootStart !== undefined && rootStart.at.bootId === start.at.bootId) roots.set(start, rootStart);
    last.set(key(start.unit, start), start);
    for (const id of start.chain.at(-1)?.evidence ?? []) byEvidence.set(key(start.unit, start, id), start);
  }
  const startedBy = (link: Link | undefined, start: Start): Start | undefined => {
    for (const id of link?.evidence ?? []) {
      const found = byEvidence.get(key(link?.to ?? '', start, id));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    /** To the start of this unit before. */
    previous: (start: Start): readonly SpanLink[] => linkTo(before.get(start), 'previous start'),
    /** To the start of the unit that a hop comes from, where that is told as well. */
    ofHop: (start: Start, hop: number): readonly SpanLink[] => {
      const from = start.chain[hop]?.from;
      if (from?.kind !== 'unit' || from.unit === start.unit) return [];
      return linkTo(hop === 0 ? roots.get(start) : startedBy(start.chain[hop - 1], start), `start of ${from.unit}`);
    },
  };
}

function key(unit: string, { host = '' }: Start, evidence = ''): string {
  return [host, unit, evidence].join('\0');
}

function linkTo(start: Start | undefined, what: string): readonly SpanLink[] {
  if (start === undefined) return [];
  const traceId = traceIdOf(start);
  return [{ traceId, spanId: spanIdOf(traceId, 'start'), attributes: attributes({ 'whyalive.link': what }) }];
}
