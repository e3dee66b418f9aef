import type { CommandLogged, HostLogged } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { namesOf, type UnitRecord } from '../../model/unit-record.ts';
import { within } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';
import { asksFor } from './requested-action.ts';

/** Whether a line asks for this very unit: by name, by a command that requests it, or as the manager of the only user who logs in at that time. */
export function isNamedIn(
  { detail, at }: HostLogged & { readonly detail: CommandLogged },
  activation: Activation,
  history: History,
): boolean {
  const { unit, requestedAction = 'start' } = activation;
  const names = [...(requestedAction === 'stop' ? [] : (detail.units ?? [])), ...(requestedAction === 'start' ? [] : (detail.stops ?? []))];
  if (requestedAction !== 'kill' && names.some((name) => isNameOf(name, unit))) return true;
  if (requestedAction === 'start' && detail.opensSession === true)
    return /^user(?:-runtime-dir)?@\d+\.service$/.test(unit.name) && isOnlyUser(detail.user, at, history);
  const manager = history.host()?.manager ?? 'system';
  return detail.command !== undefined && commandsOf(detail.command).some((words) => asksFor(words, unit, requestedAction, manager));
}

/** Unit names as programs write them; a name without a suffix is a service. */
function isNameOf(name: string, unit: UnitRecord): boolean {
  return namesOf(unit).some((own) => own === name || own === `${name}.service`);
}

/** What logs give is one string: the words of each of a shell's commands. */
function commandsOf(line: string): readonly (readonly string[])[] {
  return line.split(/[;&|\n]+/).map((command) => command.split(/[\s()]+/));
}

const LOGIN_USEC = 5_000_000n;

/** When two users log in at once it is unknown whose manager it is: the line has the user's name, the unit the uid. */
function isOnlyUser(user: string | undefined, at: HostLogged['at'], history: History): boolean {
  return !history.hostLogs.some(({ detail, at: other }) => {
    if (detail.event !== 'command-logged' || detail.opensSession !== true || detail.user === user) return false;
    return within(other, at, LOGIN_USEC);
  });
}
