import type { KeepDown, Timeline } from '../../model/timeline.ts';
import { findingText, mendsOf } from '../words/finding.ts';
import { breakWords, capitalized, commandBlocks, KEEP_DOWN_UNKNOWN } from '../words/keep-down.ts';
import { restartSentence } from '../words/restart.ts';
import { mechanismLabel, placeWords } from '../words/phrases.ts';
import { armedFirst, suspectWay } from '../words/suspects.ts';
import type { ZonedTime } from '../time/zoned-time.ts';
import { isBad, type ToldEvent } from './picture/life.ts';
import { EVENT_GLYPHS, glyph, markInText } from './picture/marks.ts';
import { el, type PageElement, type PageNode } from './picture/node.ts';
import { brief } from './row.ts';
import { wideTable } from './starts-table.ts';
import { eventWords } from '../words/events.ts';
import { defined } from '../../defined.ts';

/** A section with its heading; nothing where it has nothing to say. */
export function section(title: string, content: readonly PageNode[]): readonly PageElement[] {
  return content.length === 0 ? [] : [el('section', {}, el('h2', {}, title), ...content)];
}

/** How and why units went down, with what Restart= made of it and what they logged last. What belongs to a folded start is folded with it. */
export function endItems(events: readonly ToldEvent[], time: ZonedTime, isBrief: boolean): readonly PageNode[] {
  if (events.length === 0) return [];
  return [
    el('ol', { class: 'ends' }, ...events.map((one) => (isBrief && one.group !== undefined ? briefItem(one, time) : endItem(one, time)))),
  ];
}

function briefItem({ event, number, group }: ToldEvent, time: ZonedTime): PageElement {
  const sentence = el('p', { class: 'sentence' }, brief(eventWords(event)));
  return el('li', { id: `event-${String(number)}`, hidden: true, 'data-group': group }, el('time', {}, time.utc(event.at)), sentence);
}

function endItem({ event, number, group }: ToldEvent, time: ZonedTime): PageElement {
  const { end, at, kind } = event;
  const decided = end === undefined ? undefined : restartSentence(end, (when) => time.utc(when).slice(11));
  const places = [...new Set((end?.chain ?? []).flatMap(({ declaredIn }) => declaredIn.map(placeWords)))];
  return el(
    'li',
    defined({
      id: `event-${String(number)}`,
      class: isBad(event) ? 'bad' : undefined,
      hidden: group === undefined ? undefined : true,
      'data-group': group,
    }),
    markInText(...glyph(EVENT_GLYPHS[kind])),
    el('time', {}, time.utc(at)),
    el('p', { class: 'sentence' }, eventWords(event)),
    ...(decided === undefined ? [] : [el('p', {}, decided)]),
    ...places.map((place) => el('p', { class: 'place' }, place)),
    ...(end?.lastLines ?? []).map((line) => el('p', { class: 'seen' }, `${time.utc(line.at).slice(11, -4)} ${line.text}`)),
  );
}

/** What is wrong, worst first: the sentence, where it is written, and what mends it. */
export function findingItems({ findings }: Timeline, time: ZonedTime): readonly PageNode[] {
  if (findings.length === 0) return [];
  const items = findings.map((finding) => {
    const said = findingText(finding, (at) => time.utc(at));
    const { severity, unit, host, declaredIn } = finding;
    return el(
      'li',
      { class: severity },
      el('b', { class: 'severity' }, severity === 'info' ? 'note' : severity),
      el('p', { class: 'sentence' }, `${said.includes(unit) ? '' : `${unit}: `}${said}${host === undefined ? '' : ` (on ${host})`}`),
      ...declaredIn.map((place) => el('p', { class: 'place' }, placeWords(place))),
      ...mendsOf(finding).map((mend) => el('p', { class: 'mend' }, mend)),
    );
  });
  return [el('ul', { class: 'findings' }, ...items)];
}

/** The commands that keep the units down, and what they harm; of several hosts, each one's own. */
export function keepDownParts({ keepDown }: Timeline): readonly PageNode[] {
  if (keepDown.hosts === undefined) return commandsOf(keepDown);
  return Object.entries(keepDown.hosts).flatMap(([host, own]) => [el('h3', {}, host), ...commandsOf(own)]);
}

function commandsOf(keepDown: KeepDown): readonly PageNode[] {
  if (keepDown.isUnknown === true) return [el('p', {}, KEEP_DOWN_UNKNOWN)];
  return commandBlocks(keepDown).flatMap(({ title, commands, harmed }) => [
    el('h3', {}, capitalized(title)),
    el('pre', { class: 'commands', tabindex: 0 }, ...commands.flatMap((command) => [el('code', {}, command), el('br')])),
    ...harmed.map((one) => el('p', { class: 'breaks' }, `${one.unit} ${breakWords(one)}`)),
  ]);
}

/** What could start the units, armed first. */
export function suspectRows({ suspects, units, hosts }: Timeline): readonly PageNode[] {
  if (suspects.length === 0) return [];
  const rows = armedFirst(suspects)
    .slice(0, 200)
    .map((suspect) => {
      const { mechanism, armed, detail, declaredIn, host } = suspect;
      return el(
        'tr',
        {},
        ...(hosts === undefined ? [] : [el('td', {}, host ?? '')]),
        el('td', {}, armed === undefined ? 'on its terms' : armed ? 'yes' : 'no'),
        el('td', {}, mechanismLabel(mechanism)),
        el('td', {}, suspectWay(suspect, units.length > 1)),
        el('td', {}, el('p', {}, detail ?? ''), el('p', { class: 'place' }, declaredIn.map(placeWords).join(', '))),
      );
    });
  const heads = [...(hosts === undefined ? [] : ['Host']), 'Armed', 'By', 'From', 'How'];
  return [wideTable({}, heads, [el('tbody', {}, ...rows)])];
}

/** What could not be read, and when a source was not heard. */
export function unseenItems({ sources, gaps }: Timeline, time: ZonedTime): readonly PageNode[] {
  const missing = sources
    .filter(({ status }) => status !== 'ok')
    .map(({ name, status, detail, remedy, host }) =>
      el(
        'li',
        {},
        `${name}${host === undefined ? '' : ` on ${host}`} ${status}: ${detail ?? 'no reason was given'}`,
        ...(remedy === undefined ? [] : [el('p', { class: 'mend' }, remedy)]),
      ),
    );
  const shown = gaps.slice(0, 100);
  const unheard = shown.map(({ from, to, source, text, host }) =>
    el('li', {}, `${time.range(from, to)}, ${source}${host === undefined ? '' : ` on ${host}`}: ${text}`),
  );
  const more = gaps.length > shown.length ? [el('li', {}, `and ${String(gaps.length - shown.length)} more`)] : [];
  const items = [...missing, ...unheard, ...more];
  return items.length === 0 ? [] : [el('ul', {}, ...items)];
}
