import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { judgeDiagnosis } from '../lab/judge-diagnosis.ts';
import type { Judgement } from '../lab/judge.ts';
import { judgeBack, judgeLive, timelineStarts, type Window } from '../lab/judge-scenario.ts';
import { SCENARIOS } from './index.ts';

const run = promisify(execFile);

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
      const live = await report(`${folder}/live.jsonl.gz`, lines);
      const back = await report(`${folder}/back.jsonl.gz`, lines);
      expect(failures(judgeLive(scenario, window.version, window, timelineStarts(live)))).toEqual([]);
      expect(failures(judgeBack(scenario, window.version, window, timelineStarts(back)))).toEqual([]);
      for (const [text, mode] of [[live, 'live'] as const, [back, 'back'] as const]) {
        const { ends, findings } = judgeDiagnosis(scenario, window.version, window, text, mode);
        expect(failures([...ends, ...findings]), mode).toEqual([]);
      }
    });
  }
});

async function report(recording: string, lines: number): Promise<string> {
  const options = { maxBuffer: 1 << 28 };
  const { stdout } = await run(process.execPath, ['dist/whyalive.mjs', 'report', recording, '-o', 'json', '-n', String(lines)], options);
  return stdout;
}

function failures(judgements: readonly Judgement[]): Judgement[] {
  return judgements.filter((one) => !one.passed);
}
