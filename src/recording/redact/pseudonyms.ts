import { createHmac, randomBytes } from 'node:crypto';
import { isMac, isMarkAddress, isIpv4 } from './address.ts';

/** Gives the same mark for the same word, whatever it is first told as. It keeps no word, only what a hash with a key that nobody keeps makes of it. */
export interface Marks {
  user(name: string): string;
  host(name: string): string;
  machine(id: string): string;
  value(text: string): string;
  /** An IPv4, IPv6 or MAC address; loopback and "any" stay as they are. */
  address(address: string): string;
  /** The mark of a word that was met before. */
  known(word: string): string | undefined;
}

/** So many values of a kind are counted; the marks of all later ones are made of a hash with a key that nobody keeps. */
const MAX_PSEUDONYMS = 20_000;

/** Names that every host has, which tell nobody apart. */
const COMMON_USERS = new Set(
  'root nobody daemon bin sys sync games man lp mail news uucp proxy backup list irc gnats _apt messagebus dbus polkitd syslog systemd-network systemd-resolve systemd-timesync systemd-journal systemd-coredump systemd-oom www-data sshd unknown n/a'.split(
    ' ',
  ),
);
const COMMON_HOSTS = new Set(['localhost', 'localhost.localdomain', '(none)', 'n/a', '']);

/** Whether it is the name of a user that every host has. */
export function isCommonUser(name: string): boolean {
  return COMMON_USERS.has(name);
}

/** Whether a word is a mark already. */
export function isMark(word: string): boolean {
  return /^(?:user|host|machine|value)-(?:\d{1,6}|x[0-9a-f]{12})$/.test(word);
}

/** Marks that count from 1 on. */
export function createMarks(): Marks {
  const key = randomBytes(16);
  const digest = (text: string): string => createHmac('sha256', key).update(text).digest('hex');
  const given = new Map<string, string>();
  const counts = new Map<string, number>();
  const give = (
    kind: string,
    text: string,
    make = (n: number, hash: string) => `${kind}-${n > 0 ? String(n) : `x${hash.slice(0, 12)}`}`,
  ) => {
    // A word may be a secret, and a megabyte long: only its hash is kept.
    const id = digest(text);
    const mark = given.get(id);
    if (mark !== undefined) return mark;
    const n = (counts.get(kind) ?? 0) + 1;
    if (n > MAX_PSEUDONYMS) return make(0, id);
    counts.set(kind, n);
    const made = make(n, id);
    given.set(id, made);
    return made;
  };
  const ipv4 = (text: string): string =>
    give('ipv4', text, (n, hash) =>
      n > 0 && n <= 762 ? documentationAddress(n) : `240.${octets(n > 0 ? n : Number.parseInt(hash.slice(0, 6), 16))}`,
    );
  const ipv6 = (text: string): string =>
    give('ipv6', text, (n, hash) => `2001:db8::${n > 0 ? n.toString(16) : `f:${hash.slice(0, 4)}:${hash.slice(4, 8)}`}`);
  const mac = (text: string): string =>
    give(
      'mac',
      text,
      (n, hash) => `02:00:00:${(n > 0 ? n.toString(16).padStart(6, '0') : hash.slice(0, 6)).replace(/(..)(..)(..)/, '$1:$2:$3')}`,
    );
  return {
    user: (name) => (COMMON_USERS.has(name) || /^\d{1,10}$/.test(name) || isMark(name) ? name : give('user', name)),
    host(name) {
      if (COMMON_HOSTS.has(name) || isMark(name)) return name;
      const mark = give('host', name);
      const [short = ''] = name.split('.', 1);
      // Its short name is the same host.
      if (short !== name && !/^\d*$/.test(short) && !given.has(digest(short)) && given.size < MAX_PSEUDONYMS)
        given.set(digest(short), mark);
      return mark;
    },
    machine: (id) => (isMark(id) ? id : give('machine', id)),
    value: (text) => (isMark(text) ? text : give('value', text)),
    address(address) {
      if (isMarkAddress(address)) return address;
      if (isMac(address)) return mac(address.toLowerCase());
      const mapped = /^(::ffff:)(.*)$/is.exec(address);
      if (mapped !== null && isIpv4(mapped[2] ?? '')) return `${mapped[1] ?? ''}${this.address(mapped[2] ?? '')}`;
      return address.includes(':') ? ipv6(address.toLowerCase()) : ipv4(address);
    },
    known: (word) => given.get(digest(word)),
  };
}

/** The three networks that are kept for documents (RFC 5737), 254 addresses each. */
function documentationAddress(n: number): string {
  const network = ['192.0.2', '198.51.100', '203.0.113'][Math.floor((n - 1) / 254)] ?? '192.0.2';
  return `${network}.${String(((n - 1) % 254) + 1)}`;
}

function octets(n: number): string {
  return `${String((n >> 16) & 255)}.${String((n >> 8) & 255)}.${String(n & 255)}`;
}
