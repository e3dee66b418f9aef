import { usecApart } from '../../model/instant.ts';
import type { Fact } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { scansAround } from '../../history/scan-index.ts';
import type { Activation } from '../../model/claim.ts';
import { canHaveAsked } from './possible-asker.ts';
import { asClient, type Client } from './client.ts';
import { clientInExecTrace } from './exec-trace.ts';
import { clientInProc, zombieInProc } from './processes.ts';
import { clientInUnits } from './exec-settings.ts';

/** A pid is not reused within this time. */
const SAME_PROCESS_USEC = 5_000_000n;
const FINDERS = [clientInProc, clientInExecTrace, clientInUnits, zombieInProc];

/**
 * Identifies a caller that exited before the bus or /proc could, by other observations of the time of the job. The same pid is certain, and so is a
 * single process without a contradiction; a mere match is not.
 */
export function nameCaller(caller: Client, activation: Activation, history: History): Client {
  const { description } = caller;
  if (description.comm !== undefined) return caller;
  const seen = [callerAlive(caller, activation, history), ...FINDERS.map((find) => find(activation, history))]
    .filter((client) => client !== undefined)
    .filter((client) => !isOther(client.description.pid, description.pid) && !isOther(client.description.uid, description.uid));
  const isSame = (client: Client): boolean =>
    client.certain || (description.pid !== undefined && client.description.pid === description.pid);
  const known = seen.find(isSame) ?? seen[0];
  if (known === undefined) return caller;
  return { ...known, certain: isSame(known), description: { ...description, ...known.description } };
}

/**
 * The caller as it was observed alive, in an exec event or in a scan for any job, with a command line that requests this unit. The bus has its pid from
 * the time when it connected (GetConnectionUnixProcessID() in the D-Bus specification), so what happened in between does not matter.
 */
function callerAlive({ description, fact: call }: Client, activation: Activation, history: History): Client | undefined {
  const awayUsec = ({ at }: Fact): bigint => usecApart(at, call.at);
  const sights = [
    ...history.clientsExecuted.map((fact) => ({ fact, process: fact.process })),
    ...scansAround(history.clientsSeen, call.at, SAME_PROCESS_USEC).flatMap((fact) => fact.processes.map((process) => ({ fact, process }))),
  ].filter(
    ({ fact, process }) =>
      process?.pid === description.pid &&
      !isOther(process?.uid, description.uid) &&
      fact.at.bootId === call.at.bootId &&
      awayUsec(fact) <= SAME_PROCESS_USEC &&
      canHaveAsked(process?.cmdline, activation, history),
  );
  const [nearest] = sights.toSorted((a, b) => Number(awayUsec(a.fact) - awayUsec(b.fact)));
  return nearest?.process === undefined ? undefined : asClient(nearest.process, nearest.fact, true, activation, history);
}

function isOther(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
