import { ACTION_OF_TARGET } from '../../systemd/emergency-actions.ts';
import { lastSettingLine } from '../../systemd/unit-file-syntax.ts';
import { follows } from '../../model/instant.ts';
import type { Fact } from '../../model/fact.ts';
import { textProperty } from '../../model/properties.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import type { Activation, Verdict } from '../../model/claim.ts';
import { defineMechanism } from './mechanism.ts';
import { hostLogsBefore } from '../jobs/nearby-logs.ts';
import { BATCH_USEC, isSoonBefore } from '../jobs/job-batch.ts';

/** FailureAction=, SuccessAction= and StartLimitAction= of a unit queued a shutdown target; at the default log level nothing says so but the unit's end. */
export const emergencyAction = defineMechanism({
  name: 'emergency-action',
  judge(activation, history) {
    const action = ACTION_OF_TARGET[activation.unit.name];
    if (action === undefined) return [];
    const line = hostLogsBefore(history, 'emergency-action', activation, BATCH_USEC)[0];
    return [...history.units()].flatMap((record) => judgeUnit(activation, record, action, line));
  },
});

function judgeUnit(activation: Activation, record: UnitRecord, action: string, line: Fact | undefined): readonly Verdict[] {
  for (const [setting, ended] of [
    ['FailureAction', 'failed'],
    ['SuccessAction', 'inactive'],
    ['StartLimitAction', 'failed'],
  ] as const) {
    if (valueOf(record, setting) !== action) continue;
    const fact = endBefore(activation, record, ended);
    if (fact === undefined) continue;
    return [
      {
        strength: fact.source === 'system-bus' ? 'stated' : 'correlated',
        from: { kind: 'unit', unit: record.name },
        setting: `${setting}=${action}`,
        evidence: [fact, ...(line === undefined ? [] : [line])],
      },
    ];
  }
  return [];
}

function valueOf(record: UnitRecord, setting: string): string | undefined {
  return textProperty(record.properties ?? {}, setting) ?? lastSettingLine(record.files, setting)?.value;
}

function endBefore(activation: Activation, record: UnitRecord, ended: 'failed' | 'inactive'): Fact | undefined {
  const { order, job, at } = activation;
  if (job?.queued?.known === 'heard' && order !== undefined) {
    return record.states.findLast(
      (state, index) =>
        state.signalled &&
        state.activeState === ended &&
        record.states[index - 1]?.activeState !== ended &&
        isSoonBefore(state, activation),
    );
  }
  return record.logs.findLast((log) => {
    if (log.kind !== 'unit-logged' || !follows(at, log.at, BATCH_USEC)) return false;
    return log.detail.event === (ended === 'failed' ? 'failed' : 'succeeded');
  });
}
