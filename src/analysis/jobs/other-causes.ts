import { textProperty } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { PULL_IN_RELATIONS } from '../../systemd/relations.ts';
import { templateOf } from '../../systemd/unit-name.ts';
import { wasActiveAt } from './unit-activity.ts';
import { isBeforeStartupFinished } from './boot-phase.ts';
import type { Activation } from '../../model/claim.ts';

/**
 * Looking back: whether nothing but a client is left that can have queued the job. A unit that was active and names this one leaves a doubt, because a start of an
 * active unit is not logged and still starts what it names; targets are left out, for nobody starts them by hand all day.
 */
export function hasNoOtherCause({ unit, at, job }: Activation, history: History): boolean {
  // A job that waits may be of the boot, whose end nothing tells as long as it lasts.
  const mayBeInBoot = isBeforeStartupFinished(at, history) ?? job?.queued?.known === 'before';
  if (mayBeInBoot || !isDeclared(unit, history)) return false;
  return !PULL_IN_RELATIONS.flatMap(({ setting }) => history.edges.namedBy(unit.name, setting))
    .filter((name) => !name.endsWith('.target') && !name.endsWith('.slice'))
    .some((name) => wasActiveAt(history.unit(name), at) !== false);
}

/** Whether all that can start the unit is known: from the manager while it is loaded, else from the files, because what triggers a unit keeps it loaded. */
function isDeclared(unit: UnitRecord, history: History): boolean {
  if (unit.properties !== undefined) return textProperty(unit.properties, 'LoadState') === 'loaded';
  return unit.files.length > 0 || history.unit(templateOf(unit.name) ?? unit.name).files.length > 0;
}
