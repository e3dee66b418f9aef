import { afterAll, describe } from 'vitest';
import { isComplete, NEEDS } from '../needs.ts';
import { bootLab } from './lab.ts';
import { removeCopies } from './package-copy.ts';

/** Why the machine's own systemd cannot be booted as a lab, found by booting it; undefined when it can, or when that need not be tried. */
async function findObstacle(): Promise<string | undefined> {
  if (isComplete || NEEDS.lab() !== undefined) return undefined;
  try {
    const lab = await bootLab({ root: '/', name: 'trial' });
    await lab.close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const obstacle = await findObstacle();

/** A suite that needs a lab; where none can be booted it is skipped, and listed with why. */
export function describeLab(name: string, suite: () => void): void {
  describe(name, { tags: ['lab'], ...(obstacle !== undefined && { skip: true, meta: { obstacle } }) }, () => {
    // What is registered first runs last: no lab uses the copies any more.
    afterAll(removeCopies);
    suite();
  });
}
