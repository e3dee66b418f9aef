import { timelineOfHost } from '../../model/timeline-slice.ts';
import type { Start, Timeline } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { chainNames } from '../words/chain.ts';
import { renderText } from './explain.ts';
import { lookOf, type TextOptions } from './options.ts';
import { startsTable } from './starts-table.ts';

/** The answer for a person, of one host or of several: then all starts in the order of time come first, and the answer of each host behind. */
export function renderHosts(timeline: Timeline, options: TextOptions): string {
  const { hosts } = timeline;
  if (hosts === undefined) return renderText(timeline, options);
  const { style } = lookOf(timeline, options);
  const answers = hosts.map((host) => {
    const own = timelineOfHost(timeline, host);
    const title = style.bold(`── ${escapeForTerminal(host.name)} ──`);
    return own.units.length === 0 ? `${title}\n\nNothing was recorded of the units here.\n` : `${title}\n\n${renderText(own, options)}`;
  });
  return [allStarts(timeline, options), ...answers].filter((part) => part !== '').join('\n');
}

function allStarts(timeline: Timeline, options: TextOptions): string {
  const look = lookOf(timeline, options);
  if (timeline.starts.length === 0) return '';
  const host = { title: 'HOST', cellOf: (start: Start): string => escapeForTerminal(start.host ?? '') };
  const chainOf = (start: Start): string => (start.chain.length === 0 ? start.unit : `${chainNames(start)} → ${start.unit}`);
  return `${[look.style.bold('All starts'), ...startsTable(timeline.starts, host, chainOf, look)].join('\n')}\n`;
}
