import { spawn } from 'node:child_process';
import { defined } from '../../defined.ts';

/** The sockets of a listening path in /proc/net/unix at one time. */
export interface UnixMoment {
  /** Connections that wait to be accepted. */
  readonly waiting: number;
  /** Inodes of the listener's ends of accepted connections. */
  readonly accepted: ReadonlySet<number>;
}

/** A client of a listening path; without an inode it has gone already. */
interface UnixPeer {
  readonly inode?: number;
  readonly path?: string;
  /** The inode of the socket that the service has for it, when it was accepted. */
  readonly heldBy?: number;
  /** Accepted since the earlier reading: it may not be the one that waited then. */
  readonly accepted?: true;
}

const PROC_ROW = /^[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ ([0-9A-F]+) ([0-9A-F]+) ([0-9A-F]+) +(\d+) (.+)$/;
const ACCEPTS = 0x10000;
const CONNECTED = 3;

/** Reads /proc/net/unix (net/unix/af_unix.c); a name in the abstract namespace begins with `@`. */
export function momentOf(text: string, path: string): UnixMoment {
  let waiting = 0;
  const accepted = new Set<number>();
  for (const line of text.split('\n')) {
    if (!line.endsWith(path)) continue;
    const [, flags = '', , state = '', inode = '', name] = PROC_ROW.exec(line) ?? [];
    if (name !== path || (parseInt(flags, 16) & ACCEPTS) !== 0) continue;
    if (inode === '0') waiting += 1;
    else if (parseInt(state, 16) === CONNECTED) accepted.add(Number(inode));
  }
  return { waiting, accepted };
}

const SS_ROW = /^u_(?:str|seq)\s+(\S+)\s+\d+\s+\d+\s+(.*?) (\d+)\s+(\S.*?|\*) (\d+)\s*(?:[<-]-[>-].*?)?(?:peers:([\d ]*))?$/;

/** Reads `ss -xaeH`: the clients that wait at a listening path now, and those accepted since `before`; if none waited then, those accepted at any time. */
export function unixPeers(text: string, path: string, before: UnixMoment): UnixPeer[] {
  const rows = text.split('\n').flatMap((line) => {
    const [, state = '', local = '', inode = '', , peer = '', peers] = SS_ROW.exec(line.trimEnd()) ?? [];
    return inode === '' ? [] : [{ state, local, inode: Number(inode), peer: Number(peer), peers }];
  });
  const nameOf = (inode: number): string | undefined => rows.find((row) => row.inode === inode && row.local !== '*')?.local;
  const describe = (inode: number): UnixPeer => {
    const name = nameOf(inode);
    return inode === 0 ? {} : defined({ inode, path: name === undefined || name === path ? undefined : name });
  };
  const own = rows.filter(({ local }) => local === path);
  const listeners = own.filter(({ state }) => state === 'LISTEN');
  // A name can hold newlines and so forge a row; then the output cannot be trusted.
  if (listeners.length !== 1) return unknown(before.waiting);
  const waiting = listeners
    .flatMap(({ peers = '' }) => peers.split(' ').filter((word) => word !== ''))
    .map((word) => describe(Number(word)));
  const accepted = own
    .filter(({ state, inode }) => state === 'ESTAB' && (before.waiting === 0 || !before.accepted.has(inode)))
    .map(({ peer, inode }): UnixPeer => ({ ...describe(peer), heldBy: inode, accepted: true }));
  const seen = [...waiting, ...accepted];
  // A client that waited at the earlier reading and has gone since may still have triggered the socket.
  return [...seen, ...unknown(before.waiting - seen.length)];
}

function unknown(count: number): UnixPeer[] {
  return Array.from({ length: Math.max(0, Math.min(MAX_GONE, count)) }, () => ({}));
}

const MAX_GONE = 64;
const OUTPUT_LIMIT = 8 * 1024 * 1024;
const TIME_LIMIT_MS = 500;

/** What `ss -xaeH` prints; undefined when there is no ss, or when it fails or takes longer than half a second. */
export async function askSs(command = 'ss'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, ['-xaeH'], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    const parts: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);
    const end = (text: string | undefined): void => {
      clearTimeout(timer);
      resolve(text);
    };
    child.stdout.on('data', (part: Buffer) => {
      length += part.length;
      if (length > OUTPUT_LIMIT) child.kill('SIGKILL');
      else parts.push(part);
    });
    child.on('error', () => end(undefined));
    child.on('close', (status) => end(status === 0 ? Buffer.concat(parts).toString('utf8') : undefined));
  });
}
