import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJobNewReader, type JobNew } from '../../../src/collect/bus/job-new-signal.ts';

/** What a manager sent over its private socket while a unit was started and stopped in the lab, without the greeting. */
function recorded(version: number): Buffer {
  const bytes = readFileSync(join(import.meta.dirname, `../../../fixtures/private-link/start-stop-${version}.bin`));
  return bytes.subarray(bytes.indexOf('\r\n') + 2);
}

function readAll(chunks: readonly Buffer[]): readonly JobNew[] | undefined {
  const read = createJobNewReader();
  const jobs: JobNew[] = [];
  for (const chunk of chunks) {
    const found = read(chunk);
    if (found === undefined) return undefined;
    jobs.push(...found);
  }
  return jobs;
}

function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

describe('the reader of JobNew', () => {
  it.each([
    [247, [41, 62]],
    [262, [55, 84]],
  ])('finds the jobs that systemd %i announced, however the bytes come', (version, ids) => {
    const expected = ids.map((jobId) => ({ jobId, unit: 'target-x.service' }));
    for (const size of [1e6, 4096, 100, 17, 1]) expect(readAll(cut(recorded(version), size)), String(size)).toEqual(expected);
  });

  it('waits for the rest of a message that was cut', () => {
    expect(readAll([recorded(262).subarray(0, 100)])).toEqual([]);
  });

  it('passes over a message too long to be one, without keeping it', () => {
    const long = Buffer.from(recorded(262).subarray(0, 16));
    long.writeUInt32LE(50_000_000, 4);
    long.writeUInt32LE(8, 12);
    const rest = 50_000_000 + 8 - (100_000 - 16);
    const chunks = [Buffer.concat([long, Buffer.alloc(100_000 - 16)]), Buffer.alloc(rest), recorded(262)];
    expect(readAll(chunks)).toHaveLength(2);
  });

  it('gives up on what is no D-Bus, and never throws', () => {
    expect(readAll([Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')])).toBeUndefined();
    const bytes = recorded(262).subarray(0, 3000);
    for (let at = 0; at < 400; at += 1) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = value;
        expect(() => readAll([damaged])).not.toThrow();
      }
    }
  });
});
