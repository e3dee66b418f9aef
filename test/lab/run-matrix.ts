import { join } from 'node:path';
import { partOf, type Part } from './part.ts';
import type { ProfileName } from './profiles.ts';
import { rootOf } from './roots.ts';
import { allJudgements, cutOffSeconds, runScenario, type ScenarioResult } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

export interface MatrixOptions {
  readonly scenarios: readonly Scenario[];
  readonly versions: readonly number[];
  readonly profile: ProfileName;
  /** Of the scenarios and versions only those of this part. */
  readonly part?: Part;
  /** Labs at a time. */
  readonly jobs: number;
  readonly package: string;
  /** A folder that gets NAME/VERSION/ with all outputs. */
  readonly keep?: string;
  /** A folder that gets NAME/ with the recordings made on systemd 252; NAME-VERSION/ with those of starved runs that told something wrong. */
  readonly save?: string;
  readonly again?: boolean;
  readonly starve?: boolean;
  /** Called with a result that does not count, because the scenario is played again. */
  readonly onRetry?: (result: ScenarioResult) => void;
  /** Called after each, in the order of completion. */
  readonly onResult: (result: ScenarioResult) => void;
}

interface Pair {
  readonly scenario: Scenario;
  readonly version: number;
}

/** The scenarios that a lab of this profile can play. */
export function playedIn(scenarios: readonly Scenario[], profile: ProfileName): readonly Scenario[] {
  return scenarios.filter(
    ({ recorded, notIn, onlyIn = profile }) => recorded === undefined && onlyIn === profile && notIn?.[profile] === undefined,
  );
}

/**
 * What is played, in this order: version by version, so that a scenario that needs much of the machine is not played beside itself; of a version those first that
 * may take long, so that the end does not wait for one of them alone.
 */
export function pairsOf({ scenarios, versions, part }: Pick<MatrixOptions, 'scenarios' | 'versions' | 'part'>): Pair[] {
  const longFirst = scenarios.toSorted((a, b) => cutOffSeconds(b) - cutOffSeconds(a));
  const all = versions.flatMap((version) => longFirst.map((scenario) => ({ scenario, version })));
  return part === undefined ? all : all.filter(({ scenario, version }) => partOf(scenario.name, version) === part);
}

const MAX_RETRIES = 2;

/** The version whose recordings become fixtures. */
const FIXTURE_VERSION = 252;

/**
 * Plays every scenario on every version, or those of a part. With `again`, one that failed is played up to twice more and said to be, because a lab on a machine that stalls can miss
 * its own timing; a wrong claim that was stated is never given a second try.
 */
export async function runMatrix(options: MatrixOptions): Promise<ScenarioResult[]> {
  const roots = new Map(options.versions.map((version) => [version, rootOf(version, options.profile)]));
  const queue = pairsOf(options);
  const results: ScenarioResult[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { scenario, version } = next;
      const play = async (): Promise<ScenarioResult> => ({
        ...(await runScenario(scenario, {
          root: roots.get(version) ?? '',
          profile: options.profile,
          package: options.package,
          ...(options.starve === undefined ? {} : { starve: options.starve }),
          ...(options.keep === undefined ? {} : { keep: join(options.keep, scenario.name, String(version)) }),
          ...(options.save === undefined ? {} : savedTo(options.save, scenario.name, version, options.starve)),
        })),
        version,
      });
      let result = await play();
      for (let tries = 0; options.again === true && tries < MAX_RETRIES && !result.passed && !isWrongStated(result); tries += 1) {
        options.onRetry?.(result);
        result = await play();
      }
      results.push(result);
      options.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  return results;
}

function savedTo(folder: string, name: string, version: number, isStarved = false): { readonly save?: string } {
  if (isStarved) return { save: join(folder, `${name}-${version}`) };
  return version === FIXTURE_VERSION ? { save: join(folder, name) } : {};
}

function isWrongStated(result: ScenarioResult): boolean {
  return allJudgements(result).some(({ verdict }) => verdict === 'wrong-stated');
}
