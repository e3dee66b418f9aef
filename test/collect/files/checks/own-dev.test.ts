import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasOwnDev } from '../../../../src/collect/files/checks/own-dev.ts';

const HOST =
  '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n24 22 0:6 / /dev rw,nosuid shared:2 - devtmpfs udev rw\n25 24 0:23 / /dev/pts rw - devpts devpts rw\n';
const PRIVATE = HOST.replace('0:6 / /dev ', '0:61 / /dev ');

it.each([
  ['that of PID 1', HOST, HOST, false],
  ['one of its own', PRIVATE, HOST, true],
  ['one over another', `${HOST}90 24 0:61 / /dev rw - tmpfs tmpfs rw\n`, HOST, true],
  ['that of PID 1, as far as can be read', PRIVATE, undefined, false],
])('/dev is %s', (_, own, its, expected) => {
  const proc = mkdtempSync(join(tmpdir(), 'whyalive-dev-'));
  try {
    for (const [pid, text] of [
      ['self', own],
      ['1', its],
    ] as const) {
      mkdirSync(join(proc, pid));
      if (text !== undefined) writeFileSync(join(proc, pid, 'mountinfo'), text);
    }
    expect(hasOwnDev(proc)).toBe(expected);
  } finally {
    rmSync(proc, { recursive: true });
  }
});
