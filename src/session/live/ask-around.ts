import { activationOfJob } from '../../analysis/jobs/activation.ts';
import { strangersAround } from '../../analysis/jobs/neighbours.ts';
import type { History } from '../../history/history.ts';
import { heardJob } from '../../model/unit-record.ts';
import type { SystemBus } from '../../collect/bus/system-bus.ts';

/** The latest jobs of a unit that are looked at. */
const JOBS = 4;
/** In a burst nearly everything happens right before everything else. */
const MAX_QUERIES = 24;

/**
 * The manager is asked about units to which something happened right before a job of one of `units`, and of which nothing is known, each once (`queried`): one of them may be what made
 * the job, by a relation that is told from its own side alone.
 */
export async function askAround(
  units: readonly string[],
  history: History,
  bus: Pick<SystemBus, 'unitProperties'>,
  queried: Set<string>,
): Promise<void> {
  const strangers = new Set(
    units
      .flatMap((unit) => history.unit(unit).jobs.slice(-JOBS))
      .filter((job) => heardJob(job) !== undefined)
      .flatMap((job) => strangersAround(activationOfJob(job, history), history)),
  );
  // The manager drops what is inactive any moment, and to ask about it then would load it again.
  const isKept = (unit: string): boolean => history.unit(unit).states.at(-1)?.activeState !== 'inactive';
  const unknown = [...strangers].filter((unit) => !queried.has(unit) && isKept(unit)).slice(0, MAX_QUERIES);
  for (const unit of unknown) queried.add(unit);
  await Promise.all(unknown.map(async (unit) => bus.unitProperties(unit).catch(() => undefined)));
}
