import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { KnownError } from '../../src/errors.ts';
import { readRecording } from '../../src/recording/read.ts';
import { numbersOf } from '../numbers-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'whyalive-damage-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = (name: string, bytes: Buffer | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const PACKED = readFileSync('fixtures/scenarios/timer/live.jsonl.gz');
const PLAIN = gunzipSync(PACKED);
const WHOLE = await readRecording('fixtures/scenarios/timer/live.jsonl.gz');

function damaged(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(random() * copy.length);
  const length = Math.floor(random() * 200) + 1;
  switch (Math.floor(random() * 5)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    case 2:
      return copy.fill(0, at, at + length);
    case 3:
      for (let index = at; index < Math.min(copy.length, at + length); index += 1) copy[index] = Math.floor(random() * 256);
      return copy;
    default:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.floor(random() * copy.length))]);
  }
}

describe('a damaged recording', () => {
  it.each([
    ['plain', PLAIN],
    ['compressed', PACKED],
  ])('that is %s never gives more than a KnownError', { timeout: 120_000 }, async (name, bytes) => {
    const random = numbersOf(20_261_120);
    let readable = 0;
    for (let round = 0; round < 150; round += 1) {
      const path = file(`fuzz-${name}`, damaged(bytes, random));
      try {
        await readRecording(path);
        readable += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(KnownError);
      }
    }
    expect(readable).toBeGreaterThan(75);
  });

  it('whose compressed middle is gone is read on behind the next full flush, and nothing comes twice', async () => {
    const lines = PLAIN.toString('utf8').trimEnd().split('\n');
    const third = Math.floor(lines.length / 3);
    const blocks = [lines.slice(0, third), lines.slice(third, 2 * third), lines.slice(2 * third)].map((part) =>
      deflateRawSync(`${part.join('\n')}\n`, { finishFlush: constants.Z_FULL_FLUSH }),
    );
    const [first, middle, last] = blocks;
    const head = gzipSync('').subarray(0, 10);
    const path = file('middle.jsonl.gz', Buffer.concat([head, first!, Buffer.from(middle!).fill(0xff, 10, middle!.length - 4), last!]));
    const { observations, problems } = await readRecording(path);
    const sequences = observations.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b));
    expect(observations[0]).toEqual(WHOLE.observations[0]);
    expect(observations.at(-1)).toEqual(WHOLE.observations.at(-1));
    expect(observations.length).toBeGreaterThanOrEqual(lines.length - 1 - third - 5);
    expect(problems.join('\n')).toMatch(/^the compressed file is damaged near its byte \d+/);
  });

  it('that lost its header is read all the same, and says so', async () => {
    const { header, observations, problems } = await readRecording(file('headless', PLAIN.subarray(PLAIN.indexOf('\n') + 1)));
    expect(observations).toEqual(WHOLE.observations);
    expect(header.units).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/header is missing or damaged/)]);
    const scratched = Buffer.from(PLAIN);
    scratched[3] = 0;
    expect((await readRecording(file('scratched', scratched))).observations).toEqual(WHOLE.observations);
  });

  it('with another behind it gives the first, and says where the other begins', async () => {
    const lines = PLAIN.toString('utf8').trimEnd().split('\n').length;
    const { observations, problems } = await readRecording(file('two', Buffer.concat([PLAIN, PLAIN])));
    expect(observations).toEqual(WHOLE.observations);
    expect(problems).toEqual([`line ${String(lines + 1)} begins another recording, which is left out; divide the file before that line`]);
  });

  it('that is one line of zeros is none, however long', { timeout: 60_000 }, async () => {
    await expect(readRecording(file('zeros', Buffer.alloc(100 * 1024 * 1024)))).rejects.toThrow(/is no recording/);
  });
});

describe('what is no recording', () => {
  const timeline = '{\n  "schema": "whyalive/timeline/1",\n  "generator": {}\n}\n';
  it.each([
    ['png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /no JSON object/],
    ['journal', Buffer.concat([Buffer.from('LPKSHHRH'), Buffer.alloc(300)]), /a journal file; read it with `whyalive --file FILE UNIT`/],
    ['utf16', Buffer.from(`\ufeff${PLAIN.subarray(0, 500).toString()}`, 'utf16le'), /UTF-16 text/],
    ['timeline', Buffer.from(timeline), /a timeline, the result of -o json/],
    ['zstd', Buffer.from('28b52ffd24000000', 'hex'), /compressed with zstd/],
    ['empty', Buffer.alloc(0), /is empty/],
    ['empty.gz', gzipSync(''), /is empty/],
    ['text', Buffer.from('hello\n'.repeat(100)), /no JSON object/],
  ])('such as %s is named', async (name, bytes, message) => {
    const failure: unknown = await readRecording(file(name, bytes)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(KnownError);
    expect((failure as Error).message).toMatch(message);
  });

  it.each([
    ['/dev/null', /is a device, not a file/],
    ['/dev/zero', /is a device, not a file/],
    ['/tmp', /is a folder, not a file/],
    ['/nonexistent', /there is no file/],
  ])('%s is refused at once', async (path, message) => {
    await expect(readRecording(path)).rejects.toThrow(message);
  });

  it('a pipe that nobody writes to does not hang it', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    await expect(readRecording(path)).rejects.toThrow(/is a pipe, not a file/);
  });
});
