import type { Link, Start, Timeline } from '../../model/timeline.ts';
import { causeKey, causeName, isClient, longCommand } from './cause.ts';
import { mechanismLabel } from './phrases.ts';

/** Who stands before the unit, from the root on: `reconcile.timer → reconcile.service`. Raw text. */
export function chainNames({ chain, unit }: Pick<Start, 'chain' | 'unit'>): string {
  if (chain.length === 0) return 'unknown';
  return chain
    .map(({ from, setting }) =>
      from.kind === 'unit' && from.unit === unit ? `itself${setting === undefined ? '' : ` (${setting})`}` : causeName(from),
    )
    .join(' → ');
}

/** The mechanisms on the way, for counting: `timer → Wants=`. */
export function chainMechanisms(chain: readonly Link[]): string {
  if (chain.length === 0) return mechanismLabel('unexplained');
  const labels = chain.map(({ mechanism }) => mechanismLabel(mechanism));
  return labels.filter((label, index) => label !== labels[index - 1]).join(' → ');
}

/** Whether two starts tell the same story, apart from when and which process, connection or session. */
export function sameStory(a: Start, b: Start): boolean {
  return a.unit === b.unit && a.host === b.host && a.strength === b.strength && story(a) === story(b);
}

/** What is not stated is told with the other claims that stand. */
function story({ chain, alternatives, strength }: Start): string {
  const standing = strength === 'stated' ? [] : alternatives.filter(({ ruledOut }) => !ruledOut);
  return [
    ...chain.map(({ mechanism, from, to, setting = '' }) => [mechanism, causeKey(from), to, setting].join('\0')),
    ...standing.map(({ mechanism, from }) => `or ${mechanism} ${from === undefined ? '' : causeKey(from)}`).toSorted(),
  ].join('\0\0');
}

/** The setting of a hop, unless its label or the reason shows it already. */
export function settingBeside({ mechanism, setting, why }: Link): string | undefined {
  return setting === undefined || setting === mechanismLabel(mechanism) || why?.includes(setting) === true ? undefined : setting;
}

/** The whole of a command line that the sentence had to shorten, with its parents. */
export function commandWords({ from }: Link, { all }: { readonly all: boolean }): readonly string[] {
  const command = longCommand(from);
  const parents = isClient(from) ? (from.parents ?? []) : [];
  return [
    ...(all && command !== undefined ? [`command: ${command}`] : []),
    ...(parents.length === 0 ? [] : [`called by ${parents.join(' ← ')}`]),
  ];
}

/** The log line that names a client is its best description, unless it is the evidence already. */
export function logWords({ from, evidence }: Link, timeline: Timeline): readonly string[] {
  const known = isClient(from) ? from.log : undefined;
  const isEvidence = evidence.some((id) => timeline.evidence[id]?.text === known);
  return known === undefined || isEvidence ? [] : [`log: ${known}`];
}
