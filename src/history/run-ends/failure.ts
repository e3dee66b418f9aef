import type { Properties } from '../../model/observation.ts';
import { type JobLogged, type UnitDetail, type UnitLog, type UnitLogged, type UnitState, isJobLog, isUnitLog } from '../../model/fact.ts';
import { countProperty, textProperty } from '../../model/properties.ts';
import { linesOf, type UnitRecord } from '../../model/unit-record.ts';
import { EXIT_CODES, isExitCode, type EndPhase, type ExitCode } from '../../model/run-end.ts';
import type { RunFacts } from './run-facts.ts';
import { defined } from '../../defined.ts';
import { table } from '../../table.ts';

/** The process that decided how a run ended; first failure wins (service_enter_dead() and its like in src/core). */
export interface DecidingProcess {
  readonly exitCode?: ExitCode;
  readonly exitStatus?: number;
  readonly exitStatusName?: string;
  readonly command?: string;
  readonly fact?: UnitLogged;
}

const CODE_OF_RESULT: Readonly<Record<string, ExitCode>> = table({ 'exit-code': 'exited', signal: 'killed', 'core-dump': 'dumped' });

/** The command that runs in a state of a unit, by SubState; in others it is the main process, or none. */
const COMMAND_OF_STATE: Readonly<Record<string, string>> = table({
  condition: 'ExecCondition',
  'start-pre': 'ExecStartPre',
  'start-post': 'ExecStartPost',
  reload: 'ExecReload',
  stop: 'ExecStop',
  'stop-post': 'ExecStopPost',
  'stop-pre': 'ExecStopPre',
  mounting: 'ExecMount',
  unmounting: 'ExecUnmount',
  remounting: 'ExecRemount',
});

const PHASE_OF_COMMAND: Readonly<Record<string, EndPhase>> = table({
  ExecCondition: 'start',
  ExecStartPre: 'start',
  ExecStartPost: 'start',
  ExecMount: 'start',
  ExecReload: 'reload',
  ExecRemount: 'reload',
  ExecStop: 'stop',
  ExecStopPre: 'stop',
  ExecStopPost: 'stop',
  ExecUnmount: 'stop',
});

const PHASE_OF_ACTIVE_STATE: Readonly<Record<string, EndPhase>> = table({
  activating: 'start',
  active: 'run',
  reloading: 'run',
  refreshing: 'run',
  deactivating: 'stop',
});

/** The process that failed, from the journal, or from the bus where the journal does not name it. */
export function decidingProcess(run: RunFacts, record: UnitRecord, result: string | undefined): DecidingProcess {
  return fromLog(run, result) ?? fromBus(run, record, result);
}

/** What the unit was doing when it failed; undefined for an end that was no failure. */
export function phaseOfFailure(
  run: RunFacts,
  record: UnitRecord,
  result: string | undefined,
  { command, fact }: DecidingProcess,
): EndPhase | undefined {
  if (result === undefined || result === 'success') return undefined;
  const tooLong = timeoutOf(run)?.detail.operation;
  if (result === 'timeout' && tooLong !== undefined && tooLong !== 'clean') return tooLong;
  const ofCommand = PHASE_OF_COMMAND[command ?? ''];
  if (ofCommand !== undefined) return ofCommand;
  const verdict = fact ?? run.logs.find((log) => isUnitLog(log, 'failed'));
  const before = verdict === undefined ? run.logs : run.logs.slice(0, run.logs.indexOf(verdict));
  const has = (phase: JobLogged['phase'], logs: RunFacts['logs']): boolean => logs.some((log) => isJobLog(log, phase));
  if (verdict !== undefined) {
    if (has('stopping', before)) return 'stop';
    if (has('started', before)) return 'run';
    if (has('starting', before) || has('start-failed', run.logs)) return 'start';
  }
  const state = stateOfFailure(run, record);
  return state === undefined ? undefined : PHASE_OF_ACTIVE_STATE[state.activeState];
}

/** A run whose reload fails goes on. */
function fromLog(run: RunFacts, result: string | undefined): DecidingProcess | undefined {
  if (result === undefined || result === 'success') return undefined;
  const exits = run.logs.filter(isEndingExit);
  const timeout = timeoutOf(run);
  const wanted = CODE_OF_RESULT[result];
  const exit =
    wanted !== undefined
      ? exits.find(({ detail: { code, status } }) => code === wanted && (code !== 'exited' || status !== 0))
      : result === 'timeout' && timeout !== undefined
        ? exits.find((log) => run.logs.indexOf(log) > run.logs.indexOf(timeout))
        : (exits.find(({ detail: { process } }) => process === 'main') ?? exits[0]);
  const timedOut = result === 'timeout' ? COMMAND_OF_STATE[timeout?.detail.state ?? ''] : undefined;
  if (exit === undefined) return timedOut === undefined ? undefined : { command: timedOut };
  const { process, code, status, statusName } = exit.detail;
  const command = process === 'control' ? exit.detail.command : undefined;
  return defined({
    fact: exit,
    exitCode: isExitCode(code) ? code : undefined,
    exitStatus: isExitCode(code) ? status : undefined,
    exitStatusName: statusName,
    command,
  });
}

export function isEndingExit(log: JobLogged | UnitLogged): log is UnitLog<'process-exit'> {
  return isUnitLog(log, 'process-exit') && log.detail.command !== 'ExecReload';
}

function fromBus(run: RunFacts, record: UnitRecord, result: string | undefined): DecidingProcess {
  const last = run.details.findLast(({ properties }) => textProperty(properties, 'Result') !== undefined);
  const main = mainProcess(last?.properties ?? run.over);
  if (result === undefined || result === 'success') return main;
  const command = COMMAND_OF_STATE[stateOfFailure(run, record)?.subState ?? ''];
  const wanted = CODE_OF_RESULT[result];
  const isMains = wanted === undefined || (main.exitCode === wanted && (wanted !== 'exited' || main.exitStatus !== 0));
  // After the main process has gone, and before it has come, another one failed.
  if (command !== undefined && (!isMains || wanted === undefined || !['ExecStop', 'ExecStartPost'].includes(command))) return { command };
  return isMains ? main : {};
}

function mainProcess(properties: Properties | undefined): DecidingProcess {
  const exitCode = EXIT_CODES[Number(countProperty(properties ?? {}, 'ExecMainCode') ?? 0n)];
  const status = countProperty(properties ?? {}, 'ExecMainStatus');
  return exitCode === undefined || status === undefined ? {} : { exitCode, exitStatus: Number(status) };
}

/** The state right before the first one with a Result other than success. */
function stateOfFailure(run: RunFacts, { states }: UnitRecord): UnitState | undefined {
  const failed = run.details.find(isFailed);
  return failed === undefined ? undefined : states.findLast(({ order }) => order < failed.order);
}

function isFailed({ properties }: UnitDetail): boolean {
  const result = textProperty(properties, 'Result');
  return result !== undefined && result !== 'success';
}

/** The line of a timeout; a reload that times out does not end the run. */
function timeoutOf(run: RunFacts): UnitLog<'timed-out'> | undefined {
  return linesOf(run, 'timed-out').find(({ detail }) => detail.operation !== 'reload');
}
