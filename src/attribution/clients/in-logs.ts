import type { HostLogged } from '../../facts/fact.ts';
import type { History } from '../../facts/history.ts';
import type { ClientDescription } from '../cause.ts';
import type { Activation } from '../claim.ts';
import { hostLogsBefore } from '../near-log.ts';
import { asksFor } from './asks-for.ts';
import type { Client } from './client.ts';

const LOGGED_USEC = 5_000_000n;

/** The line of sudo or cron that asks for this unit and came right before. */
export function clientInLogs(activation: Activation, history: History): Client | undefined {
  const line = hostLogsBefore(history, 'command-logged', activation, LOGGED_USEC).find(({ detail }) =>
    asksFor(detail.command.split(/\s+/), activation.unit),
  );
  return line === undefined ? undefined : { fact: line, certain: false, description: describeLine(line) };
}

function describeLine(line: HostLogged): ClientDescription {
  if (line.detail.event !== 'command-logged') return { log: line.text };
  const { user, command, program } = line.detail;
  return { user, cmdline: command, log: line.text, ...(program === 'cron' ? { unit: 'cron.service' } : {}) };
}
