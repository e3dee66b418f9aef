import stringWidth from 'string-width';
import { compareInstants } from '../../model/instant.ts';
import type { Evidence, EvidenceId, Link, Start, Timeline } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { commandWords, logWords, settingBeside } from '../words/chain.ts';
import { mechanismLabel, placeWords, SOURCE_NAMES } from '../words/phrases.ts';
import { hang } from './layout.ts';
import { preciseTime, type Zone } from '../time/zoned-time.ts';
import type { Look } from './options.ts';

const INDENT = 6;

/** For each hop: the rule or setting, the place that declares it, and what was seen; `told` are observations that stand above already. */
export function linkDetails(start: Start, timeline: Timeline, told: ReadonlySet<EvidenceId>, look: Look): readonly string[] {
  const labels = start.chain.map((link) => labelOf(link, start));
  const column = INDENT + Math.max(0, ...labels.map((label) => stringWidth(label))) + 2;
  const shown = new Set<string>();
  return start.chain.flatMap((link, index) => {
    const facts = [
      ...rule(link),
      ...commandWords(link, look),
      ...logWords(link, timeline),
      ...evidenceOf(link, timeline, told, shown, look),
    ];
    const label = `${' '.repeat(INDENT)}${labels[index] ?? ''}`;
    return facts.flatMap((fact, line) => hang(line === 0 ? label : '', column, escapeForTerminal(fact), look.width, look.style.dim));
  });
}

function labelOf({ mechanism, strength }: Link, start: Start): string {
  return strength === start.strength ? mechanismLabel(mechanism) : `${mechanismLabel(mechanism)}, ${strength}`;
}

/** Which rule or setting decided, and where it is written. */
function rule(link: Link): readonly string[] {
  const { why, declaredIn } = link;
  const shown = settingBeside(link);
  const places = declaredIn.map(placeWords).join(', ');
  const declared = shown === undefined ? places : places === '' ? shown : `${shown} (${places})`;
  return [...(why === undefined ? [] : [why]), ...(declared === '' ? [] : [declared])];
}

/** The first observation that is not told yet, or all of them, each once. */
function evidenceOf(
  link: Link,
  timeline: Timeline,
  told: ReadonlySet<EvidenceId>,
  shown: Set<string>,
  { all, zone }: Look,
): readonly string[] {
  const cited = link.evidence.filter((id) => all || !told.has(id)).flatMap((id) => timeline.evidence[id] ?? []);
  const lines = (all ? cited.toSorted((a, b) => compareInstants(a.at, b.at)) : cited)
    .map((evidence) => evidenceLine(evidence, all, zone))
    .filter((line) => !shown.has(line));
  const kept = [...new Set(lines)].slice(0, all ? undefined : 1);
  for (const line of kept) shown.add(line);
  return kept;
}

function evidenceLine({ source, at, text, cursor }: Evidence, all: boolean, zone: Zone): string {
  return `${SOURCE_NAMES[source]} ${preciseTime(at, zone)} ${text}${all && cursor !== undefined ? ` [${cursor}]` : ''}`;
}
