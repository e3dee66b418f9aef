import { connectionInstance } from '../../systemd/connection-instance.ts';

/** The row in which a unit is counted; `isPattern` when it stands for more than one unit. */
export interface RowName {
  readonly name: string;
  readonly isPattern: boolean;
}

/** Names that a program makes up anew each time: systemd-run's, a session's, a container's. */
const MADE_UP: readonly (readonly [RegExp, string])[] = [
  [/^run-(?:u\d+|r[0-9a-f]{32}|p\d+-i\d+|\d+)\.([a-z]+)$/, 'run-*.$1'],
  [/^session-c?\d+\.scope$/, 'session-*.scope'],
  [/[0-9a-f]{32,}(?:-[0-9a-f]{8,})?/, '*'],
];

/** Units that are made for one connection or one command share a row, so that a host with 100,000 of them has a few rows. */
export function rowName(unit: string): RowName {
  const connection = unit.includes('@') ? connectionInstance(unit) : undefined;
  if (connection !== undefined) return { name: connection.socket.replace(/socket$/, '@.service').replace('.@', '@'), isPattern: true };
  for (const [pattern, replacement] of MADE_UP) {
    if (pattern.test(unit)) return { name: unit.replace(pattern, replacement), isPattern: true };
  }
  return { name: unit, isPattern: false };
}

/** A coarser name, for a host that has more units than rows are kept. */
export function coarseName(unit: string): string {
  return unit.replace(/@[^.]+\./, '@.').replace(/\d+/g, '*');
}
