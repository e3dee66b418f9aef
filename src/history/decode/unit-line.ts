import type { TimedOutOperation, UnitLogEvent } from '../../model/log-event.ts';
import { MESSAGE_ID } from '../../systemd/message-ids.ts';
import { field, number, values, type JournalFields as Fields } from '../../model/journal-fields.ts';
import { defined } from '../../defined.ts';

/** systemd's messages about a timeout, by unit type (service_dispatch_timer(), mount_dispatch_timer() … in src/core), v247 to v262. */
const TIMEOUTS: readonly { readonly text: RegExp; readonly operation: TimedOutOperation; readonly state?: string }[] = [
  { text: /^(condition|start-pre|start|start-post) operation timed out\./, operation: 'start' },
  { text: /^\w+ reached runtime time limit\./, operation: 'run' },
  { text: /^(?:Reload operation|Remounting) timed out\./, operation: 'reload', state: 'reload' },
  { text: /^Stopping timed out\./, operation: 'stop', state: 'stop' },
  { text: /^State '([a-z-]+)' timed out\./, operation: 'stop' },
  { text: /^(?:Unmounting|Deactivating|Deactivation process) timed out\./, operation: 'stop' },
  { text: /^(?:Mounting|Starting|Activating|Activation process|Swap process|Mount process) timed out\./, operation: 'start' },
  { text: /^Cleaning timed out\./, operation: 'clean' },
];

/** The operation that timed out, by the text of the line. */
function decodeTimeout(body: string): UnitLogEvent | undefined {
  for (const { text, operation, state } of TIMEOUTS) {
    const match = text.exec(body);
    if (match === null) continue;
    const named = match[1] ?? state;
    return defined({ event: 'timed-out', operation, state: named, text: body });
  }
  return undefined;
}

/** The event in a line that the manager logged about a unit; undefined for an irrelevant line. The texts are those of v247 to v262 unless noted. */
export function decodeUnitLine(fields: Fields, unit: string, text: string): UnitLogEvent | undefined {
  const body = text.startsWith(`${unit}: `) ? text.slice(unit.length + 2) : text;
  switch (field(fields, 'MESSAGE_ID')) {
    case MESSAGE_ID.unitRestartScheduled: {
      const nRestarts = number(fields, 'N_RESTARTS');
      return defined({ event: 'restart-scheduled', onClientRequest: body.includes('immediately on client request'), nRestarts });
    }
    case MESSAGE_ID.unitProcessExit:
      return decodeProcessExit(fields, body);
    case MESSAGE_ID.unitSuccess:
      return { event: 'succeeded' };
    case MESSAGE_ID.unitFailureResult:
      return { event: 'failed', result: field(fields, 'UNIT_RESULT') ?? /'([^']*)'/.exec(body)?.[1] ?? 'unknown' };
    case MESSAGE_ID.unitSkipped:
      return { event: 'exec-condition-skipped' };
    case MESSAGE_ID.unitOutOfMemory:
      return { event: 'oom-kill' };
    case MESSAGE_ID.unitOomdKill: {
      const processes = number(fields, 'N_PROCESSES');
      return defined({ event: 'oomd-kill', processes });
    }
    case MESSAGE_ID.spawnFailed:
      return decodeSpawnFailure(fields, body);
    case MESSAGE_ID.invalidConfiguration:
      return decodeBadSetting(fields, body);
    default:
      return decodeCycle(fields, text) ?? decodeUnitText(body);
  }
}

function decodeProcessExit(fields: Fields, body: string): UnitLogEvent {
  const statusName = /status=\d+\/([A-Z0-9_]+)/.exec(body)?.[1];
  const command = field(fields, 'COMMAND');
  return defined({
    event: 'process-exit',
    process: body.startsWith('Main process') ? 'main' : 'control',
    code: field(fields, 'EXIT_CODE') ?? /code=(\w+)/.exec(body)?.[1] ?? 'unknown',
    status: number(fields, 'EXIT_STATUS') ?? Number(/status=(\d+)/.exec(body)?.[1] ?? -1),
    statusName, // Up to v257 those of a mount have none.
    command: command === undefined || command === 'n/a' ? undefined : command,
  });
}

/** Logged by the process that was to execute the command; an earlier line with the same MESSAGE_ID may hold less. */
function decodeSpawnFailure(fields: Fields, body: string): UnitLogEvent | undefined {
  const failure = /^Failed at step (\S+) spawning (.*): ([^:]*)$/.exec(body);
  if (failure === null) return undefined;
  const [, step = '', path = '', reason = ''] = failure;
  return { event: 'spawn-failed', step, executable: field(fields, 'EXECUTABLE') ?? path, reason };
}

function decodeBadSetting(fields: Fields, body: string): UnitLogEvent | undefined {
  const path = field(fields, 'CONFIG_FILE');
  if (path === undefined) return undefined;
  const line = number(fields, 'CONFIG_LINE');
  const place = `${path}:${line === undefined ? '' : `${String(line)}:`} `;
  const text = body.startsWith(place) ? body.slice(place.length) : body;
  return defined({ event: 'setting-ignored', path, line, text });
}

/** Such a line has a UNIT= for each unit of the cycle, in the order in which they wait for each other. */
function decodeCycle(fields: Fields, text: string): UnitLogEvent | undefined {
  const line = /^\S+: (?:Found ordering cycle|Unable to break cycle|Job (\S+)\/(\S+) deleted to break ordering cycle)/.exec(text);
  if (line === null) return undefined;
  const [, deleted, jobType = ''] = line;
  const units = values(fields, 'UNIT').length > 0 ? values(fields, 'UNIT') : values(fields, 'USER_UNIT');
  return defined({
    event: 'ordering-cycle',
    units,
    deleted: deleted === undefined ? undefined : { unit: deleted, jobType },
    unbreakable: text.includes(': Unable to break cycle') ? (true as const) : undefined,
  });
}

const PROTOCOL_TEXT =
  /^(?:Daemon never wrote its PID file\.|Can't open PID file .* after start|New main PID \d+ does not (?:exist|belong)|Failed to parse PID from file)/;

/** Lines without a MESSAGE_ID, known by their text. */
function decodeUnitText(body: string): UnitLogEvent | undefined {
  if (body.startsWith('Start request repeated too quickly')) return { event: 'start-limit-hit' };
  const triggering = /^Triggering (OnFailure|OnSuccess)= dependencies/.exec(body)?.[1];
  if (triggering === 'OnFailure' || triggering === 'OnSuccess') return { event: 'triggering', setting: triggering };
  const automount = /^Got automount request for .*?(?:, triggered by (\d+) \((.*)\))?$/.exec(body);
  if (automount !== null) {
    const [, pid, comm] = automount;
    return defined({ event: 'automount-request', pid: pid === undefined ? undefined : Number(pid), comm });
  }
  if (/^(Rebooting|Exiting|Powering off|Halting|Soft rebooting|Triggering .* reboot|Kexec)/i.test(body))
    return { event: 'emergency-action', action: body };
  const watchdog = /^Watchdog timeout(?: \(limit (.*)\))?!/.exec(body);
  if (watchdog !== null) return defined({ event: 'watchdog-timeout', limit: watchdog[1] });
  if (body.startsWith('Trigger limit hit')) return { event: 'trigger-limit-hit' };
  const notify = /^Got notification message from PID (\d+), but (.*?)\.?$/.exec(body);
  if (notify !== null) return { event: 'notify-ignored', pid: Number(notify[1]), why: notify[2] ?? '' };
  if (PROTOCOL_TEXT.test(body)) return { event: 'protocol-broken', text: body };
  if (/[Rr]efusing\.$/.test(body) || body === 'Unit configuration has fatal error, unit will not be started.')
    return { event: 'unit-refused', text: body };
  if (/^Unit (?:is )?not needed any ?more\b/.test(body)) return { event: 'stop-when-unneeded' };
  const upheld = /^Unit needs to be started because active unit (\S+) upholds it, but not starting/.exec(body);
  if (upheld?.[1] !== undefined) return { event: 'upheld-later', upholder: upheld[1] };
  const bound = /^Unit (?:is |\S+ is )?bound to inactive unit (\S+?)[.,] /.exec(body);
  if (bound?.[1] !== undefined) return { event: 'bound-stop', culprit: bound[1] };
  return decodeTimeout(body) ?? decodeJobText(body) ?? decodeKill(body);
}

function decodeJobText(body: string): UnitLogEvent | undefined {
  const job = /^Job (\S+)\/([a-z-]+) (?:timed out|failed with result '([^']*)')\.$/.exec(body);
  if (job === null) return undefined;
  const [, unit = '', jobType = '', result] = job;
  return result === undefined ? { event: 'job-timed-out', unit, jobType } : { event: 'job-failed', unit, jobType, result };
}

function decodeKill(body: string): UnitLogEvent | undefined {
  const own = /^Killing process (\d+) \((.*)\) with signal SIG(\S+?)\.$/.exec(body);
  if (own !== null) {
    const [, pid, comm = '', signal = ''] = own;
    return { event: 'kill-sent', signal, pid: Number(pid), comm, onClientRequest: false };
  }
  // From v257 on the line says whether the signal went to the whole control group.
  const sentForClient =
    /^(?:Sent signal SIG(\S+) to \w+ process (\d+) \((.*)\)|Killed unit cgroup (?:'.*' )?with SIG(\S+)) on client request\.$/.exec(body);
  if (sentForClient === null) return undefined;
  const [, signal, pid, comm, group] = sentForClient;
  return defined({
    event: 'kill-sent',
    signal: signal ?? group ?? '',
    pid: pid === undefined ? undefined : Number(pid),
    comm,
    onClientRequest: true,
  });
}
