import { busNamesOf } from '../../history/bus-names.ts';
import type { History } from '../../history/history.ts';
import type { Probe } from '../../collect/probe/probe.ts';
import type { WatchedSocket } from '../../collect/probe/peer-scanner.ts';
import { defined } from '../../defined.ts';

/** Keeps the probe up to date: which units are of interest, and which sockets trigger them. */
export interface ProbeRequests {
  /** To be called when the units of interest have changed. */
  renew(): void;
  /** To be called when something was observed of a unit. */
  noteFact(unit: string): void;
}

/** `wanted` gives the units and templates of interest; undefined for all. */
export function createProbeRequests(
  probe: Pick<Probe, 'request'>,
  history: History,
  wanted: () => readonly string[] | undefined,
): ProbeRequests {
  let known: ReadonlySet<string> = new Set();
  let last = '';

  const renew = (): void => {
    const units = wanted();
    const sockets = [...history.units()].flatMap(({ name }) => socketsOf(name, history));
    known = new Set(sockets.flatMap(({ socket, unit }) => [socket, unit]));
    const busNames = (units ?? [...history.units()].map(({ name }) => name)).flatMap((unit) => busNamesOf(unit, history)).toSorted();
    const text = JSON.stringify([units, sockets, busNames]);
    if (text === last) return;
    last = text;
    probe.request(defined({ units, sockets, busNames }));
  };

  return {
    renew,
    noteFact(unit) {
      if (known.has(unit) || unit.endsWith('.socket')) renew();
    },
  };
}

function socketsOf(socket: string, history: History): readonly WatchedSocket[] {
  if (!socket.endsWith('.socket')) return [];
  const { properties } = history.unit(socket);
  if (properties === undefined) return [];
  const watched = { socket, listen: properties['Listen'], accept: properties['Accept'] === true };
  const units = history.edges.targetsOf(socket, 'Triggers');
  // An Accept=yes socket triggers instances that have no names yet; they are found by the socket's.
  return (units.length === 0 ? [socket] : units).map((unit) => ({
    ...watched,
    unit,
    isUnitActive: history.unit(unit).states.at(-1)?.activeState === 'active',
  }));
}
