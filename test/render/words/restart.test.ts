import { describe, expect, it } from 'vitest';
import type { RestartDecision } from '../../../src/model/restart-decision.ts';
import { restartSentence } from '../../../src/render/words/restart.ts';
import type { UnitEnd } from '../../../src/model/timeline.ts';

const at = { realtimeUsec: 1_795_212_192_000_000n };
const exited: UnitEnd = { at, how: 'exited', result: 'exit-code', exitCode: 'exited', exitStatus: 1, exitStatusName: 'FAILURE' };
const stopped: UnitEnd = { at, how: 'stopped', result: 'success' };

function sentence(end: UnitEnd, restart: RestartDecision): string | undefined {
  return restartSentence({ ...end, restart }, () => '14:03:12');
}

describe('what Restart= made of an end, as a sentence', () => {
  it.each<[string, UnitEnd, RestartDecision]>([
    [
      'Restart=on-failure did not do it: the stop was clean and asked for',
      stopped,
      { setting: 'on-failure', acts: false, rule: 'stop-pending' },
    ],
    [
      'it stays down although Restart=always: the start limit of 5 in 10 s was hit at 14:03:12',
      { at, how: 'start-limit-hit' },
      { setting: 'always', acts: false, rule: 'start-limit', limit: { burst: 5, intervalUsec: 10_000_000n } },
    ],
    [
      'Restart=always brings it back 100 ms after it exited with 1/FAILURE',
      exited,
      { setting: 'always', acts: true, rule: 'table', on: 'exit-code', delayUsec: 100_000n, did: true },
    ],
    [
      'Restart=always would bring it back 3 s after it exited with 1/FAILURE',
      exited,
      { setting: 'always', acts: true, rule: 'table', on: 'exit-code', delayUsec: 3_000_000n },
    ],
    [
      'Restart=on-abort did not do it: it exited with 1/FAILURE, and this setting acts on signals only',
      exited,
      { setting: 'on-abort', acts: false, rule: 'table', on: 'exit-code' },
    ],
    [
      'Restart=on-failure did not do it: it ended without an error, and this setting acts on failures only',
      { at, how: 'exited', result: 'success' },
      { setting: 'on-failure', acts: false, rule: 'table', on: 'success' },
    ],
    [
      'Restart=always did not do it: RestartPreventExitStatus= forbids it after a main process that ended with 42',
      exited,
      { setting: 'always', acts: false, rule: 'prevent-exit-status', on: '42' },
    ],
    [
      'RestartForceExitStatus= brings it back after a main process that ended with SIGUSR1, whatever Restart=no says',
      exited,
      { setting: 'no', acts: true, rule: 'force-exit-status', on: 'SIGUSR1', did: true },
    ],
    [
      'Restart=on-failure did not do it: SuccessExitStatus= counts 143 as a success',
      { at, how: 'exited', result: 'success' },
      { setting: 'on-failure', acts: false, rule: 'success-exit-status', on: '143' },
    ],
    [
      'Restart=always did not do it: its ExecCondition= skipped it',
      { at, how: 'skipped', result: 'exec-condition' },
      { setting: 'always', acts: false, rule: 'table', on: 'exec-condition' },
    ],
  ])('%s', (words, end, restart) => {
    expect(sentence(end, restart)).toBe(words);
  });

  it('is none where Restart= is not set, or nothing is known', () => {
    expect(sentence(exited, { setting: 'no', acts: false, rule: 'table', on: 'exit-code' })).toBeUndefined();
    expect(restartSentence(exited, () => '')).toBeUndefined();
  });
});
