import { dropOldest } from './retention.ts';
import type { AccountCheck, DiskFact, FileOrigin, UnitAlias, UnitFile, DependencyLink, Mention, PathCheck } from '../model/fact.ts';

/** What was read from the host's disk besides the unit files themselves. */
export interface DiskRecord {
  /** Links in .wants, .requires and .upholds folders. */
  readonly links: readonly DependencyLink[];
  /** By path. */
  readonly pathChecks: ReadonlyMap<string, PathCheck>;
  /** By `user NAME` or `group NAME`. */
  readonly accountChecks: ReadonlyMap<string, AccountCheck>;
  /** By path. */
  readonly fileOrigins: ReadonlyMap<string, FileOrigin>;
  /** Lines outside of the unit files that name units. */
  readonly mentions: readonly Mention[];
}

/** Of each kind; what is looked at on one host are some thousands, but transient units name ever new paths. */
const MOST_KEPT = 100_000;

/** An empty record; `take` keeps the latest observation of each thing, and returns whether it was new. */
export function createDiskRecord(): {
  readonly record: DiskRecord;
  readonly take: (fact: Exclude<DiskFact, UnitFile | UnitAlias>) => boolean;
} {
  const links: DependencyLink[] = [];
  const linkPaths = new Set<string>();
  const pathChecks = new Map<string, PathCheck>();
  const accountChecks = new Map<string, AccountCheck>();
  const fileOrigins = new Map<string, FileOrigin>();
  const mentions = new Map<string, Mention>();
  const keep = <T>(all: Map<string, T>, key: string, fact: T): boolean => {
    const isNew = !all.has(key);
    all.set(key, fact);
    dropOldest(all, MOST_KEPT);
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
        case 'dependency-link':
          if (linkPaths.has(fact.path)) return false;
          linkPaths.add(fact.path);
          links.push(fact);
          return true;
        case 'path-check':
          return keep(pathChecks, fact.path, fact);
        case 'account-check':
          return keep(accountChecks, `${fact.database} ${fact.name}`, fact);
        case 'file-origin':
          return keep(fileOrigins, fact.path, fact);
        case 'mention':
          return keep(mentions, `${fact.path}:${String(fact.line)} ${fact.unit}`, fact);
      }
    },
  };
}
