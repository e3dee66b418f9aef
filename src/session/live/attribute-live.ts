import { attributeStart, type Attribution } from '../../analysis/attribute-start.ts';
import type { History } from '../../history/history.ts';
import type { StartRecord, UnitRecord } from '../../model/unit-record.ts';
import type { SystemBus } from '../../collect/bus/system-bus.ts';
import { startersOf } from '../describe/describe-units.ts';

const MAX_ROUNDS = 6;

/** Attributes a start just seen, asking the manager about units of its chain that nothing is known of yet, as long as they are loaded. */
export async function attributeLive(start: StartRecord, history: History, bus: SystemBus, asked: Set<string>): Promise<Attribution> {
  let attribution = attributeStart(start, history);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const unknown = unitsToAsk(start, attribution, history).filter((unit) => !asked.has(unit));
    if (unknown.length === 0) break;
    for (const unit of unknown) asked.add(unit);
    await Promise.all(unknown.map(async (unit) => bus.unitProperties(unit).catch(() => undefined)));
    attribution = attributeStart(start, history);
  }
  return attribution;
}

/** The manager has said something of it, so asking does not load it. */
function isLive({ jobs, states, loaded }: UnitRecord): boolean {
  return jobs.length > 0 || states.length > 0 || loaded !== undefined;
}

function unitsToAsk(start: StartRecord, { chain }: Attribution, history: History): readonly string[] {
  const inChain = chain.flatMap(({ from, to }) => [
    to,
    ...(from.kind === 'unit'
      ? [from.unit]
      : (from.kind === 'client' || from.kind === 'peer') && from.unit !== undefined
        ? [from.unit]
        : []),
  ]);
  const all = [start.unit, ...inChain].flatMap((unit) => [
    unit,
    ...startersOf(unit, history).filter((other) => isLive(history.unit(other))),
  ]);
  return [...new Set(all)].filter((unit) => history.unit(unit).properties === undefined);
}
