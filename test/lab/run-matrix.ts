import { join } from 'node:path';
import { rootOf } from './roots.ts';
import { runScenario, type ScenarioResult } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

export interface MatrixOptions {
  readonly scenarios: readonly Scenario[];
  readonly versions: readonly number[];
  /** Labs at a time. */
  readonly jobs: number;
  readonly package: string;
  /** A folder that gets NAME/VERSION/ with all outputs. */
  readonly keep?: string;
  /** A folder that gets NAME/ with the recordings made on systemd 252. */
  readonly save?: string;
  /** Called after each, in the order of completion. */
  readonly onResult: (result: ScenarioResult) => void;
}

/** The version whose recordings become fixtures. */
export const FIXTURE_VERSION = 252;

/** Plays every scenario on every version; nothing is tried twice. */
export async function runMatrix(options: MatrixOptions): Promise<ScenarioResult[]> {
  const roots = new Map(options.versions.map((version) => [version, rootOf(version)]));
  const queue = options.scenarios.flatMap((scenario) => options.versions.map((version) => ({ scenario, version })));
  const results: ScenarioResult[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { scenario, version } = next;
      const result = await runScenario(scenario, {
        root: roots.get(version) ?? '',
        package: options.package,
        ...(options.keep === undefined ? {} : { keep: join(options.keep, scenario.name, String(version)) }),
        ...(options.save === undefined || version !== FIXTURE_VERSION ? {} : { save: join(options.save, scenario.name) }),
      });
      results.push({ ...result, version });
      options.onResult({ ...result, version });
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  return results;
}
