import type { Suspect } from '../../model/timeline.ts';
import { causeJson, declarationJson, type Json } from './encode.ts';
import { toRfc3339 } from '../time/timestamps.ts';

/** Something that can start a unit. */
export function suspectJson({ mechanism, host, from, via, to, armed, strength, detail, nextAt, declaredIn, remedy }: Suspect): Json {
  return {
    mechanism,
    host,
    from: causeJson(from),
    via,
    to,
    armed,
    strength,
    detail,
    nextAt: nextAt && toRfc3339(nextAt),
    declaredIn: declaredIn.map(declarationJson),
    remedy,
  };
}
