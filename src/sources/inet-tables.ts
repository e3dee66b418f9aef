import { readUntil } from './bounded-read.ts';
import type { InetTables } from './inet-peers.ts';
import { parseInetTable } from './proc-net.ts';

export type InetTableName = 'tcp' | 'tcp6' | 'udp' | 'udp6';

/** No table at all. */
export const NO_TABLES: InetTables = { tcp: [], tcp6: [], udp: [], udp6: [], isWhole: true };

/**
 * Reads some of the kernel's tables, until `deadline` (ms of performance.now()). Those of TCP take up to 5 ms each, however few connections there are: the
 * kernel goes through a hash table that is as large as its memory allows.
 */
export function readInetTables(names: readonly InetTableName[], procRoot: string, deadline: number): InetTables {
  return names.reduce<InetTables>((tables, name) => {
    const table = readUntil(`${procRoot}/net/${name}`, deadline);
    return { ...tables, [name]: parseInetTable(table?.text ?? ''), isWhole: tables.isWhole && table?.isWhole !== false };
  }, NO_TABLES);
}
