import type { Suspect } from '../timeline/timeline.ts';
import { causeJson, declarationJson, type Json } from './json-parts.ts';
import { toRfc3339 } from './rfc3339.ts';

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
