import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { resultOf, type StoryResult } from './judge-played.ts';
import type { Played } from './play-story.ts';

/** Judges what stories left that `--keep` wrote: what was watched and what looking back gathered is told again, by this build of the program. It needs no lab. */
export function* judgeKept(folder: string, program: string): Generator<StoryResult> {
  for (const place of placesIn(folder)) {
    const played = JSON.parse(readFileSync(join(place, 'played.json'), 'utf8')) as Omit<Played, 'journal'>;
    const journal = gunzipSync(readFileSync(join(place, 'journal.jsonl.gz'))).toString();
    const replay = tellAgain(program, join(place, 'live.jsonl.gz'));
    const gathered = join(place, 'back.jsonl.gz');
    const back = existsSync(gathered) ? tellAgain(program, gathered) : '';
    const result = resultOf({ ...played, live: '', journal, replay, back });
    const failures = result.failures.filter(({ way }) => way === 'replay' || (way === 'back' && back !== ''));
    const nothing = { starts: {}, ends: {} };
    const { tallies } = result;
    yield {
      ...result,
      failures,
      tallies: { live: nothing, back: back === '' ? nothing : tallies.back, replay: tallies.replay },
      passed: failures.length === 0 && result.problems.length === 0,
    };
  }
}

function tellAgain(program: string, recording: string): string {
  return execFileSync(process.execPath, [join(program, 'dist/whyalive.mjs'), 'report', recording, '-o', 'json', '-n', 'all'], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', NO_COLOR: '1' },
  });
}

function placesIn(folder: string): readonly string[] {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => basename(path) === 'played.json');
  return found
    .map((path) => join(folder, dirname(path)))
    .filter((place) => existsSync(join(place, 'live.jsonl.gz')))
    .sort();
}
