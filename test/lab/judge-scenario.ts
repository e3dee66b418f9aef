import { judgeStarts, type Judgement } from './judge.ts';
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

/** The recording of a live session must tell just what the session told. */
export function replayDifferences(live: readonly ToldStart[], replay: readonly ToldStart[]): string[] {
  const [one, other] = [live.map(essence).sort(), replay.map(essence).sort()];
  const lost = one.filter((line) => !other.includes(line));
  const gained = other.filter((line) => !one.includes(line));
  return [
    ...lost.map((line) => `replay does not tell as live did: ${line}`),
    ...gained.map((line) => `replay tells what live did not: ${line}`),
  ].slice(0, 6);
}

function essence(start: ToldStart): string {
  const chain = start.chain.map((link) => [link.mechanism, link.strength, link.from.kind, link.from.unit, link.to]);
  return JSON.stringify([start.unit, start.invocationId, start.mechanism, start.strength, chain]);
}
