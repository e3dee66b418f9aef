import { isTemplate, templateOf } from '../systemd/unit-name.ts';
import type { History } from './history.ts';

/** The unit itself; of a template also the instances that are known, which are what can run. */
export function unitsOf(requested: string, history: History): readonly string[] {
  if (!isTemplate(requested)) return [requested];
  const known = [...history.units()].map(({ name }) => name);
  const linked = history.disk.links.map(({ unit }) => unit);
  return [requested, ...new Set([...known, ...linked].filter((name) => templateOf(name) === requested))];
}
