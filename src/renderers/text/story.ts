import type { Alternative, EvidenceId, Link, PreviousEnd, Start, Timeline, UnitEvent } from '../../timeline/timeline.ts';
import { MECHANISM_NAMES } from '../../attribution/mechanisms/index.ts';
import { causeName } from '../cause.ts';
import { escapeForTerminal } from '../escape.ts';
import { paintStrength } from '../style.ts';
import { summarize } from '../summary.ts';
import { mechanismLabel, WORDING } from '../wording.ts';
import { episodes, usualPause, type Episode } from './happenings.ts';
import { hang } from './layout.ts';
import { dayOf, preciseTime, timeOfDay } from './moment.ts';
import type { Look } from './options.ts';
import { span } from './span.ts';

const TIME = 16;
const DETAIL = 18;
/** How many observations stand behind each link unless all are asked for. */
const SHOWN_EVIDENCE = 2;

/** What happened, in order: stops, failures, and each start with its links and the evidence behind them. */
export function story(timeline: Timeline, look: Look): readonly string[] {
  let day = dayOf(look.now, look.zone);
  const dayLine = (at: Start['at']): readonly string[] => {
    const today = dayOf(at, look.zone);
    if (today === day) return [];
    day = today;
    return [`  ${look.style.dim(today)}`];
  };
  return episodes(timeline, look.all).flatMap((episode) => [
    ...episode.events.flatMap((event) => [...dayLine(event.at), ...eventLines(event, look)]),
    ...(episode.start === undefined
      ? []
      : [...dayLine(episode.start.at), ...startLines(episode.start, timeline, look), ...repeatLine(episode, look)]),
  ]);
}

/** A line for something that was no start: `  13:51:39.000  ○ stopped   systemctl stop`. */
export function eventLines(event: UnitEvent, look: Look): readonly string[] {
  const { mark, word, bad } = EVENTS[event.kind];
  const paint = bad ? look.style.red : (text: string): string => text;
  const of = look.several ? `${escapeForTerminal(event.unit)} ` : '';
  const said = escapeForTerminal(event.text);
  const text = said === '' ? `${of}${word}` : `${of}${word}: ${said}`;
  return hang(`  ${preciseTime(event.at, look.zone)}  ${paint(mark)}`, DETAIL, text, look.width);
}

const EVENTS = {
  stopped: { mark: '○', word: 'stopped', bad: false },
  exited: { mark: '○', word: 'ended', bad: false },
  failed: { mark: '×', word: 'failed', bad: true },
  skipped: { mark: '·', word: 'skipped, not a start', bad: false },
  'start-limit-hit': { mark: '×', word: 'start limit hit', bad: true },
  'no-op-start': { mark: '·', word: 'asked for while active, not a start', bad: false },
  'start-failed': { mark: '×', word: 'start failed', bad: true },
} as const satisfies Record<UnitEvent['kind'], { readonly mark: string; readonly word: string; readonly bad: boolean }>;

function startLines(start: Start, timeline: Timeline, look: Look): readonly string[] {
  const { style } = look;
  const of = look.several ? ` ${escapeForTerminal(start.unit)}` : '';
  const down = start.previousEnd === undefined ? '' : `, ${escapeForTerminal(downWords(start.previousEnd))}`;
  const ids = look.all ? idWords(start) : '';
  return [
    `  ${preciseTime(start.at, look.zone)}  ${style.green('●')} ${style.bold(`started${of}`)}${down}, ${paintStrength(style, start.strength)}`,
    ...hang('', DETAIL, escapeForTerminal(summarize(start.chain)), look.width),
    ...(ids === '' ? [] : hang('', DETAIL, ids, look.width, style.dim)),
    ...start.chain.flatMap((link) => linkLines(link, start, timeline, look)),
    ...otherClaims(start, look).flatMap((text) => hang('', DETAIL, escapeForTerminal(text), look.width)),
    ...wouldHaveTold(start).flatMap((text) => hang(' '.repeat(DETAIL) + '-', DETAIL + 2, escapeForTerminal(text), look.width)),
  ];
}

function downWords({ deadForUsec, how, exitStatus, exitStatusName, result }: PreviousEnd): string {
  const status =
    exitStatus === undefined ? exitStatusName : exitStatusName === undefined ? `${exitStatus}` : `${exitStatus}/${exitStatusName}`;
  const detail =
    how === 'stopped' || status === undefined ? (result === 'success' || result === how ? undefined : result) : `status ${status}`;
  const ended = how === 'unknown' ? '' : ` (${how}${detail === undefined || detail === how ? '' : `, ${detail}`})`;
  return `${span(deadForUsec)} after it went down${ended}`;
}

function idWords({ jobId, jobType, invocationId, outcome }: Start): string {
  return [
    ...(jobId === undefined ? [] : [`job ${jobId}${jobType === undefined ? '' : ` (${jobType})`}`]),
    ...(invocationId === undefined ? [] : [`invocation ${invocationId}`]),
    ...(outcome === 'unknown' ? [] : [`then: ${outcome}`]),
  ].join(', ');
}

/** One hop: how, by which setting, where that is written, and what was seen. */
function linkLines(link: Link, start: Start, timeline: Timeline, look: Look): readonly string[] {
  const { style } = look;
  const weak = link.strength === start.strength ? '' : `, ${link.strength}`;
  const places = link.declaredIn.map(({ path, line }) => (line === undefined ? path : `${path}:${line}`));
  const facts = [
    ...(start.chain.length > 1 ? [`${causeName(link.from)} → ${link.to}`] : []),
    ...(link.setting === undefined || link.setting === mechanismLabel(link.mechanism) ? [] : [link.setting]),
    ...(link.why === undefined ? [] : [link.why]),
    ...places,
  ];
  const head = `${mechanismLabel(link.mechanism)}${weak}`;
  const shown = look.all ? link.evidence : link.evidence.slice(0, SHOWN_EVIDENCE);
  return [
    ...hang('', DETAIL, escapeForTerminal(facts.length === 0 ? head : `${head}: ${facts.join('; ')}`), look.width),
    ...logLine(link, look),
    ...shown.flatMap((id) => evidenceLines(id, timeline, look)),
    ...(link.evidence.length > shown.length
      ? [`${' '.repeat(DETAIL + 2)}${style.dim(`and ${link.evidence.length - shown.length} more`)}`]
      : []),
  ];
}

/** The log line that names a client is its best description. */
function logLine({ from }: Link, look: Look): readonly string[] {
  if ((from.kind !== 'client' && from.kind !== 'process' && from.kind !== 'peer') || from.log === undefined) return [];
  return hang(' '.repeat(DETAIL) + '│', DETAIL + 2, escapeForTerminal(`its log: ${from.log}`), look.width, look.style.dim);
}

function evidenceLines(id: EvidenceId, timeline: Timeline, look: Look): readonly string[] {
  const evidence = timeline.evidence[id];
  if (evidence === undefined) return [];
  const cursor = look.all && evidence.cursor !== undefined ? ` [${evidence.cursor}]` : '';
  const text = `${SOURCE_NAMES[evidence.source]} ${preciseTime(evidence.at, look.zone)} ${evidence.text}${cursor}`;
  return hang(`${' '.repeat(DETAIL)}${look.style.dim('│')}`, DETAIL + 2, escapeForTerminal(text), look.width, look.style.dim);
}

const SOURCE_NAMES = { 'system-bus': 'bus', journal: 'journal', 'unit-files': 'unit file', proc: '/proc', host: 'host' } as const;

/** With all: every other claim and why it lost. Else only those that still stand, where the start is not stated. */
function otherClaims(start: Start, look: Look): readonly string[] {
  const shown = look.all ? start.alternatives : start.strength === 'stated' ? [] : start.alternatives.filter(({ ruledOut }) => !ruledOut);
  return shown.map((claim) => `${claim.ruledOut ? 'ruled out' : `or, ${claim.strength}`}: ${claimWords(claim)}`);
}

function claimWords({ mechanism, from, why }: Alternative): string {
  const by = from === undefined ? '' : ` from ${causeName(from)}`;
  return `${mechanismLabel(mechanism)}${by}${why === '' ? '' : `: ${why}`}`;
}

/** What would have told, for a start that nothing explains; attribution names mechanisms or says it itself. */
function wouldHaveTold({ mechanism, wouldHaveTold: told }: Start): readonly string[] {
  if (mechanism !== 'unexplained') return [];
  const hints = told === undefined || told.length === 0 ? ['unexplained'] : told;
  return [...new Set(hints.map((hint) => `to know next time: ${toldBy(hint)}`))];
}

function toldBy(hint: string): string {
  const mechanism = MECHANISM_NAMES.find((name) => name === hint);
  return mechanism === undefined ? hint : WORDING[mechanism].told;
}

function repeatLine(episode: Episode, look: Look): readonly string[] {
  const { repeats } = episode;
  const last = repeats.at(-1);
  if (last === undefined) return [];
  const pause = usualPause(episode);
  const every = pause === undefined || repeats.length < 2 ? '' : `, about every ${span(pause)}`;
  const times = repeats.length === 1 ? 'once more' : `${repeats.length} more times`;
  return [
    `${' '.repeat(TIME)}${look.style.dim('⋮')} ${look.style.dim(`${times} the same way${every}, the last at ${timeOfDay(last.at, look.zone)}`)}`,
  ];
}
