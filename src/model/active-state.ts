import { textProperty } from './properties.ts';
import type { UnitRecord } from './unit-record.ts';

/** The ActiveState that was told last: by a signal, or else when the unit was described. */
export function lastActiveState({ states, properties = {} }: Pick<UnitRecord, 'states' | 'properties'>): string | undefined {
  return states.at(-1)?.activeState ?? textProperty(properties, 'ActiveState');
}
