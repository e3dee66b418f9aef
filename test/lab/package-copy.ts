import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LabError, labFolder } from './lab.ts';

/** A copy of the built program in a fresh folder that goes with the process, so that a build meanwhile does not change what is tested. */
export function copyPackage(): string {
  const source = resolve(labFolder(), '../..');
  if (!existsSync(join(source, 'dist/whyalive.mjs')))
    throw new LabError('dist/whyalive.mjs is not there: build it first with: node build.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'whyalive-package-'));
  chmodSync(folder, 0o755); // alice runs it too
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const entry of ['dist', 'package.json']) cpSync(join(source, entry), join(folder, entry), { recursive: true });
  return folder;
}
