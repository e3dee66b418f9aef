import { createHistory } from '../../src/history/history.ts';
import { endOf } from '../../src/history/run-ends/index.ts';
import { readRecording } from '../../src/recording/read.ts';
import type { Observation } from '../../src/model/observation.ts';
import { attributeEnd, type Terminator } from '../../src/analysis/attribute-end.ts';

type Change = (observations: readonly Observation[]) => readonly Observation[];

/** Who brought each run of a unit down, oldest first, as the recording of a scenario tells it; undefined for a run that ended by itself. */
export async function culprits(
  scenario: string,
  mode: 'live' | 'back',
  unit: string,
  change: Change = (all) => all,
): Promise<readonly (Terminator | undefined)[]> {
  const { observations } = await readRecording(`fixtures/scenarios/${scenario}/${mode}.jsonl.gz`);
  const history = createHistory('system');
  for (const observation of change(observations)) history.add(observation);
  const record = history.unit(unit);
  return record.starts.flatMap((start) => {
    const end = endOf(record, start);
    return end === undefined ? [] : [attributeEnd(end, start, record, history)];
  });
}

/** A chain in one line: `client-request(client) > conflicts(day.service)`. */
export function chainText(culprit: Terminator | undefined): string {
  return (culprit?.chain ?? [])
    .map(({ mechanism, from, strength }) => {
      const who = from.kind === 'unit' ? from.unit : from.kind;
      return `${mechanism}(${who})${strength === 'stated' ? '' : `~${strength}`}`;
    })
    .join(' > ');
}

/** Leaves out what /proc, or another source, told. */
export function withoutSource(source: string): Change {
  return (observations) => observations.filter(({ payload }) => payload.source !== source);
}
