import type { Cause, Declaration, KeepDown, Suspect } from '../../model/timeline.ts';
import { toRfc3339 } from '../time/timestamps.ts';
import { breakWords, KEEP_DOWN_UNKNOWN } from '../words/keep-down.ts';
import type { JsonCause, JsonDeclaration, JsonTimeline } from './document.ts';

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
      const { kind, pid, uid, loginUid, user, comm, cmdline, unit, session, tty, parents, log, busName } = cause;
      const place = cause.kind === 'peer' ? { protocol: cause.protocol, address: cause.address, port: cause.port, path: cause.path } : {};
      return { kind, ...place, pid, uid, loginUid, user, comm, cmdline, unit, session, tty, parents, log, busName };
    }
  }
}

/** A place that declares something. */
export function declarationJson({ path, line, package: owner, modifiedAt }: Declaration): JsonDeclaration {
  return { path, line, package: owner, modifiedAt: modifiedAt && toRfc3339(modifiedAt) };
}

/** Something that can start a unit. */
export function suspectJson({
  mechanism,
  host,
  from,
  via,
  to,
  armed,
  strength,
  detail,
  nextAt,
  declaredIn,
  remedy,
}: Suspect): JsonTimeline['suspects'][number] {
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
