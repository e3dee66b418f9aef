import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab } from './describe-lab.ts';
import { bootLab, type Lab } from './lab.ts';
import { copyPackage } from './package-copy.ts';

interface Told {
  readonly findings: readonly { readonly kind: string; readonly unit: string; readonly text: string }[];
}

/** Findings that are right on a stock system: `UNIT KIND` and why. */
const RIGHT: Readonly<Record<string, string>> = {
  'quotaon-root.service exec-missing': 'from 257 on systemd brings the unit, and another package the program',
};

const UNITS_AT_ONCE = 60;

describeLab('a stock system', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await bootLab({ root: '/', name: 'healthy', package: copyPackage() });
  });
  afterAll(async () => lab.close());

  it('has nothing wrong with any of its units', async () => {
    const listed = await lab.sh(
      '{ systemctl list-units --all --plain --no-legend --full; systemctl list-unit-files --no-legend --full; } | grep -v -e not-found -e masked',
    );
    const units = [...new Set(listed.split('\n').flatMap((line) => /^(\S+\.[a-z]+)/.exec(line)?.[1] ?? []))].filter(
      (unit) => !unit.includes('@.'),
    );
    expect(units.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (let at = 0; at < units.length; at += UNITS_AT_ONCE) {
      const { stdout } = await lab.exec(['whyalive', '-n', '1', '-o', 'json', '--', ...units.slice(at, at + UNITS_AT_ONCE)]);
      for (const { kind, unit, text } of (JSON.parse(stdout) as Told).findings) {
        if (RIGHT[`${unit} ${kind}`] === undefined) wrong.push(`${unit} ${kind}: ${text}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});
