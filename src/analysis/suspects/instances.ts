import type { History } from '../../history/history.ts';
import { isTemplate, templateOf } from '../../systemd/unit-name.ts';

/** Whether a unit is the requested one, or an instance of the requested template. */
export function isOf(unit: string, requested: string): boolean {
  return unit === requested || templateOf(unit) === requested;
}

/** The unit itself; of a template also the instances that are known, which are what can run. */
export function unitsOf(requested: string, history: History): readonly string[] {
  if (!isTemplate(requested)) return [requested];
  const known = [...history.units()].map(({ name }) => name);
  const linked = history.disk.links.map(({ unit }) => unit);
  return [requested, ...new Set([...known, ...linked].filter((name) => templateOf(name) === requested))];
}
