import type { Strength } from '../../src/model/strength.ts';
import type { Mode, Verdict } from './judge.ts';
import type { ExpectedEndLink } from './scenario.ts';
import type { ToldLink } from './told-start.ts';

/** A chain that was told, with the mechanism of its last link and the strength of its weakest. */
export interface ToldChain {
  readonly mechanism: string;
  readonly strength: Strength;
  readonly chain: readonly ToldLink[];
}

/** Compares a told chain with the true one, from its last link to the root. */
export function chainVerdict(chain: readonly ExpectedEndLink[], told: ToldChain, mode: Mode, live: readonly Strength[]): Verdict {
  const links = knownLinks(told.chain, chain);
  if (told.mechanism === 'unexplained' || links.length === 0) return 'honest';
  const longer = Math.max(chain.length, links.length);
  let isWhole = true;
  for (let back = 1; back <= longer; back += 1) {
    const [wanted, link] = [chain[chain.length - back], links[links.length - back]];
    if (link === undefined) return 'partial';
    const likeness = wanted === undefined ? 'other' : compareLinks(wanted, link);
    if (likeness === 'other') return wrongAs(link.strength);
    if (likeness === 'less' && mode === 'live') isWhole = false;
  }
  if (links[links.length - 1]?.mechanism !== told.mechanism) return wrongAs(told.strength);
  if (told.strength === 'unexplained' || (told.strength === 'possible' && !(mode === 'live' && live.includes('possible')))) return 'honest';
  if (!isWhole) return told.strength === 'possible' ? 'honest' : 'partial';
  return mode === 'back' || live.includes(told.strength) ? 'right' : 'weak';
}

/** A wrong claim is worst when it was stated, and none when it was only possible. */
export function wrongAs(strength: Strength): Verdict {
  if (strength === 'stated') return 'wrong-stated';
  return strength === 'correlated' ? 'wrong' : 'honest';
}

/** Without unexplained roots, and without who knocked on a socket or walked into an automount where the story does not name it. */
function knownLinks(links: readonly ToldLink[], chain: readonly ExpectedEndLink[]): readonly ToldLink[] {
  const root = chain[0];
  const start = root === undefined ? -1 : links.findIndex((link) => link.mechanism === root.mechanism && link.from.unit === root.from);
  const knocks = root !== undefined && ['socket-activation', 'automount'].includes(root.mechanism);
  if (knocks && start > 0 && ['peer', 'process', 'client'].includes(links[start - 1]?.from.kind ?? '')) return links.slice(start);
  // That systemd sent no signal is known, whoever did.
  const known = links.findIndex(
    ({ mechanism, from }) => mechanism !== 'unexplained' && (mechanism === 'signal' || from.kind !== 'unknown'),
  );
  return known < 0 ? [] : links.slice(known);
}

/** `less`: true, and the client is not named as far as it could be; live it must be. */
function compareLinks(wanted: ExpectedEndLink, link: ToldLink): 'same' | 'less' | 'other' {
  if (wanted.mechanism !== link.mechanism) return 'other';
  if (link.from.kind === 'unit') return link.from.unit === wanted.from ? 'same' : 'other';
  if (link.from.kind !== wanted.from) return 'other';
  const { runBy, ...client } = wanted.client ?? {};
  if (runBy !== undefined && link.from.comm === runBy) return 'less';
  const details = Object.entries(client).map(([name, value]) => {
    const told = link.from[name as keyof typeof link.from];
    return told === undefined ? 'less' : told === value ? 'same' : 'other';
  });
  return (['other', 'less'] as const).find((likeness) => details.includes(likeness)) ?? 'same';
}
