import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeDiagnosis } from '../lab/judge-diagnosis.ts';
import { judgeBack, judgeLive, timelineStarts, type Window } from '../lab/judge-scenario.ts';
import type { Scenario } from '../lab/scenario.ts';
import { SCENARIOS } from './index.ts';
import { failures, reportRecording } from './report-recording.ts';
import { unsuspected } from './unsuspected.ts';

/**
 * The recordings that `npm run matrix -- --version 252 --save` makes in the lab, and those that other machines made: they tell the same stories on any machine,
 * without root and without systemd.
 */
describe('the recorded scenarios', () => {
  for (const scenario of SCENARIOS.filter((candidate) => candidate.noFixture === undefined)) {
    it.concurrent(`${scenario.name}: ${scenario.title}`, { timeout: 60_000 }, async () => {
      const folder = `fixtures/${scenario.onlyIn ?? 'scenarios'}/${scenario.name}`;
      expect(
        existsSync(`${folder}/window.json`),
        `${folder} is missing: npm run matrix -- --version 252 ${scenario.onlyIn === undefined ? '' : `--profile ${scenario.onlyIn} `}--scenario ${scenario.name} --save`,
      ).toBe(true);
      await judgeFolder(folder, scenario);
    });
  }
});

/** Those of `npm run matrix -- --profile dbus-broker --version 252 --save`. */
describe('the scenarios recorded under dbus-broker', () => {
  it.concurrent.each(readdirSync('fixtures/dbus-broker'))('%s', { timeout: 60_000 }, async (name) => {
    const scenario = SCENARIOS.find((one) => one.name === name);
    if (scenario === undefined) throw new Error(`fixtures/dbus-broker/${name}: no scenario has this name`);
    await judgeFolder(`fixtures/dbus-broker/${name}`, scenario);
  });
});

async function judgeFolder(folder: string, scenario: Scenario): Promise<void> {
  const window = JSON.parse(readFileSync(`${folder}/window.json`, 'utf8')) as Window & { version: number };
  for (const mode of scenario.recorded === undefined ? (['live', 'back'] as const) : [scenario.recorded]) {
    const told = await reportRecording(`${folder}/${mode}.jsonl.gz`, scenario.lines ?? 100);
    const judge = mode === 'live' ? judgeLive : judgeBack;
    const starts = judge(scenario, window.version, window, timelineStarts(told));
    const { ends, findings } = judgeDiagnosis(scenario, window.version, window, told, mode);
    expect(failures([...starts, ...ends, ...findings]), mode).toEqual([]);
    expect(unsuspected(told), `${mode}: stated to have started it, and no suspect`).toEqual([]);
  }
}
