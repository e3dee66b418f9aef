import { numberOf } from '../model/timeline-slice.ts';
import type { EvidenceId, Start, Timeline, UnitEnd } from '../model/timeline.ts';

/** What cites a fact: the units that it tells of, and the numbers of the starts that it explains. */
export interface Citation {
  readonly id: EvidenceId;
  readonly host: string | undefined;
  readonly units: readonly string[];
  readonly starts: readonly number[];
}

/** Every fact that a start, an end or a finding of the timeline cites, once, in the order in which they are cited. */
export function citations(timeline: Timeline): readonly Citation[] {
  const cited = new Map<EvidenceId, { readonly host: string | undefined; readonly units: Set<string>; readonly starts: Set<number> }>();
  const cite = (ids: readonly EvidenceId[], { host, unit }: { readonly host?: string; readonly unit: string }, start?: number): void => {
    for (const id of ids) {
      const known = cited.get(id) ?? { host, units: new Set(), starts: new Set() };
      known.units.add(unit);
      if (start !== undefined) known.starts.add(start);
      cited.set(id, known);
    }
  };
  timeline.starts.forEach((start, index) => {
    const number = numberOf(timeline, index);
    for (const { evidence } of start.chain) cite(evidence, start, number);
    cite(evidenceOfEnd(start.previousEnd), start);
  });
  for (const event of timeline.events) cite([...event.evidence, ...evidenceOfEnd(event.end)], event);
  for (const finding of timeline.findings) cite(finding.evidence, finding);
  return [...cited].map(([id, { host, units, starts }]) => ({ id, host, units: [...units], starts: [...starts] }));
}

/** All that a start cites: for its chain, and for the end before it. */
export function evidenceOfStart({ chain, previousEnd }: Pick<Start, 'chain' | 'previousEnd'>): readonly EvidenceId[] {
  return [...chain.flatMap(({ evidence }) => evidence), ...evidenceOfEnd(previousEnd)];
}

/** All that an end cites: for how it ended, and for who brought it about. */
export function evidenceOfEnd(end: UnitEnd | undefined): readonly EvidenceId[] {
  return [...(end?.evidence ?? []), ...(end?.chain ?? []).flatMap(({ evidence }) => evidence)];
}
