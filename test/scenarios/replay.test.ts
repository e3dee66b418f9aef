import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeDiagnosis } from '../lab/judge-diagnosis.ts';
import { judgeBack, judgeLive, timelineStarts, type Window } from '../lab/judge-scenario.ts';
import { SCENARIOS } from './index.ts';
import { failures, reportRecording } from './report-recording.ts';

/** The recordings that `npm run matrix -- --version 252 --save` makes in the lab: they tell the same stories on any machine, without root and without systemd. */
describe('the recorded scenarios', () => {
  for (const scenario of SCENARIOS.filter((candidate) => candidate.noFixture === undefined)) {
    it.concurrent(`${scenario.name}: ${scenario.title}`, { timeout: 60_000 }, async () => {
      const folder = `fixtures/scenarios/${scenario.name}`;
      expect(
        existsSync(`${folder}/window.json`),
        `${folder} is missing: npm run matrix -- --version 252 --scenario ${scenario.name} --save`,
      ).toBe(true);
      const window = JSON.parse(readFileSync(`${folder}/window.json`, 'utf8')) as Window & { version: number };
      const lines = scenario.lines ?? 100;
      const live = await reportRecording(`${folder}/live.jsonl.gz`, lines);
      const back = await reportRecording(`${folder}/back.jsonl.gz`, lines);
      expect(failures(judgeLive(scenario, window.version, window, timelineStarts(live)))).toEqual([]);
      expect(failures(judgeBack(scenario, window.version, window, timelineStarts(back)))).toEqual([]);
      for (const [text, mode] of [[live, 'live'] as const, [back, 'back'] as const]) {
        const { ends, findings } = judgeDiagnosis(scenario, window.version, window, text, mode);
        expect(failures([...ends, ...findings]), mode).toEqual([]);
      }
    });
  }
});
