import { timelineOfHost } from '../../model/timeline-slice.ts';
import type { Timeline } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { paintStrength } from './style.ts';
import { chainNames } from '../words/chain.ts';
import { renderText } from './explain.ts';
import { table } from './layout.ts';
import { dayOf, timeOfDay } from '../time/zoned-time.ts';
import { lookOf, type TextOptions } from './options.ts';
import { causeLabel, otherCauses } from '../words/claims.ts';

const COLUMNS = [
  { title: 'WHEN', align: 'right' },
  { title: 'HOST' },
  { title: 'CAUSE' },
  { title: 'SURE' },
  { title: 'CHAIN, FROM THE ROOT' },
] as const;

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
  let day = dayOf(look.now, look.zone);
  const rows = timeline.starts.map((start) => {
    const today = dayOf(start.at, look.zone);
    const when = today === day ? timeOfDay(start.at, look.zone) : `${today.slice(4)} ${timeOfDay(start.at, look.zone)}`;
    day = today;
    const chain = start.chain.length === 0 ? start.unit : `${chainNames(start)} → ${start.unit}`;
    return [
      when,
      escapeForTerminal(start.host ?? ''),
      causeLabel(start),
      paintStrength(look.style, start.strength),
      escapeForTerminal([chain, ...otherCauses(start)].join(', or ')),
    ];
  });
  return `${[look.style.bold('All starts'), ...table(COLUMNS, rows, look.width, look.style.dim)].join('\n')}\n`;
}
