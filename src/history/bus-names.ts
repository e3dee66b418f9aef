import { textProperty } from '../model/properties.ts';
import type { History } from './history.ts';

/** The bus names for which a bus has this unit started: of D-Bus service files that name it, and its own BusName=. */
export function busNamesOf(unit: string, history: Pick<History, 'unit' | 'canonical' | 'disk'>): readonly string[] {
  const { name, properties } = history.unit(unit);
  const own = textProperty(properties ?? {}, 'BusName');
  const mentioned = history.disk.mentions
    .filter(({ where, unit: mention }) => where === 'bus-service' && history.canonical(mention) === name)
    .map(({ busName }) => busName);
  return [...new Set([own ?? '', ...mentioned.map((busName) => busName ?? '')])].filter((busName) => busName !== '');
}
