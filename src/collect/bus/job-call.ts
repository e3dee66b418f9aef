import { methodsWhere, unitArgument } from '../../systemd/client-commands.ts';
import { unitOfPath } from '../../systemd/bus-path.ts';
import { parseUnitName } from '../../systemd/unit-name.ts';
import { MANAGER_NAME, MANAGER_PATH } from './manager-signals.ts';

/** A method call on the manager that asks for a job. */
export interface JobCall {
  /** e.g. `StartUnit`, or `Start` for a call on a unit's own object. */
  readonly member: string;
  readonly unit?: string;
}

const queuesJob = ({ asks }: { readonly asks: string }): boolean => asks !== 'kill' && asks !== 'reload';

/** The methods of the Manager that start or stop units: a reload does neither. */
const MANAGER_MEMBERS = methodsWhere((method) => queuesJob(method) && method.ofUnit !== true);
const UNIT_MEMBERS = methodsWhere((method) => queuesJob(method) && method.ofUnit === true);

/**
 * The match rules of a monitor: the calls, the JobNew signals, the replies that name a job, and the errors that refuse one. A call may leave out its interface, and may go to the
 * manager's unique name, so no rule requires either. EnqueueMarkedJobs replies with an array, which no rule can match.
 */
export const JOB_CALL_MATCH_RULES: readonly string[] = [
  ...MANAGER_MEMBERS.map((member) => `type='method_call',path='${MANAGER_PATH}',member='${member}'`),
  ...UNIT_MEMBERS.map((member) => `type='method_call',path_namespace='${MANAGER_PATH}/unit',member='${member}'`),
  `type='signal',sender='${MANAGER_NAME}',path='${MANAGER_PATH}',member='JobNew'`,
  `type='method_return',arg0path='${MANAGER_PATH}/job/'`,
  `type='error',sender='${MANAGER_NAME}'`,
  `type='error',sender='org.freedesktop.DBus'`,
];

/** The request that a call makes; undefined when it requests no job. */
export function jobCallOf(path: string, member: string, body: readonly unknown[]): JobCall | undefined {
  const unit = path === MANAGER_PATH ? argumentOf(member, body) : unitOfPath(path);
  if (path === MANAGER_PATH ? !MANAGER_MEMBERS.includes(member) : unit === undefined || !UNIT_MEMBERS.includes(member)) return undefined;
  // `/unit/self` and an InvocationID name a unit, too, but not by its name.
  return unit === undefined || parseUnitName(unit) === undefined ? { member } : { member, unit };
}

function argumentOf(member: string, body: readonly unknown[]): string | undefined {
  const value = body[unitArgument(member) ?? -1];
  return typeof value === 'string' ? value : undefined;
}
