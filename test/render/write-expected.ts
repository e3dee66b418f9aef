import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MECHANISM_NAMES } from '../../src/model/mechanism.ts';
import { FORMAT_NAMES } from '../../src/render/formats.ts';
import { expectedFile, rendered } from './expected-files.ts';

// npm run expected [-- FORMAT…]: writes what the formats make of each mechanism's recording, and without a FORMAT the transcripts that tests of single stories
// are held to as well; to be read and committed. No test writes them.
const asked = process.argv.slice(2);
for (const format of FORMAT_NAMES.filter((name) => asked.length === 0 || asked.includes(name))) {
  for (const mechanism of MECHANISM_NAMES) {
    const path = expectedFile(format, mechanism);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await rendered(format, mechanism));
  }
}
if (asked.length === 0) {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'test/render/text', 'test/render/json', '--update'];
  process.exitCode = spawnSync(process.execPath, vitest, { stdio: 'inherit' }).status ?? 1;
}
