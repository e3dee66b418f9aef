import type { Suspect } from '../../model/timeline.ts';
import { causeName } from '../words/cause.ts';
import { mechanismLabel, placeWords, waitsForWords } from '../words/phrases.ts';
import { heading, list, type Block } from './blocks.ts';
import { inline } from './inline.ts';
import { onHost, type Page } from './page.ts';

const MOST = 10;

/** What could start the units at the end, armed first; what cannot act is but counted unless all is asked for. */
export function suspectsPart(page: Page): readonly Block[] {
  const { timeline, all } = page;
  const rank = ({ armed }: Suspect): number => (armed === true ? 0 : armed === undefined ? 1 : 2);
  const sorted = [...timeline.suspects].sort((a, b) => rank(a) - rank(b));
  const near = sorted.filter(
    ({ armed, via, mechanism }) => armed === true || (armed === undefined && mechanism !== 'boot' && via.length === 0),
  );
  const shown = all ? sorted : near.slice(0, MOST);
  const left = sorted.length - shown.length;
  if (sorted.length === 0) return [];
  const more =
    left === 0
      ? []
      : [
          `${String(left)} ${shown.length === 0 ? '' : 'more '}${left === 1 ? 'that is' : 'that are'} not armed or further away; -a lists ${left === 1 ? 'it' : 'them'}`,
        ];
  return [
    heading(3, timeline.replayOf === undefined ? 'What can start it now' : 'What could start it then'),
    ...list([...shown.map((one) => words(one, page)), ...more]),
  ];
}

function words(suspect: Suspect, page: Page): string {
  const { mechanism, from, via, to, armed, detail, nextAt, declaredIn } = suspect;
  const self = from.kind === 'unit' && from.unit === to && via.length === 0;
  const anybody = from.kind === 'client' && from.comm === undefined && from.cmdline === undefined;
  const way = [self ? 'itself' : anybody ? 'anyone' : causeName(from), ...via, ...(page.several ? [to] : [])].join(' → ');
  const places = declaredIn.slice(0, page.all ? undefined : 2).map(placeWords);
  const next = nextAt === undefined ? [] : [`next at ${page.time.short(nextAt, page.timeline.window.until)}`];
  const how = [...(detail === undefined ? [] : [detail]), ...next, ...(places.length === 0 ? [] : [places.join(', ')])].join('; ');
  const state = armed === undefined ? (waitsForWords(mechanism) ?? 'armed or not is not known') : armed ? '**armed**' : 'not armed';
  return `${state}: ${inline(`${mechanismLabel(mechanism)}, ${way}`)}${onHost(suspect, page)}${how === '' ? '' : `: ${inline(how)}`}`;
}
