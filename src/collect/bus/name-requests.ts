import type { Instant } from '../../model/instant.ts';
import { BUS_NAME, BUS_PATH } from './connection.ts';
import type { MonitoredMessage } from './monitor-stream.ts';

/** A message that made the bus have the service of a name started, or that was sent while the bus did. */
interface NameRequest {
  readonly busName: string;
  readonly sender: string;
  readonly at: Instant;
}

interface NameRequests {
  /** The names that have an owner; what was signalled before is newer. */
  noteOwned(owned: readonly string[]): void;
  /** To be called for each message, in the order of arrival. */
  take(message: MonitoredMessage): NameRequest | undefined;
}

/** A larger number of names is not watched: a bus allows a connection 512 match rules. */
const MAX_NAMES = 200;
/** D-Bus specification, "Bus names"; what a file has beyond that is no name. */
const WELL_KNOWN = /^[A-Za-z_-][\w-]*(?:\.[A-Za-z_-][\w-]*)+$/;
/** A client may ask again and again for a service that does not come up: so many requests are told for each name in so many µs. */
const MOST = 50;
const WITHIN_USEC = 10_000_000n;

/** Names that can be watched. */
export function watchableNames(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => name.length <= 255 && WELL_KNOWN.test(name)).slice(0, MAX_NAMES);
}

/** The match rules of a monitor of these names. dbus-broker takes no notice of `destination`, and sends all method calls (src/bus/match.c). */
export function nameMatchRules(names: readonly string[]): readonly string[] {
  return [
    `type='method_call',destination='${BUS_NAME}',member='StartServiceByName'`,
    ...names.flatMap((name) => [
      `type='method_call',destination='${name}'`,
      `type='signal',sender='${BUS_NAME}',path='${BUS_PATH}',member='NameOwnerChanged',arg0='${name}'`,
    ]),
  ];
}

/** Finds the messages to one of `names` while nobody owns it. A message to a service that is there starts nothing. */
export function createNameRequests(names: readonly string[]): NameRequests {
  const isOwned = new Map<string, boolean>();
  const told = new Map(names.map((name): [string, bigint[]] => [name, []]));

  return {
    noteOwned(owned) {
      for (const name of names) if (!isOwned.has(name)) isOwned.set(name, owned.includes(name));
    },
    take({ kind, sender, destination, member, body, mayActivate, at }) {
      const [first, , owner] = body;
      if (kind === 'signal') {
        if (sender === BUS_NAME && member === 'NameOwnerChanged') isOwned.set(String(first), owner !== '');
        return undefined;
      }
      const isAsked = destination === BUS_NAME && member === 'StartServiceByName';
      const busName = isAsked ? String(first) : destination;
      const before = told.get(busName);
      if (kind !== 'call' || before === undefined || isOwned.get(busName) === true || !(isAsked || mayActivate)) return undefined;
      const recent = before.filter((usec) => at.realtimeUsec - usec < WITHIN_USEC);
      if (recent.length >= MOST) return undefined;
      told.set(busName, [...recent, at.realtimeUsec]);
      return { busName, sender, at };
    },
  };
}
