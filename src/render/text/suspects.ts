import { shellWords } from '../../systemd/systemctl-line.ts';
import type { Suspect } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { mechanismLabel, placeWords, waitsForWords } from '../words/phrases.ts';
import { armedFirst, suspectFacts, suspectWay } from '../words/suspects.ts';
import { table } from './layout.ts';
import { moment } from '../time/zoned-time.ts';
import type { Look } from './options.ts';

const COLUMNS = [{ title: 'ARMED' }, { title: 'BY' }, { title: 'FROM, AND HOW' }] as const;

/** What can start the units now, armed first; what is not armed, and what only starts these, is but counted unless all is asked for. */
export function suspectsTable(suspects: readonly Suspect[], look: Look): readonly string[] {
  const sorted = armedFirst(suspects);
  const near = look.all
    ? sorted
    : sorted.filter(({ armed, via, mechanism }) => armed === false || (mechanism !== 'boot' && via.length === 0) || armed === true);
  const shown = look.all ? sorted : near.filter(({ armed }) => armed !== false);
  const hidden = near.length - shown.length;
  const far = sorted.length - near.length;
  const rows = shown.map((suspect) => row(suspect, look));
  const targets = shellWords([...new Set(sorted.map(({ to }) => to))]);
  const notes = [
    ...(hidden === 0 ? [] : [`${hidden} more ${hidden === 1 ? 'is' : 'are'} not armed; -a lists ${hidden === 1 ? 'it' : 'them'}`]),
    ...(far === 0 ? [] : [escapeForTerminal(`what starts these in turn: whyalive suspects ${targets}`)]),
  ].map((note) => `  ${look.style.dim(note)}`);
  return [...(rows.length === 0 ? [] : table(COLUMNS, rows, look.width, look.style.dim)), ...notes];
}

function row(suspect: Suspect, { style, several, all, now, zone }: Look): readonly string[] {
  const { mechanism, armed, declaredIn } = suspect;
  const way = suspectWay(suspect, several);
  const how = suspectFacts(suspect, (at) => moment(at, now, zone), all ? declaredIn.map(placeWords) : []);
  const state = armed === undefined ? (waitsForWords(mechanism) ?? '?') : armed ? style.bold('yes') : 'no';
  return [state, mechanismLabel(mechanism), escapeForTerminal(how === '' ? way : `${way}: ${how}`)];
}
