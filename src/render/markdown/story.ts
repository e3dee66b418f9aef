import type { EvidenceId, Start } from '../../model/timeline.ts';
import { downBefore, episodes, repeatWords, type Episode } from '../episodes.ts';
import { summarize } from '../words/start.ts';
import { heading, list, type Block } from './blocks.ts';
import { claimItems, linkItems } from './claims.ts';
import { endBlocks } from './ends.ts';
import { inline } from './inline.ts';
import { onHost, type Page } from './page.ts';

/** More than these are told by the first and the last only. */
const MAX_EPISODES = 30;
const FIRST = 18;
const LAST = 8;

/** What happened, in order: how it went down each time, and how it came back, with the evidence. */
export function storyPart(page: Page): readonly Block[] {
  const told = episodes(page.timeline, page.all);
  if (told.length === 0) return [];
  const isLong = !page.all && told.length > MAX_EPISODES;
  const [first, last] = isLong ? [told.slice(0, FIRST), told.slice(-LAST)] : [told, []];
  const left = told.length - first.length - last.length;
  return [
    heading(3, 'What happened'),
    ...first.flatMap((episode) => episodeBlocks(episode, page)),
    ...(left === 0 ? [] : [heading(4, '…'), `${String(left)} episodes between these are left out here; -a tells them.`]),
    ...last.flatMap((episode) => episodeBlocks(episode, page)),
  ];
}

function episodeBlocks(episode: Episode, page: Page): readonly Block[] {
  const { start, events } = episode;
  const down = events.flatMap((event) => endBlocks(event, page));
  if (start === undefined) return [heading(4, 'After the last start'), ...down];
  const number = String(page.numbers.get(start) ?? '');
  const unit = page.several ? ` of ${inline(start.unit)}` : '';
  return [
    heading(4, `Start ${number}${unit}${onHost(start, page)}, ${inline(page.time.both(start.at))}`),
    ...down,
    ...startBlocks(start, episode, page),
    ...repeatBlocks(episode, page),
  ];
}

function startBlocks(start: Start, episode: Episode, page: Page): readonly Block[] {
  const told = new Set<EvidenceId>(episode.events.flatMap(({ evidence }) => evidence));
  const notes = [start.strength, ...downBefore(start, episode, page.all).map((down) => inline(down))];
  const strength = start.strength === 'unexplained' ? '' : ` (${notes.join(', ')})`;
  return [
    `**Up** ${page.clock(start.at, start.at)}: ${inline(summarize(start.chain))}${strength}.`,
    ...list([...linkItems(start, told, page), ...claimItems(start, page)]),
  ];
}

function repeatBlocks(episode: Episode, page: Page): readonly Block[] {
  const { start, repeats } = episode;
  const last = repeats.at(-1);
  if (start === undefined || last === undefined) return [];
  const numbers = repeats.map((one) => page.numbers.get(one) ?? 0);
  const [from = 0, to = 0] = [numbers[0], numbers.at(-1)];
  const which =
    repeats.length === 1
      ? `start ${String(from)}`
      : to - from === repeats.length - 1
        ? `starts ${String(from)} to ${String(to)}`
        : `${String(repeats.length)} starts up to ${String(to)}`;
  const { times, every } = repeatWords(episode);
  return [`The same happened ${times} up to ${page.clock(last.at, start.at)} (${which})${every}.`];
}
