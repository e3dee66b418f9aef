import type { UnitState } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { wasObserved, hasEarlierJob } from '../jobs/activation.ts';
import { isSoonBefore } from '../jobs/job-batch.ts';
import type { Activation, Verdict } from '../../model/claim.ts';
import { isFirstActivationAfter, unitLogBefore } from '../jobs/nearby-logs.ts';
import { defineMechanism } from './mechanism.ts';

const LOGGED_USEC = 1_000_000n;

/** Common to OnFailure= and OnSuccess=: the other unit's end queued the job, and PID 1 logged "Triggering OnFailure= dependencies." for it. */
function judgeEndDependency(activation: Activation, history: History, setting: 'OnFailure' | 'OnSuccess'): readonly Verdict[] {
  return history.edges.namedBy(activation.unit.name, setting).map((name) => {
    const source = history.unit(name);
    const from = { kind: 'unit', unit: source.name } as const;
    const ended = endedBefore(activation, source, setting);
    const line = unitLogBefore(source, 'triggering', activation, LOGGED_USEC);
    const matching = line !== undefined && line.detail.setting === setting ? line : undefined;
    if (matching !== undefined && isFirstActivationAfter(activation, matching.at)) {
      return {
        strength: 'stated',
        from,
        setting: `${setting}=`,
        evidence: [matching, ended].filter((fact) => fact !== undefined),
      } as const;
    }
    if (ended !== undefined && activation.job?.queued !== undefined) {
      return { strength: 'stated', from, setting: `${setting}=`, evidence: [ended, activation.job.queued] } as const;
    }
    const what = setting === 'OnFailure' ? 'fail' : 'finish';
    const why = wasObserved(activation, history)
      ? `${source.name} did not ${what} then`
      : `no "Triggering ${setting}= dependencies" was logged for ${source.name}`;
    return { ruledOut: true, from, why } as const;
  });
}

function endedBefore(activation: Activation, source: UnitRecord, setting: 'OnFailure' | 'OnSuccess'): UnitState | undefined {
  const { job, order } = activation;
  if (job?.queued?.known !== 'heard' || order === undefined || activation.jobReused) return undefined;
  const goal = setting === 'OnFailure' ? 'failed' : 'inactive';
  const ended = source.states.findLast(
    (state, index) => state.signalled && state.order < order && state.activeState === goal && isChange(state, source.states[index - 1]),
  );
  if (ended === undefined || !isSoonBefore(ended, activation)) return undefined;
  return hasEarlierJob(activation, (queued) => queued.order > ended.order) ? undefined : ended;
}

function isChange(state: UnitState, before: UnitState | undefined): boolean {
  return before !== undefined && before.activeState !== state.activeState;
}

/** OnFailure= of a unit that failed (unit_start_on_failure(), from v257 unit_start_on_termination_deps(), in src/core/unit.c). */
export const onFailure = defineMechanism({
  name: 'on-failure',
  judge: (activation, history) => judgeEndDependency(activation, history, 'OnFailure'),
});

/** OnSuccess= of a unit that ended well (unit_start_on_failure(), from v257 unit_start_on_termination_deps(), in src/core/unit.c). */
export const onSuccess = defineMechanism({
  name: 'on-success',
  judge: (activation, history) => judgeEndDependency(activation, history, 'OnSuccess'),
});
