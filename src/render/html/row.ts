import { MECHANISMS } from '../../model/mechanism.ts';
import type { Alternative, Evidence, Link, Start, Timeline } from '../../model/timeline.ts';
import { causeName, isClient } from '../words/cause.ts';
import { chainNames, commandWords } from '../words/chain.ts';
import { summarize } from '../words/start.ts';
import { span } from '../time/span.ts';
import { mechanismLabel, mechanismWord, placeWords, SOURCE_NAMES } from '../words/phrases.ts';
import type { ZonedTime } from '../time/zoned-time.ts';
import { markInText, outline } from './picture/marks.ts';
import { el, type PageElement, type PageNode } from './picture/node.ts';
import type { ToldStart } from './picture/tooltip.ts';

/** What rows need besides the start. */
export interface RowLook {
  readonly timeline: Timeline;
  readonly time: ZonedTime;
  /** Whether a row must name its unit, and its host. */
  readonly several: boolean;
  /** Set when so many starts are folded that each can have but little: its chain, and what was seen first of it. */
  readonly isBrief: boolean;
}

/** One start as a row of the table; its details are what the card of the picture shows. */
export function startRow(told: ToldStart, look: RowLook): PageElement {
  const { start, number } = told;
  const { time, several } = look;
  const isBrief = look.isBrief && told.group !== undefined;
  const local = time.local(start.at);
  return el(
    'tr',
    { id: `start-${String(number)}`, 'data-row': number },
    el('td', { class: 'n' }, String(number)),
    el(
      'td',
      { class: 'when' },
      el('time', {}, time.utc(start.at)),
      ...(local === undefined ? [] : [el('small', {}, `${local} ${time.zone ?? ''}`)]),
    ),
    ...(several ? [el('td', { class: 'unit' }, start.host === undefined ? start.unit : `${start.unit} on ${start.host}`)] : []),
    el('td', { class: 'n' }, start.previousEnd === undefined ? '–' : span(start.previousEnd.deadForUsec)),
    el(
      'td',
      { class: 'cause' },
      ...(isBrief ? [] : [glyphOf(start)]),
      ` ${mechanismWord(start.mechanism)}${start.strength === 'possible' ? '?' : ''}`,
    ),
    el('td', { class: 'chain' }, ...(isBrief ? briefly(start, look) : [el('p', {}, chainNames(start)), evidenceOf(told, look)])),
    el('td', { class: `sure ${start.strength}` }, start.strength),
  );
}

function briefly(start: Start, { timeline, time }: RowLook): readonly PageElement[] {
  const seen = start.chain.at(-1)?.evidence.flatMap((id) => timeline.evidence[id] ?? [])[0];
  const evidence = seen === undefined ? [] : [el('p', { class: 'seen' }, brief(evidenceWords(seen, time)))];
  return [el('p', { class: 'sentence' }, brief(chainNames(start))), ...evidence];
}

/** As much of a text as a folded start can have. */
export function brief(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 159)}…`;
}

/** The shape of a start's family, as in the picture. */
export function glyphOf({ mechanism }: Pick<Start, 'mechanism'>): PageElement {
  return markInText(outline(MECHANISMS[mechanism].family));
}

function evidenceOf({ start }: ToldStart, look: RowLook): PageElement {
  return el(
    'details',
    {},
    el('summary', {}, 'evidence'),
    el('p', { class: 'sentence' }, `${summarize(start.chain)} (${start.strength})`),
    el('ol', {}, ...start.chain.map((link) => linkItem(link, look))),
    ...list(
      'or it was',
      start.alternatives.filter(({ ruledOut }) => !ruledOut),
    ),
    ...list(
      'ruled out',
      start.alternatives.filter(({ ruledOut }) => ruledOut),
    ),
    ...(start.invocationId === undefined ? [] : [el('p', { class: 'ids' }, idsOf(start))]),
  );
}

function idsOf({ jobId, jobType, invocationId }: Start): string {
  return [
    ...(jobId === undefined ? [] : [`job ${String(jobId)}${jobType === undefined ? '' : ` (${jobType})`}`]),
    `invocation ${invocationId ?? ''}`,
  ].join(', ');
}

function linkItem(link: Link, { timeline, time }: RowLook): PageElement {
  const { mechanism, strength, from, to, setting, why, declaredIn, evidence } = link;
  const client = [...commandWords(link, { all: true }), ...(isClient(from) && from.log !== undefined ? [`log: ${from.log}`] : [])];
  const seen = evidence.flatMap((id) => timeline.evidence[id] ?? []).slice(0, 12);
  return el(
    'li',
    {},
    el('b', {}, setting ?? mechanismLabel(mechanism)),
    ` ${causeName(from)} → ${to} (${strength})`,
    ...(why === undefined ? [] : [el('p', {}, why)]),
    ...declaredIn.map((place) => el('p', { class: 'place' }, placeWords(place))),
    ...client.map((fact) => el('p', {}, fact)),
    ...seen.map((one) => el('p', { class: 'seen' }, evidenceWords(one, time))),
  );
}

function evidenceWords({ source, at, text }: Evidence, { utc }: ZonedTime): string {
  return `${SOURCE_NAMES[source]} ${utc(at).slice(11, -4)} ${text}`;
}

function list(title: string, claims: readonly Alternative[]): readonly PageNode[] {
  if (claims.length === 0) return [];
  const items = claims.map(({ mechanism, from, why }) =>
    el('li', {}, `${mechanismLabel(mechanism)}${from === undefined ? '' : ` (${causeName(from)})`}${why === '' ? '' : `: ${why}`}`),
  );
  return [el('details', { class: 'others' }, el('summary', {}, `${title}: ${String(claims.length)}`), el('ul', {}, ...items))];
}
