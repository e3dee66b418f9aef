import type { History } from '../../history/history.ts';
import { activationOfStart } from '../jobs/activation.ts';
import type { Activation } from '../../model/claim.ts';
import type { Client } from './client.ts';
import { execMention } from './exec-mention.ts';

/** The unit that was running a command which asks for this unit, by the text of its own file. */
export function clientInUnits(activation: Activation, history: History): Client | undefined {
  const mention = execMention(activation, history);
  const [fact] = mention?.evidence ?? [];
  if (mention === undefined || fact === undefined) return undefined;
  const { unit, command, start } = mention;
  return { fact, certain: false, description: { unit, cmdline: command }, behind: activationOfStart(start, history) };
}
