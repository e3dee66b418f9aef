import type { Instant } from '../../model/instant.ts';
import type { Timeline } from '../../model/timeline.ts';
import { styleOf, type Style } from './style.ts';
import { isTemplate } from '../../systemd/unit-name.ts';
import type { Zone } from '../time/zoned-time.ts';

/** How text is to look; nothing is read from the process. */
export interface TextOptions {
  readonly now: Instant;
  /** Width in columns. */
  readonly columns: number;
  readonly colour: boolean;
  readonly utc: boolean;
  /** All claims and all evidence. */
  readonly all: boolean;
  /** No hints. */
  readonly quiet: boolean;
}

/** The options in the form that the sections need. */
export interface Look {
  readonly now: Instant;
  readonly width: number;
  readonly style: Style;
  readonly zone: Zone;
  readonly all: boolean;
  readonly quiet: boolean;
  /** Set when more than one unit was asked for, so that each line must name its own. */
  readonly several: boolean;
  readonly replay: boolean;
}

/** In a replay, "now" is when the recording ended. */
export function lookOf(timeline: Timeline, options: TextOptions): Look {
  return {
    now: timeline.replayOf === undefined ? options.now : timeline.window.until,
    width: Math.min(Math.max(options.columns, 60), 160),
    style: styleOf(options.colour),
    zone: options.utc ? 'utc' : 'local',
    all: options.all,
    quiet: options.quiet,
    several: timeline.units.length > 1 || timeline.units.some(({ id }) => isTemplate(id)),
    replay: timeline.replayOf !== undefined,
  };
}
