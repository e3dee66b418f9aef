import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MECHANISM_NAMES } from '../../src/model/mechanism.ts';
import { FORMAT_NAMES } from '../../src/render/formats.ts';
import { expectedFile, rendered } from './expected-files.ts';

// npm run expected [-- FORMAT…]: writes what the formats make of each mechanism's recording, to be read and committed. No test writes it.
const asked = process.argv.slice(2);
for (const format of FORMAT_NAMES.filter((name) => asked.length === 0 || asked.includes(name))) {
  for (const mechanism of MECHANISM_NAMES) {
    const path = expectedFile(format, mechanism);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await rendered(format, mechanism));
  }
}
