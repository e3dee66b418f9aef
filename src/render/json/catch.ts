import { usecBetween } from '../../model/instant.ts';
import type { Caught, EvidenceId } from '../../model/timeline.ts';
import { evidenceOfEnd, evidenceOfStart } from '../citations.ts';
import { toJson } from '../escape.ts';
import type { JsonCatch } from './document.ts';
import { keepDownJson } from './encode.ts';
import { evidenceJson, startJson, timelineJson } from './timeline.ts';
import { preventionOf } from '../words/keep-down.ts';

/** What `catch` found as one JSON document, indented, with a newline at its end: a timeline's members, with the one start and how the waiting ended. */
export function renderCatchJson(caught: Caught): string {
  const { outcome, start, timeline, stopped, waitedSince } = caught;
  const { keepDown, advice } = preventionOf(caught);
  const { schema, starts: _starts, counts: _counts, findings: _findings, evidence: _evidence, ...rest } = timelineJson(timeline);
  const document: JsonCatch = {
    schema,
    kind: 'catch',
    outcome,
    unit: start?.unit ?? timeline.units[0]?.id ?? '',
    waitedUsec: usecBetween(waitedSince, timeline.window.until).toString(),
    start: start && startJson(start),
    stopped,
    ...rest,
    evidence: evidenceJson(timeline.evidence, cited(caught)),
    keepDown: { ...keepDownJson(keepDown), advice },
  };
  return `${toJson(document, 2)}\n`;
}

/** What the start and the events cite. */
function cited({ start, timeline }: Caught): readonly EvidenceId[] {
  const ofEvents = timeline.events.flatMap((event) => [...event.evidence, ...evidenceOfEnd(event.end)]);
  return start === undefined ? ofEvents : [...evidenceOfStart(start), ...ofEvents];
}
