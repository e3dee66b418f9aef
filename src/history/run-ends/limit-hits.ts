import { usecApart, usecBetween } from '../../model/instant.ts';
import { type Fact, isJobLog, isUnitLog } from '../../model/fact.ts';
import { textProperty } from '../../model/properties.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import type { End } from '../../model/run-end.ts';
import { defined } from '../../defined.ts';

/** All lines about one hit are logged within this time. */
const SAME_USEC = 1_000_000n;

/**
 * The starts that a unit was refused for its start limit, oldest first. No run ends by one: the unit just fails. Its Result is that of the run before up
 * to v257, and `start-limit-hit` from v262 on, or when that run had been none of a failure.
 */
export function limitHits({ logs, details, states }: UnitRecord): readonly End[] {
  const logged = logs.flatMap((log, index): readonly End[] => {
    if (!isUnitLog(log, 'start-limit-hit')) return [];
    const after = logs.slice(index + 1).filter(({ at }) => usecBetween(log.at, at) < SAME_USEC);
    const verdict = after.find((other) => isUnitLog(other, 'failed'));
    const failed = after.find((other) => isJobLog(other, 'start-failed'));
    const evidence = [log, verdict, failed].filter((fact) => fact !== undefined);
    return [defined({ at: log.at, how: 'start-limit-hit', result: verdict?.detail.result, evidence })];
  });
  // Without the journal a hit is known only from the Result.
  const onBus = details.flatMap((detail, index): readonly End[] => {
    const isHit = (properties = {}): boolean => textProperty(properties, 'Result') === 'start-limit-hit';
    if (!isHit(detail.properties) || isHit(details[index - 1]?.properties)) return [];
    const state = states.find(({ order }) => order > detail.order);
    const fact: Fact = state ?? detail;
    return [{ at: state?.stateChange ?? detail.at, how: 'start-limit-hit', result: 'start-limit-hit', evidence: [fact] }];
  });
  const isLogged = (hit: End): boolean => logged.some(({ at }) => usecApart(at, hit.at) < SAME_USEC);
  return [...logged, ...onBus.filter((hit) => !isLogged(hit))];
}
