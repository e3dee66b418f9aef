import type { Instant } from '../../model/instant.ts';
import type { Cause, Declaration, KeepDown, Suspect } from '../../model/timeline.ts';
import { toRfc3339 } from '../time/timestamps.ts';
import { breakWords, KEEP_DOWN_UNKNOWN } from '../words/keep-down.ts';
import type { JsonCause, JsonDeclaration, JsonTime, JsonTimeline, JsonUsec } from './document.ts';

type Encoded<T> = T extends Instant ? JsonTime : T extends bigint ? JsonUsec : T;

/**
 * Those members that JSON has, in its order, if they are defined: moments in RFC 3339, counts of µs as decimal strings, and all else as it is.
 * What there are thousands of (starts, ends, links, evidence) is spelled out instead: JSON.stringify takes half the time for objects of one shape.
 */
export function members<T extends object, K extends keyof T>(of: T, ...names: readonly K[]): { readonly [N in K]: Encoded<T[N]> } {
  const kept: { [N in K]?: unknown } = {};
  for (const name of names) {
    const value = of[name];
    if (value !== undefined) kept[name] = encoded(value);
  }
  return kept as { readonly [N in K]: Encoded<T[N]> };
}

function encoded(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'object' && value !== null && 'realtimeUsec' in value ? toRfc3339(value as Instant) : value;
}

/** Who did it. */
export function causeJson(cause: Cause): JsonCause {
  switch (cause.kind) {
    case 'unit':
      return { kind: 'unit', unit: cause.unit };
    case 'boot':
    case 'kernel':
    case 'unknown':
      return { kind: cause.kind };
    case 'client':
    case 'process':
    case 'peer': {
      const place = cause.kind === 'peer' ? members(cause, 'protocol', 'address', 'port', 'path') : {};
      const { kind, pid, uid, loginUid, loginUser, user, comm, cmdline, unit, session, tty, parents, log, busName } = cause;
      return { kind, ...place, pid, uid, loginUid, loginUser, user, comm, cmdline, unit, session, tty, parents, log, busName };
    }
  }
}

/** A place that declares something. */
export function declarationJson({ path, line, package: owner, modifiedAt }: Declaration): JsonDeclaration {
  return { path, line, package: owner, modifiedAt: modifiedAt && toRfc3339(modifiedAt) };
}

/** Something that can start a unit. */
export function suspectJson(suspect: Suspect): JsonTimeline['suspects'][number] {
  const { mechanism, host, from, via, to, armed, strength, detail, nextAt, declaredIn, remedy } = suspect;
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

/** The commands that keep units down, and why there are none. */
export function keepDownJson({ untilReboot, lasting, breaks, isUnknown }: KeepDown): JsonTimeline['keepDown'] {
  return {
    untilReboot,
    lasting,
    breaks: breaks.map((one) => ({ unit: one.unit, host: one.host, because: breakWords(one), by: one.by })),
    unknown: isUnknown === true ? KEEP_DOWN_UNKNOWN : undefined,
  };
}
