import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { progressText } from '../../src/output/progress-line.ts';
import { earlierRecordings, recordingPlace } from '../../src/recording/file-name.ts';

const AT = new Date('2026-11-20T14:56:12.345Z');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyalive-name-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('recordingPlace', () => {
  it.each([
    [['nginx.service'], 'whyalive-nginx.service-20261120T145612Z.jsonl'],
    [['a.service', 'b.service', 'c.timer'], 'whyalive-a.service+2-20261120T145612Z.jsonl'],
    [['dev-disk-by\\x2did-a.device'], 'whyalive-dev-disk-by_x2did-a.device-20261120T145612Z.jsonl'],
    [[], 'whyalive-20261120T145612Z.jsonl'],
  ])('makes a name of %j', (units, name) => {
    expect(recordingPlace(undefined, units, AT).path).toBe(name);
  });

  it('knows of no earlier recordings where no folder was named: they are not its own to remove', () => {
    const here = process.cwd();
    process.chdir(folder);
    try {
      writeFileSync('whyalive-20251120T145612Z.jsonl', '');
      expect(earlierRecordings('')).toEqual(['whyalive-20251120T145612Z.jsonl']);
      expect(recordingPlace(undefined, [], AT).older).toEqual([]);
      expect(recordingPlace('./', [], AT).older).toEqual(['whyalive-20251120T145612Z.jsonl']);
    } finally {
      process.chdir(here);
    }
  });

  it('takes the name that was given', () => {
    expect(recordingPlace(join(folder, 'x.gz'), ['a.service'], AT)).toEqual({ path: join(folder, 'x.gz'), older: [] });
  });

  it('makes a name in a folder, one that is free, and knows the earlier recordings there', () => {
    const first = recordingPlace(folder, [], AT);
    expect(basename(first.path)).toBe('whyalive-20261120T145612Z.jsonl.gz');
    expect(first.older).toEqual([]);
    for (const name of [
      'whyalive-20261120T145612Z.jsonl.gz',
      'whyalive-20261120T145612Z.10.jsonl.gz',
      'whyalive-20261120T145612Z.2.jsonl.gz',
      'whyalive-20251120T145612Z.jsonl.gz',
      'whyalive-nginx.service-20251120T145612Z.jsonl.gz',
      'notes.txt',
    ])
      writeFileSync(join(folder, name), '');
    const second = recordingPlace(`${folder}/`, [], AT);
    expect(basename(second.path)).toBe('whyalive-20261120T145612Z-2.jsonl.gz');
    expect(second.older.map((path) => basename(path))).toEqual([
      'whyalive-20251120T145612Z.jsonl.gz',
      'whyalive-20261120T145612Z.jsonl.gz',
      'whyalive-20261120T145612Z.2.jsonl.gz',
      'whyalive-20261120T145612Z.10.jsonl.gz',
    ]);
    expect(earlierRecordings(folder)).toHaveLength(5);
    expect(earlierRecordings(join(folder, 'missing'))).toEqual([]);
  });
});

it('progressText tells counts, size and part', () => {
  const progress = { path: 'a.jsonl', part: 1, bytes: 3_565_158, observations: 12_345, starts: 1 };
  expect(progressText(progress)).toBe('12,345 observations, 1 start, 3.4 MiB');
  expect(progressText({ ...progress, bytes: 512, part: 3, observations: 1, starts: 0 })).toBe('1 observation, 0 starts, 512 B, part 3');
});
