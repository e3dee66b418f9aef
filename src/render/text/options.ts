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
export interface Look extends Pick<TextOptions, 'now' | 'all' | 'quiet'> {
  readonly width: number;
  readonly style: Style;
  readonly zone: Zone;
  /** Set when more than one unit was asked for, so that each line must name its own. */
  readonly several: boolean;
  readonly replay: boolean;
}

/** How the units of a timeline are told of. In a replay, "now" is when the recording ended. */
export function lookOf({ units, window, replayOf }: Timeline, options: TextOptions): Look {
  const look = lookAt(options, units.length > 1 || units.some(({ id }) => isTemplate(id)));
  return replayOf === undefined ? look : { ...look, now: window.until, replay: true };
}

/** How one unit, or several, of this machine's present are told of. */
export function lookAt({ now, columns, colour, utc, all, quiet }: TextOptions, several: boolean): Look {
  const width = Math.min(Math.max(columns, 60), 160);
  return { now, width, style: styleOf(colour), zone: utc ? 'utc' : 'local', all, quiet, several, replay: false };
}
