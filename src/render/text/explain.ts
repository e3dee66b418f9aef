import type { Start, Timeline } from '../../model/timeline.ts';
import type { Strength } from '../../model/strength.ts';
import { escapeForTerminal } from '../escape.ts';
import { span } from '../time/span.ts';
import { chainNames } from '../words/chain.ts';
import { STRENGTH_MEANS } from '../words/phrases.ts';
import { paragraph } from './layout.ts';
import { moment } from '../time/zoned-time.ts';
import { isOf } from '../../systemd/unit-name.ts';
import { lookOf, type Look, type TextOptions } from './options.ts';
import { findingLines, gapLines, hintLines, keepDownLines, report, sourceLines, titled } from './sections.ts';
import { startsTable } from './starts-table.ts';
import { story } from './story.ts';
import { suspectsTable } from './suspects.ts';
import { verdict } from './verdict.ts';
import { table } from '../../table.ts';

/**
 * The answer for a person: the verdict, the last starts,
 * what can start it now and how to keep it down fill the first screen; then what happened with the evidence, and what was not seen.
 */
export function renderText(timeline: Timeline, options: TextOptions): string {
  const look = lookOf(timeline, options);
  const sections = [
    replayNote(timeline, look),
    ...timeline.units.map((unit) => verdict(unit, timeline, look)),
    ...Object.entries(REPORT_SECTIONS).flatMap(([title, lines]) => lines(timeline, look, title)),
    hints(timeline, look),
  ];
  return report(sections);
}

type Section = (timeline: Timeline, look: Look, title: string) => readonly (readonly string[])[];

/** What stands below the verdict, in this order, by the title that it has of the present. */
export const REPORT_SECTIONS: Readonly<Record<string, Section>> = table({
  'What is wrong': ({ findings }, look, title) => [titled(look.replay ? 'What was wrong' : title, findingLines(findings, look), look)],
  'The last starts': (timeline, look) => timeline.units.map((unit) => lastStarts(unit.id, timeline, look)),
  'What can start it now': ({ suspects }, look, title) => [
    titled(look.replay ? 'What could start it then' : title, suspectsTable(suspects, look), look),
  ],
  'Keep it down': (timeline, look, title) => [titled(title, keepDownLines(timeline, look), look)],
  'What happened': (timeline, look, title) => [titled(title, story(timeline, look), look)],
  'What would have told': (timeline, look, title) => [titled(title, hintLines(timeline, look), look)],
  'Not everything could be read': (timeline, look, title) => [titled(title, sourceLines(timeline, look), look)],
  'Not seen': (timeline, look, title) => [titled(title, gapLines(timeline, look), look)],
});

function replayNote({ replayOf, host }: Timeline, look: Look): readonly string[] {
  if (replayOf === undefined) return [];
  const where = host.hostname === undefined ? '' : ` on ${host.hostname}`;
  const when = replayOf.recordedAt === undefined ? '' : `, recorded ${moment(replayOf.recordedAt, { realtimeUsec: 0n }, look.zone)}`;
  const told = `This is a replay of ${replayOf.path}${when}${where}, not this machine's present.`;
  return paragraph(escapeForTerminal(told), look.width, look.style.magenta);
}

function lastStarts(unit: string, timeline: Timeline, look: Look): readonly string[] {
  const starts = timeline.starts.filter((start) => isOf(start.unit, unit));
  if (starts.length === 0) return [];
  // An instance of a template is named at the end of its chain.
  const chainOf = (start: Start): string => (start.unit === unit ? chainNames(start) : `${chainNames(start)} → ${start.unit}`);
  const title = starts.length === 1 ? 'The last start' : `The last ${starts.length} starts`;
  return titled(look.several ? `${title} of ${escapeForTerminal(unit)}` : title, startsTable(starts, DEAD_FOR, chainOf, look), look);
}

const DEAD_FOR = {
  title: 'DEAD FOR',
  align: 'right',
  cellOf: ({ previousEnd }: Start): string => (previousEnd === undefined ? '-' : span(previousEnd.deadForUsec)),
} as const;

function hints(timeline: Timeline, look: Look): readonly string[] {
  if (look.quiet) return [];
  const asked = timeline.units.map(({ askedFor }) => askedFor).join(' ');
  if (timeline.starts.length === 0) return [look.style.dim('-b -1 looks at the boot before, -S at another time.')];
  const unsure = (['correlated', 'possible'] as const satisfies readonly Strength[]).filter((strength) =>
    timeline.starts.some((start) => start.strength === strength),
  );
  return [
    ...unsure.flatMap((strength) => paragraph(`${strength}: ${STRENGTH_MEANS[strength]}`, look.width, look.style.dim)),
    ...(look.all || asked === '' ? [] : [look.style.dim('-a shows every claim, what was ruled out and why, and all evidence.')]),
  ];
}
