import { attributeStart, type Attribution } from '../../analysis/attribute-start.ts';
import type { History } from '../../history/history.ts';
import type { StartRecord, UnitRecord } from '../../model/unit-record.ts';
import type { SystemBus } from '../../collect/bus/system-bus.ts';
import { askAround } from './ask-around.ts';
import { startersOf } from '../describe/describe-units.ts';

const MAX_ROUNDS = 6;

/** Attributes a new start; the manager is queried for the loaded units of its chain whose properties are not known yet, each once (`queried`). */
export async function attributeLive(start: StartRecord, history: History, bus: SystemBus, queried: Set<string>): Promise<Attribution> {
  await askAround([start.unit], history, bus, queried);
  let attribution = attributeStart(start, history);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const unknown = unitsToQuery(start, attribution, history).filter((unit) => !queried.has(unit));
    if (unknown.length === 0) break;
    for (const unit of unknown) queried.add(unit);
    await Promise.all(unknown.map(async (unit) => bus.unitProperties(unit).catch(() => undefined)));
    await askAround(
      attribution.chain.map(({ to }) => to),
      history,
      bus,
      queried,
    );
    attribution = attributeStart(start, history);
  }
  return attribution;
}

/** The manager has signalled something about it, so a query does not load it. */
function isLoaded({ jobs, states, loaded }: UnitRecord): boolean {
  return jobs.length > 0 || states.length > 0 || loaded !== undefined;
}

function unitsToQuery(start: StartRecord, { chain }: Attribution, history: History): readonly string[] {
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
    ...startersOf(unit, history).filter((other) => isLoaded(history.unit(other))),
  ]);
  return [...new Set(all)].filter((unit) => history.unit(unit).properties === undefined);
}
