import type { Finding } from '../../model/timeline.ts';
import { findingText, mendsOf } from '../words/finding.ts';
import { declarationJson, type Json } from './encode.ts';
import { toRfc3339 } from '../time/timestamps.ts';

/** A finding, with its sentence and what mends it. */
export function findingJson(finding: Finding): Json {
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
