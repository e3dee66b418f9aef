import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MECHANISM_NAMES, type MechanismName } from '../../src/model/mechanism.ts';
import type { Scenario } from '../lab/scenario.ts';
import { SCENARIOS } from './index.ts';

const VERSIONS = [247, 252, 257, 262];
const names = SCENARIOS.map((scenario) => scenario.name);
const near = SCENARIOS.filter((scenario) => scenario.nearMissOf !== undefined);

describe('the table of scenarios', () => {
  it('gives each a kebab-case name of its own', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  it('keeps each in the file of its theme', () => {
    expect(SCENARIOS.filter(({ theme }) => !existsSync(join(import.meta.dirname, `${theme}.ts`))).map(({ name }) => name)).toEqual([]);
  });

  it('holds the scenarios of every file beside it', async () => {
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    const exported = await Promise.all(files.map(async (file) => Object.values((await import(`./${file}`)) as object).flat() as unknown[]));
    const scenarios = exported.flat().filter((one) => typeof one === 'object' && one !== null && 'theme' in one);
    expect(new Set(scenarios)).toEqual(new Set(SCENARIOS));
  });

  it('points each near miss at a scenario that there is', () => {
    expect(near.filter(({ nearMissOf }) => !names.includes(nearMissOf ?? '')).map(({ name }) => name)).toEqual([]);
  });

  it.each(MECHANISM_NAMES.filter((name) => name !== 'unexplained'))('has a scenario where %s fires on a version', (mechanism) => {
    expect(SCENARIOS.some((scenario) => fires(scenario, mechanism))).toBe(true);
  });

  it.each(MECHANISM_NAMES.filter((name) => name !== 'unexplained'))('has a near miss where %s must not fire', (mechanism) => {
    const missed = near.filter((scenario) => SCENARIOS.some((fired) => fired.name === scenario.nearMissOf && fires(fired, mechanism)));
    expect(missed.map(({ name }) => name)).not.toEqual([]);
  });

  it('expects starts of watched units only', () => {
    for (const scenario of SCENARIOS.filter(({ name }) => name !== 'alias')) {
      for (const version of VERSIONS) {
        const strangers = [...scenario.expect(version), ...(scenario.back?.(version) ?? [])].filter(
          ({ unit }) => !scenario.watch.includes(unit),
        );
        expect(strangers, scenario.name).toEqual([]);
      }
    }
  });
});

function fires(scenario: Scenario, mechanism: MechanismName): boolean {
  return VERSIONS.some((version) =>
    [...scenario.expect(version), ...(scenario.back?.(version) ?? [])].some(({ chain }) =>
      chain.some((link) => link.mechanism === mechanism),
    ),
  );
}
