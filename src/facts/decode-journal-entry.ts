import { MESSAGE_ID } from '../systemd/message-ids.ts';
import type { ManagerScope, Observation } from '../sources/observation.ts';
import type { Fact, HostLogEvent, JobLogged, UnitLogEvent } from './fact.ts';

type Fields = Readonly<Record<string, string | readonly string[]>>;

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
    const detail = decodeProgramLine(fields, origin.text, scope);
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

/**
 * What other programs log: dbus-daemon's activations, sudo's and cron's commands. Any process can give itself their name, so the file that it runs must be
 * theirs (recordings of earlier versions do not hold it), and a bus of the system is no person's process.
 */
function decodeProgramLine(fields: Fields, text: string, scope: ManagerScope): HostLogEvent | undefined {
  const comm = field(fields, '_COMM');
  const isRoot = field(fields, '_UID') === '0';
  const pid = number(fields, '_PID');
  const whose = pid === undefined ? {} : { pid };
  if (comm === 'dbus-daemon' && runsProgram(fields, 'dbus-daemon')) {
    const isOfScope = scope === 'user' || (number(fields, '_UID') ?? 0) < FIRST_PERSON_UID;
    return isOfScope ? decodeActivation(text) : undefined;
  }
  // sudo logs under the real uid of who called it. What it refused has the reason in front of the first KEY=.
  if (comm === 'sudo' && (isRoot || field(fields, '_EXE') !== undefined) && runsProgram(fields, 'sudo')) {
    const [, user, command] = /^\s*(\S+) : (?=[A-Z]+=).*?COMMAND=(.*)$/.exec(text) ?? [];
    return user === undefined || command === undefined ? undefined : { event: 'command-logged', program: 'sudo', user, command, ...whose };
  }
  if ((comm === 'cron' || comm === 'crond') && isRoot && runsProgram(fields, comm)) {
    const [, user, command] = /^\(([^)]*)\) CMD \((.*)\)$/.exec(text) ?? [];
    return user === undefined || command === undefined ? undefined : { event: 'command-logged', program: 'cron', user, command, ...whose };
  }
  return undefined;
}

/** UIDs of people and of DynamicUser= begin here (systemd's UIDS-GIDS document); those of system users lie below. */
const FIRST_PERSON_UID = 1000;

function runsProgram(fields: Fields, name: string): boolean {
  const exe = field(fields, '_EXE');
  return (
    exe === undefined || (/^\/(usr|bin|sbin|run\/wrappers|nix\/store)\//.test(exe) && exe.slice(exe.lastIndexOf('/') + 1).startsWith(name))
  );
}

function decodeActivation(text: string): HostLogEvent | undefined {
  const match = /Activating via systemd: service name='([^']*)' unit='([^']*)' requested by '([^']*)' \((.*)\)$/.exec(text);
  if (match === null) return undefined;
  const [, busName = '', unit = '', requester = '', who = ''] = match;
  const uid = /\buid=(\d+)/.exec(who)?.[1];
  const pid = /\bpid=(\d+)/.exec(who)?.[1];
  const comm = /\bcomm="(.*?)"(?: label=|$)/.exec(who)?.[1];
  return {
    event: 'bus-activation',
    busName,
    unit,
    requester,
    ...(uid === undefined ? {} : { uid: Number(uid) }),
    ...(pid === undefined ? {} : { pid: Number(pid) }),
    ...(comm === undefined ? {} : { comm }),
  };
}

function field(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  const first = typeof value === 'string' ? value : value?.[0];
  return first === '' ? undefined : first;
}

function number(fields: Fields, name: string): number | undefined {
  const value = field(fields, name);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
