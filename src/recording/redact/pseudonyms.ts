import { createHmac, randomBytes } from 'node:crypto';

/** Gives the same mark for the same value. What it keeps of the values themselves are the names of users and hosts, to find them in text. */
export interface Marks {
  user(name: string): string;
  host(name: string): string;
  machine(id: string): string;
  value(text: string): string;
  /** The mark of a value that was met before. */
  knownValue(text: string): string | undefined;
  /** An IPv4, IPv6 or MAC address; loopback and "any" stay as they are. */
  address(address: string): string;
  /** The mark of a user or host of that name that was met before. */
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
/** Words of the manager's own messages are never taken for somebody's name in running text. */
const COMMON_WORDS = new Set(
  'a an and as at by for from in is of on or to was with start started starting stop stopped stopping restart restarted failed failure success done main control process service socket timer target unit job jobs session user host system systemd manager reload exited killed code status result entered state dead running active inactive scheduled counter condition check skipped dependency triggered triggering received request new test'.split(
    ' ',
  ),
);

/** Marks that count from 1 on. */
export function createMarks(): Marks {
  const key = randomBytes(16);
  const digest = (text: string): string => createHmac('sha256', key).update(text).digest('hex');
  const counter = (make: (n: number, hash: string) => string): ((text: string) => string) => {
    const given = new Map<string, string>();
    return (text) => {
      // A value may be a secret, and a megabyte long: only its hash is kept.
      const id = digest(text);
      let mark = given.get(id);
      if (mark === undefined) {
        mark = make(given.size < MAX_PSEUDONYMS ? given.size + 1 : 0, id);
        if (given.size < MAX_PSEUDONYMS) given.set(id, mark);
      }
      return mark;
    };
  };
  const named = (prefix: string): ((text: string) => string) =>
    counter((n, hash) => `${prefix}-${n > 0 ? String(n) : `x${hash.slice(0, 12)}`}`);
  const names = new Map<string, string>();
  const remember = (word: string, mark: string): string => {
    if (names.size < MAX_PSEUDONYMS && word.length > 1 && !COMMON_WORDS.has(word.toLowerCase()) && !/^\d+$/.test(word))
      names.set(word, mark);
    return mark;
  };
  const users = named('user');
  const hosts = named('host');
  const ipv4 = counter((n, hash) =>
    n > 0 && n <= 762 ? documentationAddress(n) : `240.${octets(n > 0 ? n : Number.parseInt(hash.slice(0, 6), 16))}`,
  );
  const ipv6 = counter((n, hash) => `2001:db8::${n > 0 ? n.toString(16) : `f:${hash.slice(0, 4)}:${hash.slice(4, 8)}`}`);
  const mac = counter(
    (n, hash) => `02:00:00:${(n > 0 ? n.toString(16).padStart(6, '0') : hash.slice(0, 6)).replace(/(..)(..)(..)/, '$1:$2:$3')}`,
  );
  const values = new Set<string>();
  const value = named('value');
  const isMark = (word: string): boolean => /^(?:user|host|machine|value)-(?:\d+|x[0-9a-f]{12})$/.test(word);
  return {
    user: (name) => (COMMON_USERS.has(name) || /^\d+$/.test(name) || isMark(name) ? name : remember(name, users(name))),
    host(name) {
      if (COMMON_HOSTS.has(name) || isMark(name)) return name;
      const mark = remember(name, hosts(name));
      const [short = ''] = name.split('.');
      if (short !== name && !/^\d*$/.test(short)) remember(short, mark);
      return mark;
    },
    machine: named('machine'),
    value(text) {
      if (values.size < MAX_PSEUDONYMS) values.add(digest(text));
      return value(text);
    },
    knownValue: (text) => (values.has(digest(text)) ? value(text) : undefined),
    address(address) {
      if (/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(address))
        return /^(?:00:){5}00$|^02:00:00:/.test(address) ? address : mac(address.toLowerCase());
      const mapped = /^(::ffff:)(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
      if (mapped !== null) return `${mapped[1] ?? ''}${this.address(mapped[2] ?? '')}`;
      if (address.includes(':')) return /^(?:::1?|2001:db8::.*)$/i.test(address) ? address : ipv6(address.toLowerCase());
      return /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|240\.)/.test(address)
        ? address
        : ipv4(address);
    },
    known: (word) => names.get(word),
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
