import type { Alternative, Start } from '../../model/timeline.ts';
import { causeName, isNameless } from './cause.ts';
import { mechanismLabel, mechanismWord } from './phrases.ts';
import { summarize } from './start.ts';

/** Where nothing but configuration speaks for a cause, those that it allows as well. */
export function otherCauses({ strength, alternatives, chain }: Start): readonly string[] {
  if (strength !== 'possible') return [];
  const names = alternatives
    .filter(({ ruledOut }) => !ruledOut)
    .flatMap(({ from }) => (from === undefined ? [] : [isNameless(from) ? 'a client' : causeName(from)]));
  const told = new Set(chain.map(({ from }) => (isNameless(from) ? 'a client' : causeName(from))));
  return [...new Set(names)].filter((name) => !told.has(name));
}

/** The label of what started it; with a mark where nothing but configuration speaks for it. */
export function causeLabel({ mechanism, strength }: Start): string {
  return strength === 'possible' ? `${mechanismWord(mechanism)}?` : mechanismWord(mechanism);
}

/** What else may have been: `traffic on widget-daemon.socket may have started widget-daemon.service`. */
export function possibly({ mechanism, from = { kind: 'unknown' }, why, strength }: Alternative, { unit }: Start): string {
  const clause = summarize([{ mechanism, from, to: unit, strength: 'possible', declaredIn: [], evidence: [] }]);
  const reasons = [...(strength === 'possible' ? [] : [strength]), ...(why === '' || isNameless(from) ? [] : [why])];
  return reasons.length === 0 ? clause : `${clause} (${reasons.join(': ')})`;
}

/** What else claimed the start, and why it did not hold: `timer (x.timer), as it had not elapsed`. Raw text. */
export function claimWords({ mechanism, from, why }: Alternative): string {
  const by = from === undefined ? '' : ` (${causeName(from)})`;
  return `${mechanismLabel(mechanism)}${by}${why === '' ? '' : `, as ${why}`}`;
}

/** The job and the invocation of a start, and what became of it, as far as known. */
export function startIds({ jobId, jobType, invocationId, outcome }: Start): readonly string[] {
  return [
    ...(jobId === undefined ? [] : [`job ${jobId}${jobType === undefined ? '' : ` (${jobType})`}`]),
    ...(invocationId === undefined ? [] : [`invocation ${invocationId}`]),
    ...(outcome === 'unknown' ? [] : [`then ${outcome}`]),
  ];
}
