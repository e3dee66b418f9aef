import { judgeEnds } from './judge-ends.ts';
import { judgeFindings } from './judge-findings.ts';
import type { Judgement, Mode } from './judge.ts';
import type { Window } from './judge-scenario.ts';
import type { Scenario } from './scenario.ts';
import { timelineEnds, timelineFindings } from './told-timeline.ts';

/** What was told of ends and findings, against the truth; empty where the scenario does not say what is true. */
export interface DiagnosisJudged {
  readonly ends: readonly Judgement[];
  readonly findings: readonly Judgement[];
}

/** Judges a timeline of `-o json`: the ends within the window, and all findings. */
export function judgeDiagnosis(scenario: Scenario, version: number, window: Window, text: string, mode: Mode): DiagnosisJudged {
  const ends = scenario.ends?.(version);
  const findings = scenario.findings?.(version);
  return {
    ends: ends === undefined ? [] : judgeEnds(ends, timelineEnds(text).filter(isWithin(window)), mode),
    findings: findings === undefined ? [] : judgeFindings(findings, timelineFindings(text)),
  };
}

function isWithin({ from, to }: Window): (told: { readonly at: string }) => boolean {
  return ({ at }) => Date.parse(at) >= from && Date.parse(at) <= to;
}
