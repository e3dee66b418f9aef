import { lastActiveState } from '../model/properties.ts';
import type { Attribution } from '../analysis/attribute-start.ts';
import { jobKind } from '../analysis/jobs/job-kind.ts';
import { endBefore, endOf, type End } from '../history/run-ends/index.ts';
import type { History } from '../history/history.ts';
import type { StartRecord } from '../model/unit-record.ts';
import { usecBetween } from '../model/instant.ts';
import type { EvidenceIndex } from './evidence.ts';
import { presentLink } from './present-link.ts';
import { presentEnd } from './present-end.ts';
import type { Alternative, PreviousEnd, Start } from '../model/timeline.ts';
import { missedEvidence } from './missed-evidence.ts';
import { defined } from '../defined.ts';

/** A start as the timeline tells it, its evidence entered in `index`. */
export function presentStart(start: StartRecord, attribution: Attribution, history: History, index: EvidenceIndex): Start {
  const { mechanism, strength, chain } = attribution;
  const record = history.unit(start.unit);
  const links = chain.map((link) => presentLink(link, history, index));
  const kind = start.job === undefined ? undefined : jobKind(start.job, history);
  const end = endBefore(record, start, history.systemdVersion());
  const hints = missedEvidence(start, attribution, history);
  return defined({
    unit: start.unit,
    at: start.at,
    invocationId: start.invocationId,
    jobId: start.job?.id,
    jobType: kind === 'start' || kind === 'restart' ? kind : undefined,
    mechanism,
    strength,
    chain: links,
    alternatives: presentAlternatives(attribution),
    previousEnd: end === undefined ? undefined : presentPreviousEnd(end, start, history, index),
    outcome: outcomeOf(start, history),
    wouldHaveTold: hints.length === 0 ? undefined : hints,
  });
}

function presentAlternatives({ losers, ruledOut }: Attribution): readonly Alternative[] {
  return [
    ...losers.map(({ mechanism, strength, from, why }) => ({ mechanism, strength, ruledOut: false, why: why ?? 'it fits as well', from })),
    ...ruledOut.map(({ mechanism, from, why }) => ({ mechanism, strength: 'possible' as const, ruledOut: true, why, from })),
  ];
}

function presentPreviousEnd(end: End, start: StartRecord, history: History, index: EvidenceIndex): PreviousEnd {
  const record = history.unit(start.unit);
  const dead = usecBetween(end.at, start.at);
  const run = record.starts[record.starts.indexOf(start) - 1];
  return { ...presentEnd(end, run, record, history, index), deadForUsec: dead < 0n ? 0n : dead };
}

function outcomeOf(start: StartRecord, history: History): Start['outcome'] {
  const record = history.unit(start.unit);
  const end = endOf(record, start);
  if (end !== undefined) {
    if (end.how === 'stopped') return 'stopped';
    if (end.how === 'unknown') return 'unknown';
    return end.result === undefined || end.result === 'success' || end.how === 'skipped' ? 'exited' : 'failed';
  }
  if (record.starts.at(-1) !== start) return 'unknown';
  const state = lastActiveState(record);
  if (state === 'active' || state === 'activating' || state === 'reloading') return 'running';
  return state === 'failed' ? 'failed' : state === 'inactive' ? 'exited' : 'unknown';
}
