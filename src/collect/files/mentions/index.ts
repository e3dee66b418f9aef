import type { MentionPayload } from '../../../model/observation.ts';
import type { ManagerScope } from '../../../systemd/systemctl-line.ts';
import { startCommandsOf } from '../../../systemd/client-commands.ts';
import type { UnitFileIndex } from '../unit-files.ts';
import type { UnitSearchOptions } from '../unit-search-path.ts';
import { busServices } from './bus-services.ts';
import { cronTables } from './cron-tables.ts';
import { scriptMentions } from './scripts.ts';
import { udevRules } from './udev-rules.ts';

/** A line that names a unit, by the name that it has there, which may be an alias. */
export type Mention = Omit<MentionPayload, 'source' | 'kind'>;

/** A line longer than this is cut in what is kept of it. */
const MOST_TEXT = 240;

/** The lines of a text that ask this manager to start units. */
export function startLines(text: string, scope: ManagerScope, where: Mention['where'], path: string, owner?: string): readonly Mention[] {
  return text.split('\n').flatMap((line, index) =>
    startCommandsOf(line)
      .filter(({ manager }) => manager === scope)
      .flatMap(({ units }) =>
        units.map((unit) => ({ where, path, line: index + 1, text: shown(line), unit, ...(owner === undefined ? {} : { owner }) })),
      ),
  );
}

/** A line as it is kept. */
export function shown(line: string): string {
  const text = line.trim();
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT - 1)}…`;
}

/** How far to look: bus names take a moment, the rest reads every table and script of the host. */
export type MentionDepth = 'bus-names' | 'all';

/** The lines outside of the unit files that can start units, by the primary names of the units. */
export function findMentions(places: UnitSearchOptions, index: UnitFileIndex, depth: MentionDepth): readonly MentionPayload[] {
  const found: readonly Mention[] =
    depth === 'bus-names'
      ? busServices(places)
      : [...busServices(places), ...udevRules(places), ...cronTables(places), ...scriptMentions(places, index)];
  return found.map((mention) => ({ source: 'unit-files', kind: 'mention', ...mention, unit: index.primaryName(mention.unit) }));
}
