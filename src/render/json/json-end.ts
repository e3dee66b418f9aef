import type { EndLink, PreviousEnd, UnitEnd } from '../../model/timeline.ts';
import { causeJson, declarationJson, type Json } from './encode.ts';
import { toRfc3339 } from '../time/timestamps.ts';

/** The end before a start. */
export function previousEndJson({ deadForUsec, ...end }: PreviousEnd): Json {
  const { at, ...rest } = endMembers(end);
  return { at, deadForUsec: deadForUsec.toString(), ...rest };
}

/** How and why a run ended. */
export function endJson(end: UnitEnd): Json {
  return endMembers(end);
}

function endMembers(end: UnitEnd): { readonly [key: string]: Json | undefined } {
  const { at, how, result, exitCode, exitStatus, exitStatusName, command, phase, by, strength, chain, lastLines, restart, evidence } = end;
  return {
    at: toRfc3339(at),
    how,
    result,
    exitCode,
    exitStatus,
    exitStatusName,
    command,
    phase,
    by: by && causeJson(by),
    strength,
    chain: chain?.map(endLinkJson),
    lastLines: lastLines?.map((line) => ({ at: toRfc3339(line.at), text: line.text })),
    restart: restart && {
      setting: restart.setting,
      acts: restart.acts,
      rule: restart.rule,
      on: restart.on,
      delayUsec: restart.delayUsec?.toString(),
      limit: restart.limit && { burst: restart.limit.burst, intervalUsec: restart.limit.intervalUsec.toString() },
      did: restart.did,
    },
    evidence,
  };
}

function endLinkJson({ mechanism, strength, from, to, setting, why, declaredIn, evidence }: EndLink): Json {
  return { mechanism, strength, from: causeJson(from), to, setting, why, declaredIn: declaredIn.map(declarationJson), evidence };
}
