import { textProperty } from '../../model/properties.ts';
import { compareInstants } from '../../model/instant.ts';
import { defineFinding } from './define-finding.ts';
import { hasFailed, runsOf, type Run } from '../loops/runs.ts';
import { valueSet, whereSet } from '../../history/setting-location.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
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
    const refused = unit.logs.findLast(
      (log) => log.kind === 'unit-logged' && log.detail.event === 'notify-ignored' && compareInstants(log.at, ended.start.at) >= 0,
    );
    const line = refused?.kind === 'unit-logged' ? refused.text.slice(refused.text.indexOf(': ') + 2) : undefined;
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
  const timeout = end.evidence.find((fact) => fact.kind === 'unit-logged' && fact.detail.event === 'timed-out');
  const state = timeout?.kind === 'unit-logged' && timeout.detail.event === 'timed-out' ? timeout.detail.state : undefined;
  return end.result === 'timeout' && (state === undefined ? end.command !== undefined && end.command !== 'ExecStart' : state !== 'start');
}

/** Whether a run has ever become active. */
function hasStarted({ start }: Run, unit: UnitRecord): boolean {
  const { invocationId } = start;
  return (
    unit.logs.some(
      (log) => log.kind === 'job-logged' && log.phase === 'started' && log.invocationId === invocationId && invocationId !== undefined,
    ) ||
    unit.states.some(
      (state) => state.invocationId === invocationId && state.activeState === 'active' && compareInstants(state.at, start.at) >= 0,
    )
  );
}
