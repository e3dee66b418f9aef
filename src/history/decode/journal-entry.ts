import { asJobId } from '../../systemd/jobs/job-id.ts';
import { MESSAGE_ID } from '../../systemd/message-ids.ts';
import type { Observation } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { decodeActivationLine } from '../client-logs/dbus-daemon.ts';
import { decodeClientLine } from '../client-logs/index.ts';
import { decodeUnitLine } from './unit-line.ts';
import type { Fact, HostLogEvent, JobLogged, UnitLogged } from '../../model/fact.ts';
import { field, number, values, type JournalFields as Fields } from '../../model/journal-fields.ts';
import { decodeUnitOutput } from '../unit-output.ts';
import { defined } from '../../defined.ts';
import { table } from '../../table.ts';

/**
 * The facts of a journal entry; none for an irrelevant one.
 * Only entries of the manager itself are trusted: UNIT= and MESSAGE_ID= can be set by any process, _PID= and _UID= cannot.
 */
export function decodeJournalEntry(observation: Observation, scope: ManagerScope): readonly Fact[] {
  if (observation.payload.source !== 'journal' || observation.payload.kind !== 'entry') return [];
  const { fields } = observation.payload;
  const cursor = field(fields, '__CURSOR');
  const origin = defined({
    source: 'journal' as const,
    at: observation.at,
    order: observation.sequence,
    text: field(fields, 'MESSAGE') ?? '',
    cursor,
  });
  if (!isManagersWord(fields, scope)) {
    const line = { fields, text: origin.text, scope };
    const detail = decodeActivationLine(line) ?? decodeClientLine(line);
    const output = decodeUnitOutput(fields, scope);
    return [
      ...(detail === undefined ? [] : [{ kind: 'host-logged' as const, ...origin, detail }]),
      ...(isOfItsSpawner(fields, scope) ? unitFacts(fields, origin, scope) : []),
      ...(output === undefined ? [] : [{ kind: 'unit-output' as const, ...origin, ...output }]),
    ];
  }
  if (field(fields, unitField(scope)) === undefined) {
    const detail = decodeManagerLine(fields, origin.text, scope);
    return detail === undefined ? [] : [{ kind: 'host-logged', ...origin, detail }];
  }
  return unitFacts(fields, origin, scope);
}

/** A line about an ordering cycle is about each of its units; every other one is about one. */
function unitFacts(
  fields: Fields,
  origin: Pick<UnitLogged, 'source' | 'at' | 'order' | 'text' | 'cursor'>,
  scope: ManagerScope,
): readonly Fact[] {
  const invocationId = field(fields, scope === 'user' ? 'USER_INVOCATION_ID' : 'INVOCATION_ID');
  const invocation = invocationId === undefined ? {} : { invocationId };
  const [unit, ...others] = new Set(values(fields, unitField(scope)));
  if (unit === undefined) return [];
  const job = decodeJobLine(fields, origin.text);
  if (job !== undefined)
    return [{ kind: 'job-logged', ...origin, ...defined({ manager: managerOf(fields, scope) }), unit, ...invocation, ...job }];
  const detail = decodeUnitLine(fields, unit, origin.text);
  if (detail === undefined) return [];
  return [unit, ...(detail.event === 'ordering-cycle' ? others : [])].map((name) => ({
    kind: 'unit-logged',
    ...origin,
    unit: name,
    ...invocation,
    detail,
  }));
}

function unitField(scope: ManagerScope): 'UNIT' | 'USER_UNIT' {
  return scope === 'user' ? 'USER_UNIT' : 'UNIT';
}

/**
 * The process that was to execute a unit's command logs systemd's message that it failed: up to v254 a fork of the manager, later systemd-executor.
 * It is in the unit's control group by then, or still in the manager's, or so short-lived that journald recorded only its user.
 */
function isOfItsSpawner(fields: Fields, scope: ManagerScope): boolean {
  if (field(fields, 'MESSAGE_ID') !== MESSAGE_ID.spawnFailed) return false;
  const unit = field(fields, unitField(scope));
  const ownUnit = field(fields, scope === 'user' ? '_SYSTEMD_USER_UNIT' : '_SYSTEMD_UNIT');
  if (unit !== undefined && ownUnit === unit) return true;
  if (scope === 'user') return ownUnit === 'init.scope';
  if (ownUnit !== undefined && ownUnit !== 'init.scope') return false;
  return field(fields, '_UID') === '0' && /^$|\/systemd(-executor)?$/.test(field(fields, '_EXE') ?? '');
}

function isManagersWord(fields: Fields, scope: ManagerScope): boolean {
  if (scope === 'system') return field(fields, '_PID') === '1';
  return field(fields, '_COMM') === 'systemd' && field(fields, '_PID') !== '1';
}

const PHASE_OF_MESSAGE: Readonly<Record<string, JobLogged['phase']>> = table({
  [MESSAGE_ID.unitStarting]: 'starting',
  [MESSAGE_ID.unitStarted]: 'started',
  [MESSAGE_ID.unitFailed]: 'start-failed',
  [MESSAGE_ID.unitStopping]: 'stopping',
  [MESSAGE_ID.unitStopped]: 'stopped',
});

/**
 * Texts of a start job that a condition ended, from v247 to v262; they carry the MESSAGE_ID of a start but are none. The text of a real start begins with one of
 * the words of the unit types (`status_message_formats` in src/core), followed by a description with any text.
 */
const SKIPPED_TEXT =
  /^(?!(?:Started|Finished|Reached target|Mounted|Listening on|Activated swap|Found device|Set up automount|Created slice) )(?:Condition check resulted in .* being skipped\.$|.* was skipped because (?:of|no|all) |.* skipped, (?:unmet condition|no trigger condition))/;

function decodeJobLine(fields: Fields, text: string): Pick<JobLogged, 'phase' | 'jobId' | 'jobType' | 'result'> | undefined {
  const phase = PHASE_OF_MESSAGE[field(fields, 'MESSAGE_ID') ?? ''];
  if (phase === undefined) return undefined;
  return defined({
    phase: phase === 'started' && SKIPPED_TEXT.test(text) ? 'skipped' : phase,
    jobId: asJobId(number(fields, 'JOB_ID')),
    jobType: field(fields, 'JOB_TYPE'),
    result: field(fields, 'JOB_RESULT'),
  });
}

/** How long each phase took stands in fields of the line (manager_notify_finished() in src/core/manager.c); a soft reboot has its own words from v256 on. */
function decodeStartup(fields: Fields, text: string, scope: ManagerScope): HostLogEvent {
  const userspace = number(fields, 'USERSPACE_USEC');
  return defined({
    event: 'startup-finished',
    manager: managerOf(fields, scope),
    userspaceUsec: userspace === undefined ? undefined : BigInt(userspace),
    hadInitrd: number(fields, 'INITRD_USEC') === undefined ? undefined : true,
    afterSoftReboot: text.startsWith('Soft-reboot finished') ? true : undefined,
  });
}

/** There is one system manager, and a user has another after each log-in that finds none. */
function managerOf(fields: Fields, scope: ManagerScope): string | undefined {
  return scope === 'user' ? field(fields, '_PID') : undefined;
}

function decodeManagerLine(fields: Fields, text: string, scope: ManagerScope): HostLogEvent | undefined {
  const messageId = field(fields, 'MESSAGE_ID');
  if (messageId === MESSAGE_ID.startupFinished || messageId === MESSAGE_ID.userStartupFinished) return decodeStartup(fields, text, scope);
  const signal = /^Received SIG(\S+?)(?: from PID (\d+) \((.*)\))?\.$/.exec(text);
  if (signal !== null) {
    const [, name = '', pid, comm] = signal;
    return defined({ event: 'signal-received', signal: name, pid: pid === undefined ? undefined : Number(pid), comm });
  }
  const reload = /^Reload(?:ing)? requested from client PID (\d+)(?: \('(.*)'\))?(?: \(unit (\S+)\))?/.exec(text);
  if (reload !== null) {
    const [, pid, comm, unit] = reload;
    return defined({ event: 'command-logged', program: 'daemon-reload', opaque: true, pid: Number(pid), comm, unit });
  }
  if (/^Queuing (reload\/restart|.*) jobs for marked units/.test(text)) return { event: 'marked-jobs-queued' };
  const emergency =
    /^((?:Forcibly )?(?:Rebooting|Exiting|Powering off|Halting|Soft rebooting|Starting .*reboot).*?): unit (\S+) (?:failed|succeeded)/i.exec(
      text,
    );
  if (emergency !== null) {
    const [, action = '', unit] = emergency;
    return defined({ event: 'emergency-action', action, unit });
  }
  return undefined;
}
