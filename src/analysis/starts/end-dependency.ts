import type { History } from '../../history/history.ts';
import { wasObserved } from '../jobs/activation.ts';
import { ruledOut, type Activation, type Verdict } from '../../model/claim.ts';
import { isFirstActivationAfter, unitLogBefore, unitLogBeforeWait } from '../jobs/nearby-logs.ts';
import { changeBefore } from '../jobs/trigger.ts';
import { defineMechanism } from './mechanism.ts';

const LOGGED_USEC = 1_000_000n;

const WAITED = 'the start then waited for a unit that it comes after';

/** Common to OnFailure= and OnSuccess=: the other unit's end queued the job, and PID 1 logged "Triggering OnFailure= dependencies." for it. */
function judgeEndDependency(activation: Activation, history: History, setting: 'OnFailure' | 'OnSuccess'): readonly Verdict[] {
  const [goal, what] = setting === 'OnFailure' ? ['failed', 'fail'] : ['inactive', 'finish'];
  return history.edges.namedBy(activation.unit.name, setting).map((name): Verdict => {
    const source = history.unit(name);
    const from = { kind: 'unit', unit: source.name } as const;
    const ended = changeBefore(activation, source, (state, before) => state.activeState === goal && before.activeState !== goal, history);
    const soon = unitLogBefore(source, 'triggering', activation, LOGGED_USEC);
    const line = soon ?? unitLogBeforeWait(source, 'triggering', activation, LOGGED_USEC, history);
    const isLogged = line?.detail.setting === setting && isFirstActivationAfter(activation, line.at);
    if (isLogged || ended !== undefined) {
      const evidence = (isLogged ? [line, ended] : [ended, activation.job?.queued]).filter((fact) => fact !== undefined);
      if (soon === undefined && ended === undefined) return { strength: 'correlated', from, setting: `${setting}=`, evidence, why: WAITED };
      return { strength: 'stated', from, setting: `${setting}=`, evidence };
    }
    const why = wasObserved(activation, history)
      ? `${source.name} did not ${what} then`
      : `no "Triggering ${setting}= dependencies" was logged for ${source.name}`;
    return ruledOut(from, why);
  });
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
