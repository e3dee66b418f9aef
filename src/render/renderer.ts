import type { Timeline } from '../model/timeline.ts';
import type { TextOptions } from './text/options.ts';

/** How a timeline is to be told; nothing is read from the process. */
export interface RenderOptions extends TextOptions {
  /** The zone of local times, as Intl names it: `Europe/Berlin`. */
  readonly zoneName: string;
  /** In place of the title that a report gives itself. Raw text. */
  readonly title?: string;
}

/** Tells a whole timeline in one format, with a newline at its end. Pure: the same timeline and options give the same bytes. */
export type Renderer = (timeline: Timeline, options: RenderOptions) => string;
