import { describe, expect, it } from 'vitest';
import { socketActivation } from '../../../src/analysis/starts/socket-activation.ts';
import { replaced, story } from '../story.ts';

describe('a socket that went to running before the job', () => {
  it('is stated, each time', () => {
    const heard = story('socket-activation-live');
    for (const index of [0, 1]) {
      expect(heard.verdicts(socketActivation, 'door.service', index)).toMatchObject([
        { strength: 'stated', from: { kind: 'unit', unit: 'door.socket' } },
      ]);
    }
  });

  it('has made each instance of Accept=yes, whose name says so', () => {
    const heard = story('socket-accept-yes-live');
    expect(heard.verdicts(socketActivation, 'echo@1-127.0.0.1:7778-127.0.0.1:40002.service')).toMatchObject([
      {
        strength: 'stated',
        from: { unit: 'echo.socket' },
        setting: 'Accept=yes',
        why: expect.stringContaining('127.0.0.1:40002') as unknown,
      },
    ]);
  });
});

describe('a socket that did not ask', () => {
  it('is ruled out, though it follows its service to running', () => {
    const heard = story('socket-live-while-started-by-hand-live');
    expect(heard.verdicts(socketActivation, 'door.service', 0)).toMatchObject([
      { ruledOut: true, why: expect.stringContaining('listening') as unknown },
    ]);
    expect(heard.verdicts(socketActivation, 'door.service', 1)).toMatchObject([
      { ruledOut: true, why: expect.stringContaining('running') as unknown },
    ]);
  });

  it('an instance of a socket without Accept=yes proves nothing', () => {
    const changed = story('socket-accept-yes-live', replaced('"Accept":true', '"Accept":false'));
    expect(changed.verdicts(socketActivation, 'echo@1-127.0.0.1:7778-127.0.0.1:40002.service')).toMatchObject([{ ruledOut: true }]);
  });
});

it('looking back, a socket is no more than possible: it keeps no record of each time', () => {
  const back = story('socket-activation-back');
  for (const index of [0, 1]) {
    expect(back.verdicts(socketActivation, 'door.service', index)).toMatchObject([{ strength: 'possible', evidence: [] }]);
  }
});
