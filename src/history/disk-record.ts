import type { AccountChecked, DiskFact, FileOriginRead, FileRead, LinkRead, MentionRead, PathChecked } from '../model/fact.ts';

/** What was read from the host's disk besides the unit files themselves. */
export interface DiskRecord {
  /** Links in .wants, .requires and .upholds folders. */
  readonly links: readonly LinkRead[];
  /** By path. */
  readonly pathChecks: ReadonlyMap<string, PathChecked>;
  /** By `user NAME` or `group NAME`. */
  readonly accountChecks: ReadonlyMap<string, AccountChecked>;
  /** By path. */
  readonly fileOrigins: ReadonlyMap<string, FileOriginRead>;
  /** Lines outside of the unit files that name units. */
  readonly mentions: readonly MentionRead[];
}

/** An empty record; `take` keeps the latest observation of each thing, and returns whether it was new. */
export function createDiskRecord(): { readonly record: DiskRecord; readonly take: (fact: Exclude<DiskFact, FileRead>) => boolean } {
  const links: LinkRead[] = [];
  const linkPaths = new Set<string>();
  const pathChecks = new Map<string, PathChecked>();
  const accountChecks = new Map<string, AccountChecked>();
  const fileOrigins = new Map<string, FileOriginRead>();
  const mentions = new Map<string, MentionRead>();
  const keep = <T>(all: Map<string, T>, key: string, fact: T): boolean => {
    const isNew = !all.has(key);
    all.set(key, fact);
    return isNew;
  };
  return {
    record: {
      links,
      pathChecks,
      accountChecks,
      fileOrigins,
      get mentions() {
        return [...mentions.values()];
      },
    },
    take(fact) {
      switch (fact.kind) {
        case 'link-read':
          if (linkPaths.has(fact.path)) return false;
          linkPaths.add(fact.path);
          links.push(fact);
          return true;
        case 'path-checked':
          return keep(pathChecks, fact.path, fact);
        case 'account-checked':
          return keep(accountChecks, `${fact.database} ${fact.name}`, fact);
        case 'file-origin-read':
          return keep(fileOrigins, fact.path, fact);
        case 'mention-read':
          return keep(mentions, `${fact.path}:${String(fact.line)} ${fact.unit}`, fact);
      }
    },
  };
}
