import type { Fact, UnitState } from '../../model/fact.ts';
import type { End } from '../../history/run-ends/index.ts';
import { countProperty, invocationIdProperty, textProperty, isDown } from '../../model/properties.ts';
import { EXIT_CODES, isExitCode } from '../../model/run-end.ts';
import { linesOf, type StartRecord, type UnitRecord } from '../../model/unit-record.ts';
import type { Properties } from '../../model/observation.ts';
import { compareInstants } from '../../model/instant.ts';
import type { ExitStatusSet, MainStatus } from '../../systemd/restart-policy.ts';

/** The possible statuses of a successful end whose status was not logged: exit 0, and SIGHUP, SIGINT, SIGPIPE and SIGTERM. */
const CLEAN: readonly MainStatus[] = [
  { code: 'exited', status: 0 },
  ...[1, 2, 13, 15].map((status) => ({ code: 'killed' as const, status })),
];

/**
 * The possible statuses with which the main process last ended when the unit went down; undefined when no source shows them.
 * service_start() resets the status of the previous run; a later failure, as of ExecStop=, does not change it.
 */
export function mainStatuses(
  end: End,
  run: StartRecord | undefined,
  unit: UnitRecord,
  success: ExitStatusSet,
): readonly MainStatus[] | undefined {
  if (isBeforeMain(end)) return ['none'];
  const observed = statusOnBus(end, run, unit) ?? statusLogged(end, run, unit) ?? statusNow(run, unit);
  if (observed !== undefined) return [observed];
  // The manager logs nothing at its usual level of a main process that ends cleanly.
  if (end.result !== 'success' || end.how !== 'exited' || end.command !== undefined || end.phase === 'start') return undefined;
  const { statuses, signals } = success;
  return [
    ...CLEAN,
    ...statuses.map((status) => ({ code: 'exited' as const, status })),
    ...signals.map((status) => ({ code: 'killed' as const, status })),
  ];
}

/** Whether the run ended before there was a main process; ExecStart= is a control process with Type=forking. */
function isBeforeMain({ command, how }: End): boolean {
  return how === 'skipped' || command === 'ExecCondition' || command === 'ExecStartPre' || command === 'ExecStart';
}

/** The signalled state in which the unit was down. */
function downState({ at }: End, { states }: UnitRecord): UnitState | undefined {
  return states.find((state) => state.signalled && compareInstants(state.stateChange ?? state.at, at) === 0);
}

/** The signal of a service's own properties comes right before that of its state. */
function statusOnBus(end: End, run: StartRecord | undefined, unit: UnitRecord): MainStatus | undefined {
  const down = downState(end, unit);
  if (down === undefined) return undefined;
  const detail = unit.details.findLast(
    ({ order, properties }) => order < down.order && order >= (run?.order ?? 0) && countProperty(properties, 'ExecMainCode') !== undefined,
  );
  return detail === undefined ? undefined : statusIn(detail.properties);
}

function statusLogged(end: End, run: StartRecord | undefined, unit: UnitRecord): MainStatus | undefined {
  const line = linesOf(unit, 'process-exit').findLast((log) => log.detail.process === 'main' && isOfRun(log, end, run));
  if (line === undefined) return undefined;
  const { code, status } = line.detail;
  return isExitCode(code) ? { code, status } : undefined;
}

/** The properties that the manager reported describe the last run until the next one has a main process. */
function statusNow(run: StartRecord | undefined, { properties = {}, starts }: UnitRecord): MainStatus | undefined {
  const isOfLastRun = run?.invocationId !== undefined && starts.at(-1) === run && invocationIdProperty(properties) === run.invocationId;
  const isOver =
    isDown(textProperty(properties, 'ActiveState')) || textProperty(properties, 'SubState')?.startsWith('auto-restart') === true;
  return isOfLastRun && isOver ? statusIn(properties) : undefined;
}

function isOfRun(log: Fact & { readonly invocationId?: string }, end: End, run: StartRecord | undefined): boolean {
  if (run?.invocationId !== undefined && log.invocationId !== undefined) return log.invocationId === run.invocationId;
  return compareInstants(log.at, end.at) <= 0 && (run === undefined || compareInstants(log.at, run.at) >= 0);
}

function statusIn(properties: Properties): MainStatus | undefined {
  const code = countProperty(properties, 'ExecMainCode');
  const status = countProperty(properties, 'ExecMainStatus');
  if (code === undefined || status === undefined) return undefined;
  const name = EXIT_CODES[Number(code)];
  return name === undefined ? 'none' : { code: name, status: Number(status) };
}
