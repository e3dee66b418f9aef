import type { ProcessDescription } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { privateSocketOf } from './private-link.ts';
import { describeProcess } from '../proc/process.ts';
import { findOwners } from '../proc/socket-owner.ts';
import { askSs, unixPeers } from '../peers/unix.ts';
import { defined } from '../../defined.ts';

interface PrivateClientsOptions {
  readonly scope: ManagerScope;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly procRoot?: string;
  readonly ss?: string;
}

/** Finds programs of whatever name by their connection to the manager's private socket. */
interface PrivateClients {
  /** The clients connected now that were not connected at the previous call; none where there is no `ss`, or where their descriptors may not be read. */
  look(): Promise<readonly ProcessDescription[]>;
}

/** Other sessions of this program listen there, and ask for nothing. */
const LISTENER = /(^|\/)whyalive(-probe)?(\.mjs)?$/;

/** Clients that are connected already when this is called are ignored, because their requests are older. */
export function openPrivateClients({ scope, env, procRoot, ss }: PrivateClientsOptions): PrivateClients {
  const path = privateSocketOf(scope, env);
  let known: ReadonlySet<number> = new Set();
  const begun = connected().then((all) => (known = all));

  async function connected(): Promise<ReadonlySet<number>> {
    const text = path === undefined ? undefined : await askSs(ss);
    if (path === undefined || text === undefined) return new Set();
    const peers = unixPeers(text, path, { waiting: 0, accepted: new Set() });
    return new Set(peers.flatMap(({ inode }) => inode ?? []));
  }

  return {
    async look() {
      await begun;
      const now = await connected();
      const fresh = new Set([...now].filter((inode) => !known.has(inode)));
      known = now;
      const owners = await findOwners(fresh, procRoot === undefined ? {} : { procRoot });
      return [...new Set(owners.values())]
        .map((pid) => describeProcess(pid, defined({ scope, procRoot })))
        .filter((process) => process !== undefined)
        .filter(({ cmdline = [] }) => !cmdline.slice(0, 2).some((word) => LISTENER.test(word)));
    },
  };
}
