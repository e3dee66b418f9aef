import { type ManagerScope, neverStart, shellWords, stoppable, systemctl } from '../../systemd/systemctl-line.ts';
import type { Step } from './plan.ts';

/** The steps as commands, as few as they take: what holds comes first, and one stop names all that it stops in its order. */
export function toCommands(steps: readonly Step[], manager: ManagerScope, until: 'reboot' | 'ever'): readonly string[] {
  const command = systemctl(manager);
  const of = (how: Step['how']): readonly Step[] => steps.filter((step) => step.how === how);
  const names = (some: readonly Step[]): readonly string[] => [
    ...new Set([...some.flatMap(({ also }) => also), ...some.flatMap(({ unit, isTaken }) => (isTaken === true ? [] : [unit]))]),
  ];
  const mask = `${command} mask${until === 'reboot' ? ' --runtime' : ''}`;
  const masked = names(of('mask'));
  const masks = { now: masked.filter((unit) => !unit.includes('@.')), template: masked.filter((unit) => unit.includes('@.')) };
  const conditions = of('never-start').map(({ unit }) => unit);
  const disabled = names(of('disable'));
  const stopped = [...names(of('stop')), ...conditions, ...masks.template].map(stoppable);
  return [
    ...(masks.now.length === 0 ? [] : [`${mask} --now ${shellWords(masks.now)}`]),
    ...(masks.template.length === 0 ? [] : [`${mask} ${shellWords(masks.template)}`]),
    ...conditions.map((unit) => neverStart(unit, manager, until)),
    ...(conditions.length === 0 ? [] : [`${command} daemon-reload`]),
    ...(disabled.length === 0 ? [] : [`${command} disable --now ${shellWords(disabled)}`]),
    ...(stopped.length === 0 ? [] : [`${command} stop ${shellWords(stopped)}`]),
  ];
}
