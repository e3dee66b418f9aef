import type { EvidenceId, Start, Timeline } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { claimWords, possibly, startIds } from '../words/claims.ts';
import { eventLines, startLines, TEXT_COLUMN } from './event.ts';
import { downBefore, episodes, repeatWords, type Episode } from '../episodes.ts';
import { hang } from './layout.ts';
import { linkDetails } from './link-details.ts';
import { dayOf, preciseTime } from '../time/zoned-time.ts';
import type { Look } from './options.ts';

/** What happened, in order: stops, failures, and each start with its links and the evidence behind them. The day stands where it changes. */
export function story(timeline: Timeline, look: Look): readonly string[] {
  let day = dayOf(look.now, look.zone);
  const dated = (at: Start['at'], lines: readonly string[]): readonly string[] => {
    const same = dayOf(at, look.zone) === day;
    day = dayOf(at, look.zone);
    return same ? lines : [`  ${look.style.bold(day)}`, ...lines];
  };
  return episodes(timeline, look.all).flatMap((episode) => [
    ...episode.events.flatMap((event) => dated(event.at, eventLines(event, look))),
    ...(episode.start === undefined ? [] : dated(episode.start.at, startOf(episode.start, episode, timeline, look))),
    ...repeats(episode, look, dated),
  ]);
}

function startOf(start: Start, episode: Episode, timeline: Timeline, look: Look): readonly string[] {
  const told = new Set<EvidenceId>(episode.events.flatMap(({ evidence }) => evidence));
  return [
    ...startLines(start, look, downBefore(start, episode, look.all)),
    ...(look.all ? ids(start, look) : []),
    ...linkDetails(start, timeline, told, look),
    ...otherClaims(start, look),
  ];
}

function ids(start: Start, look: Look): readonly string[] {
  const known = startIds(start);
  return known.length === 0 ? [] : hang('', TEXT_COLUMN, escapeForTerminal(known.join(', ')), look.width, look.style.dim);
}

/** With all: every other claim and why it lost. Else those that still stand, where the start is not stated. */
function otherClaims(start: Start, look: Look): readonly string[] {
  const shown = look.all ? start.alternatives : start.strength === 'stated' ? [] : start.alternatives.filter(({ ruledOut }) => !ruledOut);
  return shown.flatMap((claim) => {
    const words = claim.ruledOut ? `ruled out: ${claimWords(claim)}` : `or ${possibly(claim, start)}`;
    return hang('', 6, escapeForTerminal(words), look.width);
  });
}

function repeats(episode: Episode, look: Look, dated: (at: Start['at'], lines: readonly string[]) => readonly string[]): readonly string[] {
  const last = episode.repeats.at(-1);
  if (last === undefined) return [];
  const { times, every } = repeatWords(episode);
  return dated(
    last.at,
    hang(`  ⋮ ${preciseTime(last.at, look.zone)}`, TEXT_COLUMN, `${times} the same way up to here${every}`, look.width),
  );
}
