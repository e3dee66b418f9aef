import { describeChain } from './describe-chain.ts';
import { pairStarts } from './pair-starts.ts';
import { chainVerdict } from './judge-chain.ts';
import type { ExpectedStart } from './scenario.ts';
import type { ToldStart } from './told-start.ts';

export type Mode = 'live' | 'back';

/**
 * - `right`: the chain to the root, strong enough. `weak`: right, but less sure than it must be.
 * - `partial`: true, but stops before the root, or leaves out who the client was. `honest`: says that it does not know, or only what is possible.
 * - `wrong`: something else, as `correlated`; `wrong-stated`: something else, as a fact.
 * - `missing`: a start that is not told; `extra`: one that never was.
 */
export type Verdict = 'right' | 'weak' | 'partial' | 'honest' | 'wrong' | 'wrong-stated' | 'missing' | 'extra';

export interface Judgement {
  readonly verdict: Verdict;
  readonly passed: boolean;
  readonly unit: string;
  readonly expected?: string;
  readonly told?: string;
}

/** Compares all starts of a story with what was told, unit by unit, in order; the count must be exact. */
export function judgeStarts(expected: readonly ExpectedStart[], told: readonly ToldStart[], mode: Mode): Judgement[] {
  const units = [...new Set([...expected.map((start) => start.unit), ...told.map((start) => start.unit)])];
  return units.flatMap((unit) =>
    pairStarts(
      expected.filter((start) => start.unit === unit),
      told.filter((start) => start.unit === unit),
      (one, other) => judge(one, other, mode).passed,
    ).map(([one, other]) => judge(one, other, mode)),
  );
}

function judge(expected: ExpectedStart | undefined, told: ToldStart | undefined, mode: Mode): Judgement {
  const unit = expected?.unit ?? told?.unit ?? '';
  const texts = {
    ...(expected === undefined ? {} : { expected: describeChain(expected.chain) }),
    ...(told === undefined ? {} : { told: `${describeChain(told.chain)} [${told.mechanism}, ${told.strength}] at ${told.at}` }),
  };
  if (expected === undefined) return { verdict: 'extra', passed: false, unit, ...texts };
  if (told === undefined) return { verdict: 'missing', passed: false, unit, ...texts };
  const chains = mode === 'live' ? [expected.chain] : [expected.chain, ...(expected.backChains ?? [])];
  const verdicts = chains.map((chain) => chainVerdict(chain, told, mode, expected.live ?? ['stated']));
  const verdict = VERDICTS.find((candidate) => verdicts.includes(candidate)) ?? 'wrong-stated';
  return { verdict, passed: passes(verdict, expected, told, mode), unit, ...texts };
}

/** Best first. */
export const VERDICTS: readonly Verdict[] = ['right', 'weak', 'partial', 'honest', 'wrong', 'wrong-stated'];

function passes(verdict: Verdict, expected: ExpectedStart, told: ToldStart, mode: Mode): boolean {
  if (verdict === 'right') return true;
  if (verdict !== 'honest' && verdict !== 'partial') return false;
  if (mode === 'back') return expected.back !== 'right';
  const allowed = expected.live ?? ['stated'];
  return allowed.includes('unexplained') || (verdict === 'honest' && allowed.includes(told.strength));
}
