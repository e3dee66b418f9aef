import { dropOldest } from './retention.ts';
import type { HostLogged } from '../model/fact.ts';

/** Whose numbers uids are. */
interface UserNames {
  note(uid: number, user: string | undefined): void;
  /**
   * The line without a name that is not that of the uid under which it was written, which is how sudo logs; undefined where that uid has another name. Of a user that /etc/passwd does not hold
   * the number stays.
   */
  proven(fact: HostLogged): HostLogged | undefined;
}

const KEPT_USERS = 10_000;

/** No names yet; beyond a number the oldest are forgotten. */
export function createUserNames(): UserNames {
  const names = new Map<number, string | undefined>();
  return {
    note(uid, user) {
      names.delete(uid);
      names.set(uid, user);
      dropOldest(names, KEPT_USERS);
    },
    proven(fact) {
      const { detail } = fact;
      if (detail.event !== 'command-logged' || detail.writtenBy === undefined || !names.has(detail.writtenBy)) return fact;
      const name = names.get(detail.writtenBy);
      if (name !== undefined) return name === detail.user ? fact : undefined;
      const { user: _unproven, ...rest } = detail;
      return { ...fact, detail: { ...rest, uid: detail.writtenBy } };
    },
  };
}
