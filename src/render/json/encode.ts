import type { Cause, Declaration, Suspect } from '../../model/timeline.ts';
import { toRfc3339 } from '../time/timestamps.ts';

/** What can be printed as JSON. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Who did it. */
export function causeJson(cause: Cause): Json {
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
export function declarationJson({ path, line, package: owner, modifiedAt }: Declaration): Json {
  return { path, line, package: owner, modifiedAt: modifiedAt && toRfc3339(modifiedAt) };
}

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
