import type { History } from '../../facts/history.ts';
import type { Activation } from '../claim.ts';
import type { Client } from './client.ts';
import { clientInExecTrace } from './in-exec-trace.ts';
import { clientInProc, zombieInProc } from './in-proc.ts';
import { clientInUnits } from './in-units.ts';

/**
 * A caller that was gone before the bus or /proc could tell who it was, by what else was seen when the job appeared. The same pid leaves no doubt, nor does a
 * process of which nothing else raises one; what only fits is not certain.
 */
export function nameCaller(caller: Client, activation: Activation, history: History): Client {
  const { description } = caller;
  if (description.comm !== undefined) return caller;
  const seen = [clientInProc, clientInExecTrace, clientInUnits, zombieInProc]
    .map((find) => find(activation, history))
    .filter((client) => client !== undefined)
    .filter(({ description: { pid } }) => description.pid === undefined || pid === undefined || pid === description.pid);
  const isSame = (client: Client): boolean =>
    client.certain || (description.pid !== undefined && client.description.pid === description.pid);
  const known = seen.find(isSame) ?? seen[0];
  if (known === undefined) return caller;
  return { ...known, certain: isSame(known), description: { ...description, ...known.description } };
}
