import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LabError, labFolder } from './lab.ts';

const folders: string[] = [];

/**
 * A copy of the built program in a fresh folder that goes with the process, so that a build meanwhile does not change what is tested. The workers of
 * vitest are killed when they are done, so that a test file removes it with `removeCopies`.
 */
export function copyPackage(): string {
  const source = resolve(labFolder(), '../..');
  if (!existsSync(join(source, 'dist/whyalive.mjs')))
    throw new LabError('dist/whyalive.mjs is not there: build it first with: node scripts/build.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'whyalive-package-'));
  chmodSync(folder, 0o755); // alice runs it too
  if (folders.push(folder) === 1) process.on('exit', removeCopies);
  for (const entry of ['dist', 'package.json']) cpSync(join(source, entry), join(folder, entry), { recursive: true });
  return folder;
}

/** Removes all copies that this process made. */
export function removeCopies(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
