import { usecBetween } from '../../model/instant.ts';
import type { Caught, Start, Suspect, UnitNow } from '../../model/timeline.ts';
import { causeName } from '../words/cause.ts';
import { escapeForTerminal } from '../escape.ts';
import { shellWord, systemctl } from '../../systemd/systemctl-line.ts';
import { preventionOf } from '../words/keep-down.ts';
import { mechanismLabel, STRENGTH_MEANS } from '../words/phrases.ts';
import { downWords } from '../words/events.ts';
import { hang, paragraph } from './layout.ts';
import { moment, preciseTime } from '../time/zoned-time.ts';
import { lookOf, type Look, type TextOptions } from './options.ts';
import { commandLines, gapLines, hintLines, report, sourceLines, titled } from './sections.ts';
import { span } from '../time/span.ts';
import { story } from './story.ts';
import { suspectsTable } from './suspects.ts';
import { suspectFacts } from '../words/suspects.ts';

/** What `catch` found, for a person: the start with its chain and what prevents it, or what is still armed. */
export function renderCatch(caught: Caught, options: TextOptions): string {
  const { start, timeline } = caught;
  const look = lookOf(timeline, options);
  const sections = [
    ...(start === undefined ? notCaught(caught, look) : wasCaught(caught, start, look)),
    titled('Not everything could be read', sourceLines(timeline, look), look),
    titled('Not seen', gapLines(timeline, look), look),
    start === undefined ? [] : hints(start, look),
  ];
  return report(sections);
}

/** Says what is waited for: `waiting for widget-daemon.service to start; Ctrl-C ends`. */
export function renderCatchWaiting(unit: UnitNow, stopped: readonly string[], { now, utc }: Pick<TextOptions, 'now' | 'utc'>): string {
  const { id, activeState, subState, since } = unit;
  const zone = utc ? 'utc' : 'local';
  const state = `${activeState ?? ''}${subState === undefined || subState === activeState ? '' : ` (${subState})`}`;
  const sinceWhen = since === undefined ? '' : ` since ${moment(since, now, zone)}`;
  const told =
    stopped.length > 0
      ? `stopped ${stopped.join(' ')}; waiting for ${id} to start; Ctrl-C ends`
      : isDown(unit)
        ? `waiting for ${id} to start; Ctrl-C ends`
        : `${id} is ${state}${sinceWhen}; waiting for its next start; Ctrl-C ends`;
  return `${escapeForTerminal(told)}\n`;
}

function wasCaught(caught: Caught, start: Start, look: Look): readonly (readonly string[])[] {
  const { timeline } = caught;
  const { keepDown, advice } = preventionOf(caught);
  const down = start.previousEnd === undefined ? '' : `, ${downWords(start.previousEnd)}`;
  const isOther = ({ from }: Suspect): boolean =>
    !start.chain.some((link) => link.from.kind === 'unit' && from.kind === 'unit' && link.from.unit === from.unit);
  return [
    paragraph(escapeForTerminal(`${start.unit} started at ${preciseTime(start.at, look.zone)}${down}`), look.width, look.style.bold),
    story(timeline, look),
    titled(
      'Prevent it',
      [...(advice === undefined ? [] : hang('', 2, escapeForTerminal(advice), look.width)), ...commandLines(keepDown, look)],
      look,
    ),
    titled('What else can start it', suspectsTable(timeline.suspects.filter(isOther), look), look),
    titled('What would have told', hintLines(timeline, look), look),
    undo(caught, look),
  ];
}

function notCaught(caught: Caught, look: Look): readonly (readonly string[])[] {
  const { timeline } = caught;
  const armed = timeline.suspects.filter((suspect) => suspect.armed === true);
  const others = timeline.suspects.length - armed.length;
  const remain = armed.length === 0 ? 'no timer, socket, path or the like is armed to start it' : 'these suspects remain armed:';
  return [
    paragraph(escapeForTerminal(`${howItStayed(caught, look)}; ${remain}`), look.width, look.style.bold),
    armed.flatMap((suspect) => armedLines(suspect, look)),
    timeline.events.length === 0 ? [] : titled('What happened meanwhile', story(timeline, look), look),
    look.all
      ? titled('All that can start it', suspectsTable(timeline.suspects, look), look)
      : others === 0 || look.quiet
        ? []
        : paragraph(
            `${others} more could start it if something else happened first; -a lists ${others === 1 ? 'it' : 'them'}.`,
            look.width,
            look.style.dim,
          ),
    undo(caught, look),
  ];
}

/** `widget-daemon.service stayed down for 10min`; what has moved meanwhile is said as it is. */
function howItStayed({ outcome, timeline, waitedSince }: Caught, look: Look): string {
  const [unit] = timeline.units;
  const { until } = timeline.window;
  const waited = span(usecBetween(waitedSince, until));
  const cut = outcome === 'interrupted' ? 'interrupted: ' : '';
  if (unit === undefined) return `${cut}no start was seen in ${waited}`;
  const { id, activeState, subState, since } = unit;
  if (!isDown(unit)) {
    const stood = `was ${activeState ?? 'there'} (${subState ?? '?'}) in the end, without a start, after`;
    return `${cut}${id} ${activeState === 'active' ? 'kept running for' : stood} ${waited}, so there was no start to catch (--stop stops it first)`;
  }
  const isSinceThen = since !== undefined && usecBetween(waitedSince, since) > 0n;
  if (isSinceThen) return `${cut}${id} went down at ${moment(since, look.now, look.zone)} and did not start in ${waited}`;
  return `${cut}${id} stayed down for ${waited}`;
}

/** A suspect, and below it the command that disarms it. */
function armedLines(suspect: Suspect, look: Look): readonly string[] {
  const { mechanism, from, via, remedy } = suspect;
  const how = suspectFacts(suspect, (at) => moment(at, look.now, look.zone));
  const way = [causeName(from), ...via].join(' → ');
  return [
    ...hang(`  ${mechanismLabel(mechanism)}`, COLUMN, escapeForTerminal(how === '' ? way : `${way}: ${how}`), look.width),
    ...remedy.map((command) => `${' '.repeat(COLUMN)}${escapeForTerminal(command)}`),
  ];
}

const COLUMN = 14;

/** What was stopped beside the unit is not left forgotten. */
function undo({ stopped, timeline }: Caught, look: Look): readonly string[] {
  const others = stopped.filter((unit) => !timeline.units.some(({ id }) => id === unit));
  if (others.length === 0) return [];
  const command = `${systemctl(timeline.manager)} start ${others.map(shellWord).join(' ')}`;
  return titled('What --with-triggers stopped stays stopped until', [`    ${escapeForTerminal(command)}`], look);
}

function isDown({ activeState }: UnitNow): boolean {
  return activeState === undefined || activeState === 'inactive' || activeState === 'failed';
}

function hints({ strength }: Start, look: Look): readonly string[] {
  if (look.quiet) return [];
  const unsure =
    strength === 'correlated' || strength === 'possible'
      ? paragraph(`${strength}: ${STRENGTH_MEANS[strength]}`, look.width, look.style.dim)
      : [];
  return [...unsure, ...(look.all ? [] : [look.style.dim('-a shows every claim, what was ruled out and why, and all evidence.')])];
}
