import { compareStrength, type Strength } from '../../src/model/strength.ts';
import { judgeStarts, type Judgement } from './judge.ts';
import type { ProfileName } from './profiles.ts';
import type { Scenario } from './scenario.ts';
import type { ToldStart } from './told-start.ts';

/** When watching began and ended, in ms since the epoch; fixtures keep it beside their recordings. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The starts among the lines of `watch -o json`; its summary is none. */
export function watchedStarts(lines: string): ToldStart[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Partial<ToldStart>)
    .filter((value): value is ToldStart => typeof value.unit === 'string' && Array.isArray(value.chain));
}

/** The starts of a timeline of `-o json`. */
export function timelineStarts(text: string): ToldStart[] {
  return text.trim() === '' ? [] : [...(JSON.parse(text) as { starts: ToldStart[] }).starts];
}

/** Those that happened while it was watched. */
export function within(starts: readonly ToldStart[], window: Window): ToldStart[] {
  return starts.filter((start) => Date.parse(start.at) >= window.from && Date.parse(start.at) <= window.to);
}

/** What watching told, against the truth. */
export function judgeLive(scenario: Scenario, version: number, window: Window, starts: readonly ToldStart[]): Judgement[] {
  return judgeStarts(scenario.expect(version), within(starts, window), 'live');
}

/** What looking back told, against the truth: the time of the watch, or all of the boot where the scenario says what that holds. */
export function judgeBack(scenario: Scenario, version: number, window: Window, starts: readonly ToldStart[]): Judgement[] {
  const all = scenario.back?.(version);
  return judgeStarts(all ?? scenario.expect(version), all === undefined ? within(starts, window) : starts, 'back');
}

/** The scenario for looking back in a profile in which nothing may be left behind that tells of it. */
export function asIn(scenario: Scenario, profile: ProfileName): Scenario {
  if (scenario.silentIn?.[profile] === undefined) return scenario;
  return { ...scenario, expect: (version) => scenario.expect(version).map((one) => ({ ...one, back: 'honest' })) };
}

/** The recording of a live session must tell what the session told, or the same more surely: the journal may have come too late for the session. */
export function replayDifferences(live: readonly ToldStart[], replay: readonly ToldStart[], isDoubtAllowed = false): string[] {
  const lost = live.filter((start) => !replay.some((other) => isSameOrSurer(start, other, isDoubtAllowed)));
  const gained = replay.filter((start) => !live.some((other) => isSameOrSurer(other, start, isDoubtAllowed)));
  return [
    ...lost.map((start) => `replay does not tell as live did: ${essence(start)}`),
    ...gained.map((start) => `replay tells what live did not: ${essence(start)}`),
  ].slice(0, 6);
}

function isSameOrSurer(live: ToldStart, replay: ToldStart, isDoubtAllowed: boolean): boolean {
  const isAsSure = (one: Strength, other: Strength): boolean =>
    compareStrength(one, other) <= 0 || (isDoubtAllowed && one === 'correlated');
  if (live.unit !== replay.unit || live.invocationId !== replay.invocationId || live.mechanism !== replay.mechanism) return false;
  if (live.chain.length !== replay.chain.length || !isAsSure(replay.strength, live.strength)) return false;
  return live.chain.every((link, index) => {
    const other = replay.chain[index];
    return other !== undefined && essenceOf(link) === essenceOf(other) && isAsSure(other.strength, link.strength);
  });
}

function essence(start: ToldStart): string {
  const chain = start.chain.map((link) => `${essenceOf(link)} ${link.strength}`);
  return JSON.stringify([start.unit, start.invocationId, start.mechanism, start.strength, chain]);
}

function essenceOf({ mechanism, from, to }: ToldStart['chain'][number]): string {
  return JSON.stringify([mechanism, from.kind, from.unit, to]);
}
