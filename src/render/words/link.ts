import type { Link, Timeline } from '../../model/timeline.ts';
import { longCommand } from './cause.ts';
import { mechanismLabel } from './phrases.ts';

/** The setting of a hop, unless its label or the reason shows it already. */
export function settingBeside({ mechanism, setting, why }: Link): string | undefined {
  return setting === undefined || setting === mechanismLabel(mechanism) || why?.includes(setting) === true ? undefined : setting;
}

/** The whole of a command line that the sentence had to shorten, with its parents. */
export function commandWords({ from }: Link, { all }: { readonly all: boolean }): readonly string[] {
  const command = longCommand(from);
  const parents = from.kind === 'client' || from.kind === 'process' || from.kind === 'peer' ? (from.parents ?? []) : [];
  return [
    ...(all && command !== undefined ? [`command: ${command}`] : []),
    ...(parents.length === 0 ? [] : [`called by ${parents.join(' ← ')}`]),
  ];
}

/** The log line that names a client is its best description, unless it is the evidence already. */
export function logWords({ from, evidence }: Link, timeline: Timeline): readonly string[] {
  const known = from.kind === 'client' || from.kind === 'process' || from.kind === 'peer' ? from.log : undefined;
  const isEvidence = evidence.some((id) => timeline.evidence[id]?.text === known);
  return known === undefined || isEvidence ? [] : [`log: ${known}`];
}
