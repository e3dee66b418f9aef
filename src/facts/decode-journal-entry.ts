import { MESSAGE_ID } from '../systemd/message-ids.ts';
import type { ManagerScope, Observation } from '../sources/observation.ts';
import { decodeActivationLine } from './client-log/dbus-daemon.ts';
import { decodeClientLine } from './client-log/index.ts';
import type { Fact, HostLogEvent, JobLogged, UnitLogEvent } from './fact.ts';
import { field, number, type JournalFields as Fields } from './journal-fields.ts';

/**
 * The fact that a journal entry states, if it states one that matters.
 * Only what the manager itself logged counts as its word: UNIT= and MESSAGE_ID= can be set by any process, _PID= and _UID= cannot.
 */
export function decodeJournalEntry(observation: Observation, scope: ManagerScope): Fact | undefined {
  if (observation.payload.source !== 'journal' || observation.payload.kind !== 'entry') return undefined;
  const { fields } = observation.payload;
  const cursor = field(fields, '__CURSOR');
  const origin = {
    source: 'journal' as const,
    at: observation.at,
    order: observation.sequence,
    text: field(fields, 'MESSAGE') ?? '',
    ...(cursor === undefined ? {} : { cursor }),
  };
  if (!isManagersWord(fields, scope)) {
    const line = { fields, text: origin.text, scope };
    const detail = decodeActivationLine(line) ?? decodeClientLine(line);
    return detail === undefined ? undefined : { kind: 'host-logged', ...origin, detail };
  }
  const unit = field(fields, scope === 'user' ? 'USER_UNIT' : 'UNIT');
  if (unit === undefined) {
    const detail = decodeManagerLine(fields, origin.text);
    return detail === undefined ? undefined : { kind: 'host-logged', ...origin, detail };
  }
  const invocationId = field(fields, scope === 'user' ? 'USER_INVOCATION_ID' : 'INVOCATION_ID');
  const invocation = invocationId === undefined ? {} : { invocationId };
  const job = decodeJobLine(fields, origin.text);
  if (job !== undefined) return { kind: 'job-logged', ...origin, unit, ...invocation, ...job };
  const detail = decodeUnitLine(fields, unit, origin.text);
  return detail === undefined ? undefined : { kind: 'unit-logged', ...origin, unit, ...invocation, detail };
}

function isManagersWord(fields: Fields, scope: ManagerScope): boolean {
  if (scope === 'system') return field(fields, '_PID') === '1';
  return field(fields, '_COMM') === 'systemd' && field(fields, '_PID') !== '1';
}

const PHASE_OF_MESSAGE: Readonly<Record<string, JobLogged['phase']>> = {
  [MESSAGE_ID.unitStarting]: 'starting',
  [MESSAGE_ID.unitStarted]: 'started',
  [MESSAGE_ID.unitFailed]: 'start-failed',
  [MESSAGE_ID.unitStopping]: 'stopping',
  [MESSAGE_ID.unitStopped]: 'stopped',
};

/**
 * Texts of a start job that a condition ended, from v247 to v262; they carry the MESSAGE_ID of a start and are none. What a start says begins with one of
 * the words of the unit types (`status_message_formats` in src/core), and a description behind it may say anything.
 */
const SKIPPED_TEXT =
  /^(?!(?:Started|Finished|Reached target|Mounted|Listening on|Activated swap|Found device|Set up automount|Created slice) )(?:Condition check resulted in .* being skipped\.$|.* was skipped because (?:of|no|all) |.* skipped, (?:unmet condition|no trigger condition))/;

function decodeJobLine(fields: Fields, text: string): Pick<JobLogged, 'phase' | 'jobId' | 'jobType' | 'result'> | undefined {
  let phase = PHASE_OF_MESSAGE[field(fields, 'MESSAGE_ID') ?? ''];
  if (phase === undefined) return undefined;
  if (phase === 'started' && SKIPPED_TEXT.test(text)) phase = 'skipped';
  const jobId = number(fields, 'JOB_ID');
  const jobType = field(fields, 'JOB_TYPE');
  const result = field(fields, 'JOB_RESULT');
  return {
    phase,
    ...(jobId === undefined ? {} : { jobId }),
    ...(jobType === undefined ? {} : { jobType }),
    ...(result === undefined ? {} : { result }),
  };
}

function decodeUnitLine(fields: Fields, unit: string, text: string): UnitLogEvent | undefined {
  const body = text.startsWith(`${unit}: `) ? text.slice(unit.length + 2) : text;
  switch (field(fields, 'MESSAGE_ID')) {
    case MESSAGE_ID.unitRestartScheduled: {
      const nRestarts = number(fields, 'N_RESTARTS');
      return {
        event: 'restart-scheduled',
        onClientRequest: body.includes('immediately on client request'),
        ...(nRestarts === undefined ? {} : { nRestarts }),
      };
    }
    case MESSAGE_ID.unitProcessExit:
      return decodeProcessExit(fields, body);
    case MESSAGE_ID.unitSuccess:
      return { event: 'succeeded' };
    case MESSAGE_ID.unitFailureResult:
      return { event: 'failed', result: field(fields, 'UNIT_RESULT') ?? /'([^']*)'/.exec(body)?.[1] ?? 'unknown' };
    case MESSAGE_ID.unitSkipped:
      return { event: 'exec-condition-skipped' };
    default:
      return decodeUnitText(body);
  }
}

function decodeProcessExit(fields: Fields, body: string): UnitLogEvent {
  const statusName = /status=\d+\/([A-Z0-9_]+)/.exec(body)?.[1];
  return {
    event: 'process-exit',
    process: body.startsWith('Main process') ? 'main' : 'control',
    code: field(fields, 'EXIT_CODE') ?? /code=(\w+)/.exec(body)?.[1] ?? 'unknown',
    status: number(fields, 'EXIT_STATUS') ?? Number(/status=(\d+)/.exec(body)?.[1] ?? -1),
    ...(statusName === undefined || statusName === 'n' ? {} : { statusName }),
  };
}

/** Lines without a MESSAGE_ID, known by their text, which is the same from v247 to v262 unless said. */
function decodeUnitText(body: string): UnitLogEvent | undefined {
  if (body.startsWith('Start request repeated too quickly')) return { event: 'start-limit-hit' };
  const triggering = /^Triggering (OnFailure|OnSuccess)= dependencies/.exec(body)?.[1];
  if (triggering === 'OnFailure' || triggering === 'OnSuccess') return { event: 'triggering', setting: triggering };
  const automount = /^Got automount request for .*?(?:, triggered by (\d+) \((.*)\))?$/.exec(body);
  if (automount !== null) {
    const [, pid, comm] = automount;
    return { event: 'automount-request', ...(pid === undefined ? {} : { pid: Number(pid) }), ...(comm === undefined ? {} : { comm }) };
  }
  if (/^(Rebooting|Exiting|Powering off|Halting|Soft rebooting|Triggering .* reboot|Kexec)/i.test(body))
    return { event: 'emergency-action', action: body };
  return undefined;
}

function decodeManagerLine(fields: Fields, text: string): HostLogEvent | undefined {
  const messageId = field(fields, 'MESSAGE_ID');
  if (messageId === MESSAGE_ID.startupFinished || messageId === MESSAGE_ID.userStartupFinished) return { event: 'startup-finished' };
  const signal = /^Received SIG(\S+?)(?: from PID (\d+) \((.*)\))?\.$/.exec(text);
  if (signal !== null) {
    const [, name = '', pid, comm] = signal;
    return {
      event: 'signal-received',
      signal: name,
      ...(pid === undefined ? {} : { pid: Number(pid) }),
      ...(comm === undefined ? {} : { comm }),
    };
  }
  const reload = /^Reload(?:ing)? requested from client PID (\d+)(?: \('(.*)'\))?(?: \(unit (\S+)\))?/.exec(text);
  if (reload !== null) {
    const [, pid, comm, unit] = reload;
    return {
      event: 'command-logged',
      program: 'daemon-reload',
      opaque: true,
      pid: Number(pid),
      ...(comm === undefined ? {} : { comm }),
      ...(unit === undefined ? {} : { unit }),
    };
  }
  if (/^Queuing (reload\/restart|.*) jobs for marked units/.test(text)) return { event: 'marked-jobs-queued' };
  const emergency =
    /^((?:Forcibly )?(?:Rebooting|Exiting|Powering off|Halting|Soft rebooting|Starting .*reboot).*?): unit (\S+) (?:failed|succeeded)/i.exec(
      text,
    );
  if (emergency !== null) {
    const [, action = '', unit] = emergency;
    return { event: 'emergency-action', action, ...(unit === undefined ? {} : { unit }) };
  }
  return undefined;
}
