import { textProperty } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';
import { templateOf } from '../../systemd/unit-name.ts';
import { wasActiveAt } from './unit-activity.ts';
import { isBeforeStartupFinished } from './boot-phase.ts';
import type { Activation } from '../../model/claim.ts';

/**
 * Looking back: whether only a client can have queued the job. A unit that was active and pulls this one in leaves a doubt, because a start of an active unit is not
 * logged and still pulls in its dependencies. Targets are not considered, because they are rarely started by hand.
 */
export function hasNoOtherCause({ unit, at, job }: Activation, history: History): boolean {
  // A waiting job may belong to the boot transaction, and nothing is logged before the startup is finished.
  const mayBeInBoot = isBeforeStartupFinished(at, history) ?? job?.queued?.known === 'before';
  if (mayBeInBoot || !isDeclared(unit, history)) return false;
  return !history.edges
    .namedBy(unit.name, ...PULL_IN_SETTINGS)
    .filter((name) => !name.endsWith('.target') && !name.endsWith('.slice'))
    .some((name) => wasActiveAt(history.unit(name), at) !== false);
}

/** Whether everything that can start the unit is known: from the manager while the unit is loaded, else from the unit files. A unit with an active trigger stays loaded. */
function isDeclared(unit: UnitRecord, history: History): boolean {
  if (unit.properties !== undefined) return textProperty(unit.properties, 'LoadState') === 'loaded';
  return unit.files.length > 0 || history.unit(templateOf(unit.name) ?? unit.name).files.length > 0;
}
