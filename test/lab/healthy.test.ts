import { expect, it } from 'vitest';
import { isComplete } from '../needs.ts';
import { describeLab } from './describe-lab.ts';
import { bootLab, type Lab } from './lab.ts';
import { copyPackage } from './package-copy.ts';
import { builtRoots, rootOf, SUITES } from './roots.ts';

interface Told {
  readonly findings: readonly { readonly kind: string; readonly unit: string; readonly text: string }[];
}

/** Findings that are right on a stock system: `UNIT KIND` and why. */
const RIGHT: Readonly<Record<string, string>> = {
  'quotaon-root.service exec-missing': 'from 257 on systemd brings the unit, and another package the program',
};

const UNITS_AT_ONCE = 60;

/** Where nothing may be missing, every version, built where it is not there yet; else those that the matrix has built, or the machine's own systemd. */
const built = builtRoots();
const STOCK: readonly { readonly name: string; readonly root: () => string }[] = isComplete
  ? SUITES.map(({ version }) => ({ name: `systemd ${String(version)}`, root: () => rootOf(version) }))
  : (built.length > 0 ? built : ['/']).map((root) => ({ name: root, root: () => root }));

describeLab('a stock system', () => {
  it.each(STOCK)('of $name has nothing wrong with any of its units', { timeout: 600_000 }, async ({ root }) => {
    const lab = await bootLab({ root: root(), name: 'healthy', package: copyPackage() });
    try {
      expect(await wrongIn(lab)).toEqual([]);
    } finally {
      await lab.close();
    }
  });
});

/** What is found wrong with the units that are loaded or installed, and is not known to be right. */
async function wrongIn(lab: Lab): Promise<readonly string[]> {
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
      // The lab masks what makes no sense in it, and some of that has a trigger that is asked about.
      if (kind === 'masked') continue;
      if (RIGHT[`${unit} ${kind}`] === undefined) wrong.push(`${unit} ${kind}: ${text}`);
    }
  }
  return wrong;
}
