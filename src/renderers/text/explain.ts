import { MECHANISM_NAMES } from '../../attribution/mechanisms/index.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { Strength } from '../../attribution/strength.ts';
import { isNameless } from '../cause.ts';
import { escapeForTerminal } from '../escape.ts';
import { keepDown, keepDownAfterEdit } from '../keep-down.ts';
import { STRENGTH_MEANS, WORDING } from '../wording.ts';
import { hang } from './layout.ts';
import { moment } from './moment.ts';
import { isOf } from './of-unit.ts';
import { lookOf, type Look, type TextOptions } from './options.ts';
import { startsTable } from './starts-table.ts';
import { story } from './story.ts';
import { suspectsTable } from './suspects.ts';
import { verdict } from './verdict.ts';

/**
 * The answer for a person: the verdict, the last starts,
 * what can start it now and how to keep it down fill the first screen; then what happened with the evidence, and what was not seen.
 */
export function renderText(timeline: Timeline, options: TextOptions): string {
  const look = lookOf(timeline, options);
  const sections = [
    replayNote(timeline, look),
    ...timeline.units.map((unit) => verdict(unit, timeline, look)),
    ...timeline.units.map((unit) => lastStarts(unit.id, timeline, look)),
    titled(look.replay ? 'What could start it then' : 'What can start it now', suspectsTable(timeline.suspects, look), look),
    titled('Keep it down', keepDownLines(timeline, look), look),
    titled('What happened', story(timeline, look), look),
    titled('What would have told', wouldHaveTold(timeline, look), look),
    titled('Not everything could be read', sourceLines(timeline, look), look),
    titled('Not seen', gapLines(timeline, look), look),
    hints(timeline, look),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function titled(title: string, lines: readonly string[], { style }: Look): readonly string[] {
  return lines.length === 0 ? [] : [style.bold(title), ...lines];
}

function replayNote({ replayOf, host }: Timeline, look: Look): readonly string[] {
  if (replayOf === undefined) return [];
  const where = host.hostname === undefined ? '' : ` on ${host.hostname}`;
  const when = replayOf.recordedAt === undefined ? '' : `, recorded ${moment(replayOf.recordedAt, { realtimeUsec: 0n }, look.zone)}`;
  return hang(
    '',
    0,
    escapeForTerminal(`This is a replay of ${replayOf.path}${when}${where}, not this machine's present.`),
    look.width,
    look.style.magenta,
  ).map((line) => line.trimStart());
}

function lastStarts(unit: string, timeline: Timeline, look: Look): readonly string[] {
  const starts = timeline.starts.filter((start) => isOf(start.unit, unit));
  if (starts.length === 0) return [];
  const title = starts.length === 1 ? 'The last start' : `The last ${starts.length} starts`;
  return titled(look.several ? `${title} of ${escapeForTerminal(unit)}` : title, startsTable(starts, unit, look), look);
}

/** Commands are never wrapped, so that they can be copied. */
function keepDownLines(timeline: Timeline, { style, width }: Look): readonly string[] {
  const { untilReboot, lasting } = keepDown(timeline);
  const block = (title: string, commands: readonly string[]): readonly string[] =>
    commands.length === 0
      ? []
      : [...hang('', 2, title, width, style.dim), ...commands.map((command) => `    ${escapeForTerminal(command)}`)];
  const edit = keepDownAfterEdit(timeline);
  return [
    ...block('until the next boot, unless someone starts it', untilReboot),
    ...block('for good', lasting),
    ...(edit === undefined
      ? []
      : block(escapeForTerminal(`for good, once the dependency is taken out of ${edit.lines.join(', ')}`), [edit.command])),
  ];
}

function sourceLines({ sources }: Timeline, look: Look): readonly string[] {
  return sources
    .filter(({ status }) => status !== 'ok')
    .flatMap(({ name, status, detail, remedy }) => [
      ...hang(`  ${name} ${look.style.red(status)}:`, 4, escapeForTerminal(detail ?? 'no reason was given'), look.width),
      ...(remedy === undefined ? [] : hang('    →', 6, escapeForTerminal(remedy), look.width)),
    ]);
}

function gapLines({ gaps }: Timeline, look: Look): readonly string[] {
  return gaps.flatMap(({ from, to, source, text }) =>
    hang(
      '',
      2,
      escapeForTerminal(`${moment(from, look.now, look.zone)} to ${moment(to, from, look.zone)}, ${source}: ${text}`),
      look.width,
    ),
  );
}

/**
 * For the starts that nothing explains, or nothing but configuration, and for clients that nothing names; the missing sources have a section of their own;
 * attribution names mechanisms, or says it in a sentence.
 */
function wouldHaveTold({ starts, sources, units }: Timeline, look: Look): readonly string[] {
  const unsure = starts
    .filter(({ strength }) => strength === 'unexplained' || strength === 'possible')
    .flatMap(({ wouldHaveTold: told }) => (told === undefined || told.length === 0 ? ['unexplained'] : told));
  const hasNameless = starts.some(({ chain }) => chain.some(({ from }) => isNameless(from)));
  const hints = [...unsure, ...(hasNameless ? ['client-request'] : [])].filter(
    (hint) => !sources.some(({ name, status }) => status !== 'ok' && hint.startsWith(`the source ${name}`)),
  );
  return [...new Set(hints)].flatMap((hint) =>
    hang('  -', 4, escapeForTerminal(toldBy(hint).replace(/\bUNIT\b/, units.map(({ askedFor }) => askedFor).join(' '))), look.width),
  );
}

function toldBy(hint: string): string {
  const mechanism = MECHANISM_NAMES.find((name) => name === hint);
  return mechanism === undefined ? hint : WORDING[mechanism].told;
}

function hints(timeline: Timeline, look: Look): readonly string[] {
  if (look.quiet) return [];
  const asked = timeline.units.map(({ askedFor }) => askedFor).join(' ');
  if (timeline.starts.length === 0) return [look.style.dim('-b -1 looks at the boot before, -S at another time.')];
  const unsure = (['correlated', 'possible'] as const satisfies readonly Strength[]).filter((strength) =>
    timeline.starts.some((start) => start.strength === strength),
  );
  return [
    ...unsure.flatMap((strength) => hang('', 0, `${strength}: ${STRENGTH_MEANS[strength]}`, look.width, look.style.dim)),
    ...(look.all || asked === '' ? [] : [look.style.dim('-a shows every claim, what was ruled out and why, and all evidence.')]),
  ].map((line) => line.trimStart());
}
