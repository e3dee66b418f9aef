import { expect, it } from 'vitest';
import { FINDING_KINDS } from '../../../src/model/finding.ts';
import { FINDINGS } from '../../../src/analysis/findings/index.ts';
import { SCENARIOS } from '../../scenarios/index.ts';

const VERSIONS = [247, 252, 257, 262];

it('every kind of finding has its definition, in the order in which they are told', () => {
  expect(FINDINGS.map(({ kind }) => kind)).toEqual(FINDING_KINDS);
});

it.each(FINDING_KINDS)('%s is found in a scenario of the lab', (kind) => {
  const told = SCENARIOS.flatMap((scenario) => VERSIONS.flatMap((version) => scenario.findings?.(version) ?? []));
  expect(told.some((finding) => finding.kind === kind)).toBe(true);
});

it('there are near misses: scenarios in which nothing may be found', () => {
  const none = SCENARIOS.filter((scenario) => scenario.nearMissOf !== undefined && scenario.findings?.(252).length === 0);
  expect(none.length).toBeGreaterThan(2);
});
