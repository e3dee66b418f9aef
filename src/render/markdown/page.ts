import type { Instant } from '../../model/instant.ts';
import { numberOf } from '../../model/timeline-slice.ts';
import type { Start, Timeline } from '../../model/timeline.ts';
import { isTemplate } from '../../systemd/unit-name.ts';
import type { RenderOptions } from '../renderer.ts';
import { zonedTime, type ZonedTime } from '../time/zoned-time.ts';
import { inline } from './inline.ts';

/** What every part of the report needs. */
export interface Page {
  readonly timeline: Timeline;
  readonly all: boolean;
  readonly time: ZonedTime;
  /** `14:00:28.067 UTC`, with its day where that is not the day of `reference`. */
  readonly clock: (at: Instant, reference: Instant) => string;
  /** The number of each start, in the order of time. */
  readonly numbers: ReadonlyMap<Start, number>;
  /** Several units were asked about, or several hosts were merged, so that each line must name its own. */
  readonly several: boolean;
  readonly merged: boolean;
}

/** Looks once at what the whole report goes by. */
export function pageOf(timeline: Timeline, { zoneName, all }: RenderOptions): Page {
  const { starts, units, hosts } = timeline;
  return {
    timeline,
    all,
    time: zonedTime({ zoneName }),
    clock: zonedTime({ zoneName }, 3).short,
    numbers: new Map(starts.map((start, index) => [start, numberOf(timeline, index)])),
    several: units.length > 1 || units.some(({ id }) => isTemplate(id)) || new Set(starts.map(({ unit }) => unit)).size > 1,
    merged: hosts !== undefined,
  };
}

/** Where several hosts were merged, names the host behind what is told: ` on web1`. */
export function onHost({ host }: { readonly host?: string }, { merged }: Pick<Page, 'merged'>): string {
  return merged && host !== undefined ? ` on ${inline(host)}` : '';
}
