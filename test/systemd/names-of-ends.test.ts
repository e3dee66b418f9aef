import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { exitStatusName } from '../../src/systemd/exit-status-names.ts';
import { signalName } from '../../src/systemd/signal-names.ts';

describe('the name of an exit status', () => {
  it.each([
    [0, 'SUCCESS'],
    [1, 'FAILURE'],
    [2, 'INVALIDARGUMENT'],
    [8, undefined],
    [64, 'USAGE'],
    [200, 'CHDIR'],
    [203, 'EXEC'],
    [217, 'USER'],
    [223, undefined],
    [226, 'NAMESPACE'],
    [255, 'EXCEPTION'],
  ])('%i is %s', (status, name) => {
    expect(exitStatusName(status, 252)).toBe(name);
  });

  it('is not older than its meaning', () => {
    expect([247, 249].map((version) => exitStatusName(244, version))).toEqual([undefined, 'BPF']);
    expect([252, 254].map((version) => exitStatusName(245, version))).toEqual([undefined, 'KSM']);
    expect([257, 262, 0].map((version) => exitStatusName(246, version))).toEqual([undefined, 'MEMORY_THP', 'MEMORY_THP']);
  });
});

describe('the name of a signal', () => {
  it('is that which the kernel of this machine gives it, without SIG', () => {
    const known = Object.entries(constants.signals).filter(([name]) => !['SIGIOT', 'SIGPOLL', 'SIGUNUSED'].includes(name));
    expect(known.length).toBeGreaterThan(25);
    for (const [name, number] of known) expect(`SIG${signalName(number) ?? ''}`).toBe(name);
  });

  it('of a real-time signal counts from RTMIN', () => {
    expect([34, 37, 64].map(signalName)).toEqual(['RTMIN', 'RTMIN+3', 'RTMIN+30']);
    expect([0, 32, 65].map(signalName)).toEqual([undefined, undefined, undefined]);
  });
});
