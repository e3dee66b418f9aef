import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeDiagnosis } from '../lab/judge-diagnosis.ts';
import { judgeLive, timelineStarts, type Window } from '../lab/judge-scenario.ts';
import { SCENARIOS } from './index.ts';
import { reportRecording } from './report-recording.ts';

const FOLDER = 'fixtures/starved';

/**
 * Recordings of a program that got no time, by `npm run matrix -- --starve --save`: each once made it tell something wrong. What was read too late, or in one go,
 * may leave a doubt and never a wrong claim.
 */
describe('a program that was stopped again and again', () => {
  const sessions = readdirSync(FOLDER);
  it('left recordings', () => {
    expect(sessions.length).toBeGreaterThan(3);
  });

  for (const session of sessions) {
    const scenario = SCENARIOS.find(({ name }) => session.replace(/-\d+$/, '') === name);
    const window = JSON.parse(readFileSync(`${FOLDER}/${session}/window.json`, 'utf8')) as Window & { version: number };
    it.concurrent.each(['live', 'record'])(`${session} is not told wrong by %s`, { timeout: 60_000 }, async (name) => {
      if (scenario === undefined) throw new Error(`${FOLDER}/${session}: no scenario has this name`);
      const text = await reportRecording(`${FOLDER}/${session}/${name}.jsonl.gz`, 100);
      const starts = judgeLive(scenario, window.version, window, timelineStarts(text));
      const { ends, findings } = judgeDiagnosis(scenario, window.version, window, text, 'live');
      const judged = [...starts, ...ends, ...findings];
      expect(judged.length).toBeGreaterThan(0);
      expect(judged.filter(({ verdict }) => verdict === 'wrong' || verdict === 'wrong-stated')).toEqual([]);
    });
  }
});
