import type { Cause, ClientDescription } from '../../model/timeline.ts';

/** How many characters of a command line a table and a sentence hold; the whole is in the details and in the JSON. */
const IN_A_NAME = 48;
const IN_A_SENTENCE = 96;

/** A cause that is a process, or a connection of one. */
export type Client = Extract<Cause, { readonly kind: 'client' | 'process' | 'peer' }>;

export function isClient(cause: Cause): cause is Client {
  return cause.kind === 'client' || cause.kind === 'process' || cause.kind === 'peer';
}

/** A cause in as few words as name it, for chains: `reconcile.timer`, `systemctl start proxy (pid 812)`, `boot`. Raw text: escape it for the output. */
export function causeName(cause: Cause): string {
  switch (cause.kind) {
    case 'unit':
      return cause.unit;
    case 'boot':
      return 'boot';
    case 'kernel':
      return 'the kernel';
    case 'unknown':
      return 'unknown';
    case 'peer':
      return shortened(peerName(cause), IN_A_NAME);
    case 'client':
    case 'process': {
      const command = commandOf(cause);
      const pid = cause.pid === undefined ? '' : ` (pid ${cause.pid})`;
      if (command !== undefined) return `${shortened(command, IN_A_NAME)}${pid}`;
      return cause.pid === undefined ? (userOf(cause) ?? cause.unit ?? cause.busName ?? `unknown ${cause.kind}`) : `pid ${cause.pid}`;
    }
  }
}

/**
 * What of a cause stays when it acts again: a process, its name on the bus, a login session and the port of a connection are new ones each time, and are left
 * out where something else names it.
 */
export function lastingCause(cause: Cause): Cause {
  if (!isClient(cause)) return cause;
  const isAtAPlace = cause.kind === 'peer' && (cause.address ?? cause.path) !== undefined;
  const isNamed = commandOf(cause) !== undefined || isAtAPlace || (cause.kind !== 'peer' && (userOf(cause) ?? cause.unit) !== undefined);
  if (!isNamed) return cause;
  const { pid: _pid, busName: _name, session: _session, tty: _tty, unit, ...lasting } = cause;
  const named = unit === undefined || SESSION.test(unit) ? lasting : { ...lasting, unit };
  if (named.kind !== 'peer') return named;
  const { port: _port, ...peer } = named;
  return peer;
}

/** The scope of a login session, with a number of its own (systemd-logind). */
const SESSION = /^session-[^-]+\.scope$/;

/** The same for what would be told as the same cause, however often it acted: the same command is another cause when another user, or another unit, runs it. */
export function causeKey(cause: Cause): string {
  const lasting = lastingCause(cause);
  const name = `${lasting.kind}\0${causeName(lasting)}`;
  if (!isClient(lasting)) return name;
  return [name, commandOf(lasting) ?? '', userOf(lasting) ?? '', String(lasting.loginUid ?? ''), lasting.unit ?? ''].join('\0');
}

/** A cause in a sentence, with all that is known of a process: `systemctl start proxy (pid 812, user alice, in cron.service)`. */
export function causeWords(cause: Cause): string {
  if (!isClient(cause)) return causeName(cause);
  const facts = clientFacts(cause);
  const who = cause.kind === 'peer' ? peerName(cause) : (commandOf(cause) ?? `an unknown ${cause.kind}`);
  const short = shortened(who, IN_A_SENTENCE);
  return facts.length === 0 ? short : `${short} (${facts.join(', ')})`;
}

/** Whether nothing names the process that asked. */
export function isNameless(cause: Cause): boolean {
  if (cause.kind !== 'client' && cause.kind !== 'process') return false;
  return commandOf(cause) === undefined && cause.pid === undefined && cause.log === undefined && cause.unit === undefined;
}

/** What is known of a process beside its command: pid, user, unit, session, terminal. */
export function clientFacts(client: Client): readonly string[] {
  const user = userOf(client);
  return [
    ...(client.pid === undefined ? [] : [`pid ${client.pid}`]),
    ...(user === undefined ? [] : [user]),
    ...(client.loginUid === undefined || client.loginUid === client.uid
      ? []
      : [`logged in as ${client.loginUser ?? `uid ${client.loginUid}`}`]),
    ...(client.unit === undefined ? [] : [`in ${client.unit}`]),
    ...(client.session === undefined || client.unit?.includes(`session-${client.session}.`) === true ? [] : [`session ${client.session}`]),
    ...(client.pid === undefined && client.busName !== undefined ? [`on the bus as ${client.busName}`] : []),
    ...(client.tty === undefined ? [] : [`on ${client.tty}`]),
  ];
}

function peerName(peer: Extract<Cause, { kind: 'peer' }>): string {
  return commandOf(peer) ?? peerAddress(peer) ?? (peer.pid === undefined ? 'a client' : `pid ${peer.pid}`);
}

/** Where a peer connects from: `192.0.2.7:41000`, `[2001:db8::7]:41000`, `vsock:3:1024`, a path. */
function peerAddress({ protocol, address, port, path }: Extract<Cause, { kind: 'peer' }>): string | undefined {
  const host = address?.includes(':') === true && protocol !== 'vsock' ? `[${address}]` : address;
  return host === undefined ? path : port === undefined ? host : `${host}:${port}`;
}

function commandOf(client: ClientDescription): string | undefined {
  return nonEmpty(client.cmdline) ?? nonEmpty(client.comm);
}

function userOf({ user, uid }: ClientDescription): string | undefined {
  if (user !== undefined) return `user ${user}`;
  return uid === undefined ? undefined : `uid ${uid}`;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** The command line of a client that was too long for a sentence. */
export function longCommand(cause: Cause): string | undefined {
  const command = isClient(cause) ? commandOf(cause) : undefined;
  return command !== undefined && [...command].length > IN_A_SENTENCE ? command : undefined;
}

/** At most so many characters, with a mark where more was. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text.slice(0, most * 2)];
  return characters.length <= most && text.length <= most * 2 ? text : `${characters.slice(0, most - 1).join('')}…`;
}
