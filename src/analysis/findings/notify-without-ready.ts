import { textProperty } from '../../model/properties.ts';
import { compareInstants } from '../../model/instant.ts';
import { defineFinding } from './define-finding.ts';
import { hasFailed, runsOf, type Run } from '../loops/runs.ts';
import { valueSet, whereSet } from '../../history/setting-location.ts';
import { isJobLog, isUnitLog } from '../../model/fact.ts';
import { linesOf, type UnitRecord } from '../../model/unit-record.ts';
import { defined } from '../../defined.ts';

/** What a Type= waits for before the unit counts as started (systemd.service(5)). */
export const AWAITED_TYPES: ReadonlySet<string> = new Set(['notify', 'notify-reload', 'dbus']);

/** Its last run never said that it was ready: it was given up, or exited before (result timeout in its start, or protocol). */
export const notifyWithoutReady = defineFinding({
  kind: 'notify-without-ready',
  examine(unit, history) {
    const type = textProperty(unit.properties ?? {}, 'Type') ?? valueSet(unit, history, 'Type');
    if (type === undefined || !AWAITED_TYPES.has(type)) return [];
    const ended = runsOf(unit, history).findLast(({ end }) => end !== undefined);
    if (ended === undefined || !hasFailed(ended) || hasStarted(ended, unit)) return [];
    const { result } = ended.end;
    if (isOfAnotherCommand(ended)) return [];
    const access = valueSet(unit, history, 'NotifyAccess') ?? 'main';
    if (result !== 'protocol' && !(result === 'timeout' && (ended.end.phase ?? 'start') === 'start')) return [];
    const refused = linesOf(unit, 'notify-ignored').findLast(({ at }) => compareInstants(at, ended.start.at) >= 0);
    const line = refused?.text.slice(refused.text.indexOf(': ') + 2);
    return [
      {
        severity: 'error',
        facts: defined({ setting: `Type=${type}`, first: result, line, other: type === 'dbus' ? undefined : `NotifyAccess=${access}` }),
        declaredIn: [...whereSet(unit, history, 'Type'), ...(access === 'all' ? [] : whereSet(unit, history, 'NotifyAccess'))],
        evidence: [...ended.end.evidence, ...(refused === undefined ? [] : [refused])],
      },
    ];
  },
});

/** Whether what took too long was ExecStartPre=, ExecStartPost= or the like, for which no READY=1 is awaited. */
function isOfAnotherCommand({ end }: Required<Run>): boolean {
  const state = end.evidence.find((fact) => isUnitLog(fact, 'timed-out'))?.detail.state;
  return end.result === 'timeout' && (state === undefined ? end.command !== undefined && end.command !== 'ExecStart' : state !== 'start');
}

/** Whether a run has ever become active. */
function hasStarted({ start }: Run, unit: UnitRecord): boolean {
  const { invocationId } = start;
  return (
    unit.logs.some((log) => isJobLog(log, 'started') && log.invocationId === invocationId && invocationId !== undefined) ||
    unit.states.some(
      (state) => state.invocationId === invocationId && state.activeState === 'active' && compareInstants(state.at, start.at) >= 0,
    )
  );
}
