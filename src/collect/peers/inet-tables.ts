import { beginRead } from '../files/bounded-read.ts';
import type { InetTables } from './inet.ts';
import { parseInetTable } from '../proc/sockets.ts';

export type InetTableName = 'tcp' | 'tcp6' | 'udp' | 'udp6';

/** No table at all. */
export const NO_TABLES: InetTables = { tcp: [], tcp6: [], udp: [], udp6: [], isWhole: true };

/**
 * Reads some of the kernel's tables, side by side, from the moment of the call on. Those of TCP take up to 5 ms each, however few connections there are: the
 * kernel goes through a hash table that is as large as its memory allows.
 */
export async function readInetTables(names: readonly InetTableName[], procRoot: string): Promise<InetTables> {
  const reads = [...new Set(names)].map((name) => ({ name, reading: beginRead(`${procRoot}/net/${name}`) }));
  let tables = NO_TABLES;
  for (const { name, reading } of reads) {
    const table = await reading;
    tables = { ...tables, [name]: parseInetTable(table?.text ?? ''), isWhole: tables.isWhole && table?.isWhole !== false };
  }
  return tables;
}
