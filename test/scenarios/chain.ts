import type { ExpectedLink, ExpectedStart } from '../lab/scenario.ts';
import type { MechanismName } from '../../src/model/mechanism.ts';

/** A start of `unit` by the chain of `links`, root first. */
export function start(unit: string, ...links: readonly ExpectedLink[]): ExpectedStart {
  return { unit, chain: links };
}

/** One hop. */
export function by(mechanism: MechanismName, from: string): ExpectedLink {
  return { mechanism, from };
}

/** Somebody outside of every unit asked. */
export const client: ExpectedLink = { mechanism: 'client-request', from: 'client' };

/** A process of `unit` asked. */
export function clientIn(unit: string): ExpectedLink {
  return { mechanism: 'client-request', from: 'client', client: { unit } };
}

/** A unit file of these lines. */
export function unitFile(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** A service that runs until it is stopped; `lines` may name other sections. */
export function daemon(...lines: readonly string[]): string {
  return unitFile('[Service]', 'ExecStart=/bin/sleep infinity', ...lines);
}
