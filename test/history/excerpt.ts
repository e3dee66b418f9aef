import { readFileSync } from 'node:fs';
import { createHistory, type History } from '../../src/history/history.ts';
import type { StartRecord } from '../../src/model/unit-record.ts';
import { decodeObservation } from '../../src/recording/format.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { ManagerScope } from '../../src/systemd/systemctl-line.ts';

/** What was observed in a story played in the lab; fixtures/observations/cut-excerpts.mjs says how it was cut. */
export function excerpt(name: string): Observation[] {
  const [, ...lines] = readFileSync(`fixtures/observations/${name}.jsonl`, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const decoded = decodeObservation(line);
    if (!decoded.ok) throw new Error(`${name}: ${decoded.why}`);
    return decoded.observation;
  });
}

/** A history of just these observations, and the starts that it gave as they came. */
export function replay(
  observations: readonly Observation[],
  scope: ManagerScope = 'system',
): { history: History; revealed: StartRecord[] } {
  const history = createHistory(scope);
  const revealed = observations.flatMap((observation) => history.add(observation));
  return { history, revealed };
}

/** The starts of a unit in an excerpt that came while the bus was heard, oldest first; of a look back, all. */
export function startsIn(history: History, unit: string): StartRecord[] {
  const { starts } = history.unit(unit);
  return history.observedSpans.length === 0 ? [...starts] : starts.filter(({ order }) => order !== undefined);
}
