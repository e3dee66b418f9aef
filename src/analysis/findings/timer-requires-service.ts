import type { History } from '../../history/history.ts';
import { defineFinding } from './define-finding.ts';
import type { Fault } from '../../model/finding.ts';
import { whereNamed } from '../../history/setting-location.ts';

const PULLING = ['Requires', 'BindsTo', 'Wants'] as const;

/** A timer whose own dependency names the service that it triggers: the service then starts when the timer is started, at boot say. */
export const timerRequiresService = defineFinding({
  kind: 'timer-requires-service',
  examine(unit, history) {
    if (unit.name.endsWith('.timer'))
      return history.edges.targetsOf(unit.name, 'Triggers').flatMap((service) => judge(unit.name, service, service, history));
    return history.edges
      .namedBy(unit.name, 'Triggers')
      .filter((name) => name.endsWith('.timer'))
      .flatMap((timer) => judge(timer, unit.name, timer, history));
  },
});

function judge(timer: string, service: string, other: string, history: History): readonly Fault[] {
  const setting = PULLING.find((one) => history.edges.targetsOf(timer, one).some((target) => history.canonical(target) === service));
  if (setting === undefined) return [];
  return [
    {
      severity: 'warning',
      facts: { setting: `${setting}=${service}`, other, units: [timer, service] },
      declaredIn: whereNamed(history.unit(timer).files, timer, setting, service, history),
      evidence: [],
    },
  ];
}
