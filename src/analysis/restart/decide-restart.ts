import { restartAnswer } from './restart-answer.ts';
import type { End } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import { countProperty } from '../../model/properties.ts';
import { linesOf, type StartRecord, type UnitRecord } from '../../model/unit-record.ts';
import type { Properties } from '../../model/observation.ts';
import { compareInstants, usecBetween } from '../../model/instant.ts';
import { restartDelayUsec } from '../../systemd/restart-policy.ts';
import type { RestartDecision } from '../../model/restart-decision.ts';
import { wasRestartScheduled } from './restart-scheduled.ts';
import { defined } from '../../defined.ts';

/**
 * What Restart= makes of an end; undefined for other units than services, where the settings of then are not known, and where what systemd did
 * contradicts what its rules say: then something about the end is not known.
 */
export function decideRestart(end: End, run: StartRecord | undefined, unit: UnitRecord, history: History): RestartDecision | undefined {
  const answer = restartAnswer(end, run, unit, history);
  if (answer === undefined) return undefined;
  if (answer.rule === 'start-limit') {
    const limit = limitOf(unit.properties ?? {});
    return { ...answer, ...defined({ limit }) };
  }
  const delayUsec = delayAfter(end, run, unit);
  const did = wasRestartScheduled(end, startAfter(end, run, unit), unit, history, delayUsec ?? 0n);
  if (did !== undefined && did !== answer.acts) return undefined;
  if (did === undefined && answer.acts && mayHaveBeenForbidden(end, unit)) return undefined;
  return { ...answer, ...defined({ delayUsec: answer.acts && delayUsec !== undefined ? delayUsec : undefined, did }) };
}

const AT_ONCE_USEC = 100_000n;

/**
 * Whether a restart that nothing shows may have been forbidden by what nothing shows either: a unit that waits for its restart is loaded, and
 * of a stop job that waited for its turn only the end is logged, as of one that came right after.
 */
function mayHaveBeenForbidden(end: End, { properties, logs }: UnitRecord): boolean {
  if (properties === undefined) return true;
  return logs.some((log) => {
    if (log.kind !== 'job-logged' || log.phase !== 'stopped' || log.jobType !== 'stop') return false;
    const after = usecBetween(end.at, log.at);
    return after >= 0n && after < AT_ONCE_USEC;
  });
}

function startAfter({ at }: End, run: StartRecord | undefined, { starts }: UnitRecord): StartRecord | undefined {
  return run === undefined ? starts.find((start) => compareInstants(start.at, at) > 0) : starts[starts.indexOf(run) + 1];
}

function delayAfter(end: End, run: StartRecord | undefined, unit: UnitRecord): bigint | undefined {
  const properties = unit.properties ?? {};
  const restartUsec = finite(properties, 'RestartUSec');
  if (restartUsec === undefined) return undefined;
  const steps = Number(countProperty(properties, 'RestartSteps') ?? 0n);
  if (steps === 0) return restartUsec;
  const nth = ordinalOfRestart(end, run, unit);
  if (nth === undefined) return undefined;
  const maxDelayUsec = finite(properties, 'RestartMaxDelayUSec');
  return restartDelayUsec(defined({ restartUsec, steps, maxDelayUsec }), nth);
}

/** Which automatic restart in a row comes after an end: from its own line, or from the count before it. */
function ordinalOfRestart(end: End, run: StartRecord | undefined, unit: UnitRecord): number | undefined {
  const next = startAfter(end, run, unit);
  const counted = linesOf(unit, 'restart-scheduled').find(
    ({ at }) => compareInstants(at, end.at) >= 0 && (next === undefined || compareInstants(at, next.at) <= 0),
  );
  if (counted?.detail.nRestarts !== undefined) return counted.detail.nRestarts;
  const before = unit.details.findLast(
    ({ at, properties }) => compareInstants(at, end.at) <= 0 && countProperty(properties, 'NRestarts') !== undefined,
  );
  // The properties that the manager reported stay valid after the last run.
  const count = countProperty(before?.properties ?? (next === undefined ? (unit.properties ?? {}) : {}), 'NRestarts');
  return count === undefined ? undefined : Number(count) + 1;
}

function limitOf(properties: Properties): RestartDecision['limit'] {
  const burst = countProperty(properties, 'StartLimitBurst');
  const intervalUsec = finite(properties, 'StartLimitIntervalUSec');
  return burst === undefined || intervalUsec === undefined ? undefined : { burst: Number(burst), intervalUsec };
}

/** A time in µs, 0 included; undefined for infinity. */
function finite(properties: Properties, name: string): bigint | undefined {
  const value = countProperty(properties, name);
  return value === undefined || value === 18446744073709551615n ? undefined : value;
}
