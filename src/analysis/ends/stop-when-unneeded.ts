import { momentOf } from '../../model/fact.ts';
import { isUp } from '../../model/properties.ts';
import { clientInProc } from '../clients/processes.ts';
import type { History } from '../../history/history.ts';
import { wasPending, type UnitRecord } from '../../model/unit-record.ts';
import type { Activation } from '../../model/claim.ts';
import { wasActiveAt } from '../jobs/unit-activity.ts';
import { isYes, lastSettingLine } from '../../systemd/unit-file-syntax.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { defineEndMechanism } from './mechanism.ts';
import { endingAt } from './ending.ts';
import { cameUpBefore, wentDownBefore } from './went-down.ts';
import { defined } from '../../defined.ts';

/**
 * StopWhenUnneeded=: the last unit that needed it went down, or it came up and nobody needed it, and the manager queued a stop job in a transaction of its own
 * (manager_dispatch_stop_when_unneeded_queue() in src/core/manager.c).
 */
export const stopWhenUnneeded = defineEndMechanism({
  name: 'stop-when-unneeded',
  judge({ unit, stop }, history) {
    if (stop === undefined || stop.kind === 'restart' || stopsWhenUnneeded(unit, history) !== true) return [];
    const { activation, job } = stop;
    const needers = history.edges
      .namedBy(unit.name, 'Requires', 'Requisite', 'Wants', 'BindsTo', 'Upholds')
      .map((name) => history.unit(name));
    if (needers.some((needer) => isNeeding(needer, activation, history))) return [];
    const left = needers
      .map((needer) => ({ needer, fact: wentDownBefore(needer, activation, ['inactive', 'failed']) }))
      .find(({ fact }) => fact !== undefined);
    const isAlone = activation.order !== undefined || needers.every((needer) => wasActiveAt(needer, activation.at) === false);
    const fact = left?.fact ?? (isAlone ? cameUpBefore(unit, activation) : undefined);
    if (fact === undefined) return [];
    const queued = job.queued ?? job.logs[0];
    const isRequested = clientInProc(activation, history) !== undefined;
    const from = left?.needer ?? unit;
    return [
      defined({
        strength: fact.source === 'system-bus' && !isRequested ? 'stated' : 'correlated',
        from: { kind: 'unit', unit: from.name },
        setting: 'StopWhenUnneeded=yes',
        why: `${from.name} ${left === undefined ? 'came up' : 'went down'}, and nothing ${left === undefined ? '' : 'else '}that is active needs it`,
        evidence: [fact, ...(queued === undefined ? [] : [queued])],
        behind: left === undefined ? undefined : { end: endingAt(left.needer, momentOf(fact), history) },
      }),
    ];
  },
});

/** Whether the unit has the setting; undefined when neither the manager nor the files have it. */
export function stopsWhenUnneeded({ name, properties }: UnitRecord, history: History): boolean | undefined {
  const property = properties?.['StopWhenUnneeded'];
  if (typeof property === 'boolean') return property;
  const files = filesOfUnit(name, history);
  if (files.length === 0) return undefined;
  return isYes(lastSettingLine(files, 'StopWhenUnneeded'));
}

/** As far as the bus was heard: a unit needs another while it is not down, and while it has a job (unit_is_unneeded() in src/core/unit.c). */
export function isNeeding({ states, jobs }: UnitRecord, { order }: Activation, { observedSpans }: History): boolean {
  if (order === undefined || observedSpans.length === 0) return false;
  return isUp(states.findLast((one) => one.order < order)?.activeState) || jobs.some((job) => wasPending(job, order));
}
