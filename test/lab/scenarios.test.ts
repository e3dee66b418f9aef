import { expect, it } from 'vitest';
import { SCENARIOS } from '../scenarios/index.ts';
import { describeLab } from './describe-lab.ts';
import { describeFailure } from './matrix-report.ts';
import { runScenario } from './run-scenario.ts';

/** One of each kind; all of them on all versions are the matrix. */
const PLAYED = ['widget-daemon', 'stack', 'upheld-by-continuously', 'path-waiting-while-started-by-hand', 'user-manager'];

describeLab("scenarios on the machine's own systemd", () => {
  for (const name of PLAYED) {
    const scenario = SCENARIOS.find((candidate) => candidate.name === name);
    it(`${name}: ${scenario?.title ?? 'is missing from test/scenarios'}`, { timeout: 90_000 }, async () => {
      if (scenario === undefined) throw new Error(`no scenario is called ${name}`);
      const result = await runScenario(scenario, { root: '/' });
      expect(result.passed, describeFailure(result)).toBe(true);
    });
  }
});
