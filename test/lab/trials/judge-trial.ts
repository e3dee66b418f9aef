import type { Strength } from '../../../src/model/strength.ts';
import type { TrialActor } from './trial-actors.ts';
import type { Truth } from './trial-lab.ts';

/**
 * `right`: the process and its unit. `unnamed`: nobody, or only a part of it, and nothing that is not so. `wrong`: another one, or another mechanism;
 * `wrong-stated`: that as a fact. `missing`: the start is not told.
 */
export type TrialVerdict = 'right' | 'unnamed' | 'wrong' | 'wrong-stated' | 'missing';

/** A start as `watch -o json` tells it, as far as a trial looks at it. */
export interface TrialStart {
  readonly unit: string;
  readonly invocationId: string;
  readonly mechanism: string;
  readonly strength: Strength;
  readonly chain: readonly TrialLink[];
}

export interface TrialLink {
  readonly mechanism: string;
  readonly strength: Strength;
  readonly from: {
    readonly kind: string;
    readonly pid?: number;
    readonly comm?: string;
    readonly unit?: string;
    readonly user?: string;
    readonly cmdline?: string;
  };
}

/** Compares what was told of a start with who really acted, from the unit outwards. */
export function judgeTrial(actor: TrialActor, truth: Truth, told: TrialStart | undefined): TrialVerdict {
  if (told === undefined) return 'missing';
  const outwards = told.chain.toReversed().filter(({ mechanism, from }) => mechanism !== 'unexplained' && from.kind !== 'unknown');
  if (actor.asks === 'peer') {
    const socket = outwards.shift();
    if (socket === undefined) return 'unnamed';
    if (socket.mechanism !== 'socket-activation' || socket.from.unit !== `trial-${actor.name}.socket`) return wrongAs(socket);
  }
  const [who, ...beyond] = outwards;
  if (who === undefined) return 'unnamed';
  if (who.from.kind !== actor.asks || contradicts(actor, truth, who)) return wrongAs(who);
  for (const [index, link] of beyond.entries()) {
    const expected = actor.behind[index];
    if (expected === undefined) continue;
    if (link.mechanism !== expected.mechanism || (link.from.kind === 'unit' ? link.from.unit : link.from.kind) !== expected.from)
      return wrongAs(link);
  }
  return who.from.pid === truth.pid && who.from.comm === actor.comm && who.from.unit === truth.unit ? 'right' : 'unnamed';
}

function contradicts(actor: TrialActor, truth: Truth, { from }: TrialLink): boolean {
  const differs = (told: unknown, so: unknown): boolean => told !== undefined && told !== so;
  return differs(from.pid, truth.pid) || differs(from.comm, actor.comm) || differs(from.unit, truth.unit) || differs(from.user, actor.user);
}

/** What is only possible is no claim. */
function wrongAs({ strength }: TrialLink): TrialVerdict {
  if (strength === 'stated') return 'wrong-stated';
  return strength === 'correlated' ? 'wrong' : 'unnamed';
}

/** The whole chain, for people. */
export function describeTold(told: TrialStart | undefined): string {
  if (told === undefined) return 'nothing';
  const links = told.chain.map(({ mechanism, strength, from: { kind, pid, comm, unit, user, cmdline } }) => {
    const who = [kind, unit, user, pid, comm, cmdline]
      .filter((word) => word !== undefined)
      .join(' ')
      .slice(0, 200);
    return `${mechanism}(${who})${strength === 'stated' ? '' : `~${strength}`}`;
  });
  return links.length === 0 ? told.mechanism : links.join(' > ');
}
