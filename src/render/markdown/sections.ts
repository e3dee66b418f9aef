import type { Finding, KeepDown, Suspect } from '../../model/timeline.ts';
import { findingText, mendsOf } from '../words/finding.ts';
import { missedWords } from '../words/hints.ts';
import { breakWords, capitalized, commandBlocks, KEEP_DOWN_UNKNOWN } from '../words/keep-down.ts';
import { mechanismLabel, placeWords, waitsForWords } from '../words/phrases.ts';
import { armedFirst, suspectFacts, suspectWay } from '../words/suspects.ts';
import { fence, heading, list, type Block, type Item } from './blocks.ts';
import { code, inline } from './inline.ts';
import { onHost, type Page } from './page.ts';

/** What is wrong, worst first: the sentence, where it is written, and what mends it. */
export function findingsPart(page: Page): readonly Block[] {
  const { findings } = page.timeline;
  return part('What was found wrong', list(findings.map((finding) => findingItem(finding, page))));
}

/** A part with its heading; nothing where it has nothing to say. */
function part(title: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [heading(3, title), ...blocks];
}

/** A mend that is nothing but a command can be copied. */
const COMMAND = /^(?:systemctl|journalctl|systemd-analyze|getent|mkdir|chmod|useradd|groupadd|sed|whyalive) /;

function findingItem(finding: Finding, page: Page): Item {
  const { severity, unit, declaredIn } = finding;
  const { timeline, time } = page;
  const said = findingText(finding, (at) => time.short(at, timeline.window.until));
  const places = declaredIn.map((place) => code(placeWords(place)));
  return {
    text: `**${severity === 'info' ? 'note' : severity}**${onHost(finding, page)}: ${inline(said.includes(unit) ? said : `${unit}: ${said}`)}`,
    below: [
      ...(places.length === 0 ? [] : [`declared in ${places.join(', ')}`]),
      ...mendsOf(finding).map((mend) => `mend: ${COMMAND.test(mend) ? code(mend) : inline(mend)}`),
    ],
  };
}

/** A command is there to be copied, so it is not shortened before it is absurdly long. */
const MAX_COMMAND_LENGTH = 4000;

/** The commands that keep the units down, and what they harm; or why there are none. */
export function keepDownPart({ timeline: { keepDown } }: Page): readonly Block[] {
  return part('What keeps it down', keepDown.isUnknown === true ? [inline(KEEP_DOWN_UNKNOWN)] : commandParts(keepDown));
}

function commandParts(keepDown: KeepDown): readonly Block[] {
  return commandBlocks(keepDown).flatMap(({ title, again, commands, harmed }) => {
    const harms = harmed.map((one) => inline(`${one.unit}${one.host === undefined ? '' : ` on ${one.host}`} ${breakWords(one)}`));
    return [
      `${capitalized(title)}${again}:`,
      fence('sh', commands, MAX_COMMAND_LENGTH),
      ...(harms.length === 0 ? [] : ['This breaks:', ...list(harms)]),
    ];
  });
}

const MAX_SUSPECTS = 10;

/** What could start the units at the end, armed first; what cannot act is but counted unless all is asked for. */
export function suspectsPart(page: Page): readonly Block[] {
  const { timeline, all } = page;
  const sorted = armedFirst(timeline.suspects);
  const near = sorted.filter(
    ({ armed, via, mechanism }) => armed === true || (armed === undefined && mechanism !== 'boot' && via.length === 0),
  );
  const shown = all ? sorted : near.slice(0, MAX_SUSPECTS);
  const left = sorted.length - shown.length;
  const more =
    left === 0
      ? []
      : [
          `${String(left)} ${shown.length === 0 ? '' : 'more '}${left === 1 ? 'that is' : 'that are'} not armed or further away; -a lists ${left === 1 ? 'it' : 'them'}`,
        ];
  return part(
    timeline.replayOf === undefined ? 'What can start it now' : 'What could start it then',
    list([...shown.map((one) => suspectWords(one, page)), ...more]),
  );
}

function suspectWords(suspect: Suspect, page: Page): string {
  const { mechanism, armed, declaredIn } = suspect;
  const { timeline, time } = page;
  const places = declaredIn.slice(0, page.all ? undefined : 2).map(placeWords);
  const told = places.length === 0 ? [] : [places.join(', ')];
  const how = suspectFacts(suspect, (at) => time.short(at, timeline.window.until), told);
  const state = armed === undefined ? (waitsForWords(mechanism) ?? 'armed or not is not known') : armed ? '**armed**' : 'not armed';
  const way = inline(`${mechanismLabel(mechanism)}, ${suspectWay(suspect, page.several)}`);
  return `${state}: ${way}${onHost(suspect, page)}${how === '' ? '' : `: ${inline(how)}`}`;
}

const MAX_GAPS = 20;
const MAX_HINTS = 12;

/** What would have told, what could not be read, and when nothing was heard. */
export function unseenPart(page: Page): readonly Block[] {
  const { timeline, time, all } = page;
  const hints = missedWords(timeline).slice(0, all ? undefined : MAX_HINTS);
  const missing = timeline.sources
    .filter(({ status }) => status !== 'ok')
    .map((source) => ({
      text: `${inline(source.name)}${onHost(source, page)} is **${source.status}**: ${inline(source.detail ?? 'no reason was given')}`,
      below: source.remedy === undefined ? [] : [`remedy: ${inline(source.remedy)}`],
    }));
  const told = all ? timeline.gaps : timeline.gaps.slice(0, MAX_GAPS);
  const gaps = told.map((gap) => `${inline(time.range(gap.from, gap.to))}, ${inline(gap.source)}${onHost(gap, page)}: ${inline(gap.text)}`);
  const left = timeline.gaps.length - told.length;
  return [
    ...part('What would have told', list(hints.map((hint) => inline(hint)))),
    ...part('Not everything could be read', list(missing)),
    ...part('Not seen', list(left === 0 ? gaps : [...gaps, `and ${String(left)} more gaps`])),
  ];
}
