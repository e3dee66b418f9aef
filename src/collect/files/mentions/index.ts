import type { MentionPayload } from '../../../model/observation.ts';
import type { UnitFileIndex } from '../unit-files.ts';
import type { UnitSearchOptions } from '../unit-search-path.ts';
import { busServices } from './bus-services.ts';
import { cronTables } from './cron-tables.ts';
import { scriptMentions } from './scripts.ts';
import { udevRules } from './udev-rules.ts';
import { type Mention } from './mention.ts';

/** How much to read: bus names are quick, the rest reads every table and script of the host. */
export type MentionDepth = 'bus-names' | 'all';

/** The lines outside of the unit files that can start units, by the primary names of the units. */
export function findMentions(places: UnitSearchOptions, index: UnitFileIndex, depth: MentionDepth): readonly MentionPayload[] {
  const { disk } = index;
  const found: readonly Mention[] =
    depth === 'bus-names'
      ? busServices(places, disk)
      : [...busServices(places, disk), ...udevRules(places, disk), ...cronTables(places, disk), ...scriptMentions(places, index)];
  return found.map((mention) => ({ source: 'unit-files', kind: 'mention', ...mention, unit: index.primaryName(mention.unit) }));
}
