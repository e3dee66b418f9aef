import { isUp } from '../../model/properties.ts';
import { clientInProc } from '../clients/processes.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { isYes, lastSettingLine } from '../../systemd/unit-file-syntax.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { defineEndMechanism } from './mechanism.ts';
import { endingAt } from './ending.ts';
import { wentDownBefore } from './went-down.ts';

/**
 * StopWhenUnneeded=: the last unit that needed it went down, and the manager queued a stop job in a transaction of its own
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
    if (needers.some((needer) => wasUp(needer, activation.order, history))) return [];
    const left = needers
      .map((needer) => ({ needer, fact: wentDownBefore(needer, activation, ['inactive', 'failed']) }))
      .find(({ fact }) => fact !== undefined);
    const queued = job.queued ?? job.logs[0];
    if (left?.fact === undefined) return [];
    const { needer, fact } = left;
    const isRequested = clientInProc(activation, history) !== undefined;
    return [
      {
        strength: fact.source === 'system-bus' && !isRequested ? 'stated' : 'correlated',
        from: { kind: 'unit', unit: needer.name },
        setting: 'StopWhenUnneeded=yes',
        why: `${needer.name} went down, and nothing else that is active needs it`,
        evidence: [fact, ...(queued === undefined ? [] : [queued])],
        behind: { end: endingAt(needer, fact.at, history) },
      },
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

function wasUp({ states }: UnitRecord, order: number | undefined, { observedSpans }: History): boolean {
  if (order === undefined || observedSpans.length === 0) return false;
  return isUp(states.findLast((one) => one.order < order)?.activeState);
}
