import { activationOfStart } from '../../src/analysis/jobs/activation.ts';
import { attributeStart, type Attribution } from '../../src/analysis/attribute-start.ts';
import type { Activation, Verdict } from '../../src/model/claim.ts';
import type { Mechanism } from '../../src/analysis/starts/mechanism.ts';
import { MECHANISM_RULES } from '../../src/analysis/starts/index.ts';
import type { History } from '../../src/history/history.ts';
import type { StartRecord } from '../../src/model/unit-record.ts';
import type { Observation, ObservationPayload } from '../../src/model/observation.ts';
import { excerpt, replay, startsIn } from '../history/excerpt.ts';

/** A story from the lab, and what the mechanisms say of its starts. */
export interface Story {
  readonly history: History;
  /** The starts of a unit, oldest first: live those that were heard, looking back all. */
  starts(unit: string): readonly StartRecord[];
  activation(unit: string, index?: number): Activation;
  /** What one mechanism says of a start, alone. */
  verdicts(mechanism: Mechanism, unit: string, index?: number): readonly Verdict[];
  attribution(unit: string, index?: number): Attribution;
}

/** The excerpt `name`, changed by `change` before it is told. */
export function story(name: string, change = (observations: readonly Observation[]): readonly Observation[] => observations): Story {
  const { history } = replay(change(excerpt(name)));
  const startOf = (unit: string, index: number): StartRecord => {
    const start = startsIn(history, unit).at(index);
    if (start === undefined) throw new Error(`${name}: ${unit} has no start ${String(index)}`);
    return start;
  };
  const activation = (unit: string, index = 0): Activation => activationOfStart(startOf(unit, index), history);
  return {
    history,
    starts: (unit) => startsIn(history, unit),
    activation,
    verdicts(mechanism, unit, index = 0) {
      const before = MECHANISM_RULES.slice(0, (MECHANISM_RULES as readonly Mechanism[]).indexOf(mechanism));
      const others: Verdict[] = [];
      for (const other of before) others.push(...other.judge(activation(unit, index), history, others));
      return mechanism.judge(activation(unit, index), history, others);
    },
    attribution: (unit, index = 0) => attributeStart(startOf(unit, index), history),
  };
}

/** Leaves out observations. */
export function without(isOut: (payload: ObservationPayload, observation: Observation) => boolean) {
  return (observations: readonly Observation[]): readonly Observation[] => observations.filter((one) => !isOut(one.payload, one));
}

/** Changes payloads as text: the visible way to make a variation of what was seen. */
export function replaced(from: string | RegExp, to: string, isMeant: (payload: ObservationPayload) => boolean = () => true) {
  return (observations: readonly Observation[]): readonly Observation[] =>
    observations.map((one) =>
      isMeant(one.payload) ? { ...one, payload: JSON.parse(JSON.stringify(one.payload).replaceAll(from, to)) as ObservationPayload } : one,
    );
}

/** Whether a payload is a PropertiesChanged signal of a unit that went to a sub-state. */
export function isStateSignal(payload: ObservationPayload, unitPathEnd: string, subState: string): boolean {
  return (
    payload.kind === 'signal' &&
    payload.member === 'PropertiesChanged' &&
    payload.path.endsWith(`/${unitPathEnd}`) &&
    JSON.stringify(payload.body).includes(`"SubState":"${subState}"`)
  );
}

/** Whether a payload is a journal entry with a text. */
export function isEntry(payload: ObservationPayload, text: string): boolean {
  return payload.kind === 'entry' && String(payload.fields['MESSAGE']).includes(text);
}
