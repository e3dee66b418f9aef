import { decideRestart } from '../analysis/restart/decide-restart.ts';
import { lastLines } from '../analysis/ends/run-logs.ts';
import { attributeEnd } from '../analysis/attribute-end.ts';
import type { End } from '../history/run-ends/index.ts';
import type { History } from '../history/history.ts';
import type { StartRecord, UnitRecord } from '../model/unit-record.ts';
import type { EvidenceIndex } from './evidence.ts';
import { presentLink } from './present-link.ts';
import type { UnitEnd } from '../model/timeline.ts';
import { defined } from '../defined.ts';

/** The end of a run as the timeline tells it; `run` is the start that began it, when it is known. */
export function presentEnd(end: End, run: StartRecord | undefined, unit: UnitRecord, history: History, index: EvidenceIndex): UnitEnd {
  const { evidence, ...told } = end;
  const culprit = attributeEnd(end, run, unit, history);
  const restart = decideRestart(end, run, unit, history);
  const lines = lastLines(end, run, unit);
  return defined({
    ...told,
    by: culprit?.by,
    strength: culprit?.strength,
    chain: culprit?.chain.map((link) => presentLink(link, history, index)),
    lastLines: lines.length === 0 ? undefined : lines,
    restart,
    evidence: index.cite(evidence),
  });
}
