import { compareInstants } from '../../model/instant.ts';
import type { Evidence, EvidenceId, Link, Start } from '../../model/timeline.ts';
import { causeName } from '../words/cause.ts';
import { claimWords, possibly, startIds } from '../words/claims.ts';
import { commandWords, logWords, settingBeside } from '../words/chain.ts';
import { mechanismLabel, placeWords, SOURCE_NAMES } from '../words/phrases.ts';
import type { Item } from './blocks.ts';
import { code, inline } from './inline.ts';
import type { Page } from './page.ts';

/** Of each hop so many observations are told unless all are asked for. */
const MAX_EVIDENCE = 3;

/** For each hop of a start: the rule or setting, the file and line that declares it, and what was seen; `told` stands above already. */
export function linkItems(start: Start, told: ReadonlySet<EvidenceId>, page: Page): readonly Item[] {
  const shown = new Set<EvidenceId>();
  const items = start.chain.map((link): Item => {
    const { mechanism, strength, from, to } = link;
    const sure = strength === start.strength ? '' : `, ${strength}`;
    const facts = [...commandWords(link, { all: page.all }), ...logWords(link, page.timeline)].map((fact) => inline(fact));
    return {
      text: `**${inline(mechanismLabel(mechanism))}**${sure}: ${inline(causeName(from))} → ${inline(to)}`,
      below: [...rule(link), ...facts, ...evidenceOf(link, start, told, shown, page)],
    };
  });
  return [...items, ...idItems(start, page)];
}

/** Which rule decided, the setting, and where it is written. */
function rule(link: Link): readonly string[] {
  const { why, declaredIn } = link;
  const setting = settingBeside(link);
  const places = declaredIn.map((place) => code(placeWords(place)));
  const facts = [...(setting === undefined ? [] : [inline(setting)]), ...(places.length === 0 ? [] : [`declared in ${places.join(', ')}`])];
  return [...(why === undefined ? [] : [inline(why)]), ...(facts.length === 0 ? [] : [facts.join(', ')])];
}

function idItems(start: Start, { all }: Page): readonly Item[] {
  const known = all ? startIds(start) : [];
  return known.length === 0 ? [] : [{ text: inline(known.join(', ')) }];
}

/** Observations that are not told yet; each stands once below a start. */
function evidenceOf(link: Link, start: Start, told: ReadonlySet<EvidenceId>, shown: Set<EvidenceId>, page: Page): readonly string[] {
  const ids = link.evidence.filter((id) => !shown.has(id) && (page.all || !told.has(id)));
  const cited = [...new Set(ids)].flatMap((id) => {
    const evidence = page.timeline.evidence[id];
    return evidence === undefined ? [] : [{ id, evidence }];
  });
  const kept = page.all ? cited.toSorted((a, b) => compareInstants(a.evidence.at, b.evidence.at)) : cited.slice(0, MAX_EVIDENCE);
  for (const { id } of kept) shown.add(id);
  const more = cited.length - kept.length;
  return [
    ...kept.map(({ evidence }) => evidenceWords(evidence, start, page)),
    ...(more === 0 ? [] : [`and ${String(more)} more observations; -a tells them`]),
  ];
}

function evidenceWords({ source, at, text, cursor }: Evidence, start: Start, { clock, all }: Page): string {
  const where = all && cursor !== undefined ? ` (cursor ${code(cursor)})` : '';
  return `${inline(SOURCE_NAMES[source])} ${clock(at, start.at)}: ${inline(text)}${where}`;
}

/** What else may have been it, and what was ruled out and why. */
export function claimItems(start: Start, { all }: Page): readonly Item[] {
  const others = start.alternatives.filter(({ ruledOut }) => !ruledOut);
  const may = start.strength === 'stated' && !all ? [] : others.map((claim) => inline(possibly(claim, start)));
  const out = start.alternatives.filter(({ ruledOut }) => ruledOut).map((claim) => inline(claimWords(claim)));
  return [...(may.length === 0 ? [] : [{ text: 'or:', below: may }]), ...(out.length === 0 ? [] : [{ text: 'ruled out:', below: out }])];
}
