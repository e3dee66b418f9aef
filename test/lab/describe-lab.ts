import { afterAll, expect, describe, it } from 'vitest';
import { bootLab, labObstacle } from './lab.ts';
import { removeCopies } from './package-copy.ts';

/** Why the machine's own systemd cannot be booted as a lab, found by booting it; undefined when it can. */
async function obstacle(): Promise<string | undefined> {
  const known = labObstacle();
  if (known !== undefined) return known;
  try {
    const lab = await bootLab({ root: '/', name: 'trial' });
    await lab.close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const inTheWay = await obstacle();

/**
 * A suite that needs a lab. Where none can be booted, one test stands in its place and says why; with WHYALIVE_LAB=required that test fails,
 * so that no run is taken for one that had a lab.
 */
export function describeLab(name: string, suite: () => void): void {
  if (inTheWay === undefined) {
    describe(name, () => {
      // What is registered first runs last: no lab uses the copies any more.
      afterAll(removeCopies);
      suite();
    });
    return;
  }
  process.stderr.write(`\nNOT RUN, no lab: ${name}: ${inTheWay}\n`);
  describe(name, () => {
    it(`did not run, because no lab can be booted here: ${inTheWay}`, () => {
      expect(process.env['WHYALIVE_LAB'], inTheWay).not.toBe('required');
    });
  });
}
