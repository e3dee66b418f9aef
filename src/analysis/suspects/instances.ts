import type { History } from '../../history/history.ts';
import { isTemplate, templateOf } from '../../systemd/unit-name.ts';

/** Whether a unit is the one asked for, or an instance of the template asked for. */
export function isOf(unit: string, asked: string): boolean {
  return unit === asked || templateOf(unit) === asked;
}

/** The unit itself; of a template also the instances that are known, which are what can run. */
export function unitsOf(asked: string, history: History): readonly string[] {
  if (!isTemplate(asked)) return [asked];
  const known = [...history.units()].map(({ name }) => name);
  const linked = history.disk.links.map(({ unit }) => unit);
  return [asked, ...new Set([...known, ...linked].filter((name) => templateOf(name) === asked))];
}
