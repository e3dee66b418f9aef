import { describe, expect, it } from 'vitest';
import { END_MECHANISMS } from '../../../src/model/mechanism.ts';
import { endSentence, summarizeEnd } from '../../../src/render/words/end.ts';
import type { EndLink, UnitEnd } from '../../../src/model/timeline.ts';

const AT = { realtimeUsec: 1_795_186_450_808_020n };

function link(mechanism: EndLink['mechanism'], from: EndLink['from'], to = 'a.service', more: Partial<EndLink> = {}): EndLink {
  return { mechanism, strength: 'stated', from, to, declaredIn: [], evidence: [], ...more };
}

const ALICE = { kind: 'client', cmdline: 'systemctl start b', pid: 7, user: 'alice' } as const;
const UNIT_B = { kind: 'unit', unit: 'b.service' } as const;

function said(end: Partial<UnitEnd> & Pick<UnitEnd, 'how'>): string {
  return endSentence('a.service', { at: AT, ...end });
}

describe('the end of a run', () => {
  it.each([
    [{ how: 'stopped' }, 'a.service was stopped'],
    [{ how: 'exited', result: 'success', exitCode: 'exited', exitStatus: 0 }, 'a.service ended by itself'],
    [{ how: 'exited', result: 'exit-code', exitCode: 'exited', exitStatus: 203, exitStatusName: 'EXEC' }, 'a.service exited with 203/EXEC'],
    [
      { how: 'exited', result: 'exit-code', exitCode: 'exited', exitStatus: 1, exitStatusName: 'FAILURE', command: 'ExecStartPre' },
      'a.service failed: ExecStartPre= exited with 1/FAILURE',
    ],
    [
      { how: 'exited', result: 'success', exitCode: 'killed', exitStatus: 15, exitStatusName: 'TERM' },
      'a.service ended on SIGTERM, which is a clean end',
    ],
    [{ how: 'killed', result: 'signal', exitCode: 'killed', exitStatus: 9, exitStatusName: 'KILL' }, 'a.service was killed by SIGKILL'],
    [
      { how: 'dumped', result: 'core-dump', exitCode: 'dumped', exitStatus: 11, exitStatusName: 'SEGV' },
      'a.service dumped core on SIGSEGV',
    ],
    [{ how: 'timeout', result: 'timeout', phase: 'start' }, 'a.service took too long to start'],
    [{ how: 'timeout', result: 'timeout', phase: 'run' }, 'a.service ran longer than RuntimeMaxSec= allows'],
    [{ how: 'watchdog', result: 'watchdog' }, 'a.service did not answer its watchdog in time'],
    [{ how: 'oom-kill', result: 'oom-kill' }, 'a.service ran out of memory'],
    [{ how: 'skipped', result: 'exec-condition' }, 'a.service was skipped by its ExecCondition='],
    [{ how: 'unknown', result: 'resources' }, 'a.service failed with result resources (systemd could not set up what it needs to run)'],
    [{ how: 'start-limit-hit' }, 'a.service hit its start limit and is not started any more'],
  ] as const)('%o', (end, sentence) => {
    expect(said(end)).toBe(sentence);
  });

  it('names who stopped it in place of the stop', () => {
    expect(said({ how: 'stopped', strength: 'stated', chain: [link('client-request', { ...ALICE, cmdline: 'systemctl stop a' })] })).toBe(
      'systemctl stop a (pid 7, user alice) stopped a.service',
    );
  });

  it('says after a kill whether systemd sent the signal', () => {
    const chain = [link('signal', { kind: 'unknown' })];
    expect(said({ how: 'killed', exitCode: 'killed', exitStatus: 9, exitStatusName: 'KILL', strength: 'stated', chain })).toBe(
      'a.service was killed by SIGKILL: the signal came neither from systemd nor from a client that was seen',
    );
  });

  it('tells a request to send a signal from one to stop', () => {
    const chain = [link('client-request', { kind: 'client' }, 'a.service', { request: 'signal' })];
    expect(said({ how: 'killed', exitCode: 'killed', exitStatus: 9, exitStatusName: 'KILL', strength: 'stated', chain })).toBe(
      'a.service was killed by SIGKILL: an unknown client had systemd signal a.service',
    );
  });

  it('hedges what is not sure', () => {
    const chain = [link('client-request', ALICE, 'a.service', { strength: 'correlated' })];
    expect(said({ how: 'stopped', strength: 'correlated', chain })).toContain('most likely stopped a.service (correlated)');
  });
});

describe('a chain to an end', () => {
  it('tells a request to start another unit from one to stop it', () => {
    expect(summarizeEnd([link('client-request', ALICE, 'b.service'), link('conflicts', UNIT_B)])).toBe(
      'systemctl start b (pid 7, user alice) asked systemd to start b.service, whose Conflicts= stopped a.service',
    );
    expect(
      summarizeEnd([link('client-request', ALICE, 'b.service'), link('stop-propagation', UNIT_B, 'a.service', { setting: 'PartOf=' })]),
    ).toBe('systemctl start b (pid 7, user alice) stopped b.service, whose stop took a.service down, too (PartOf=)');
  });

  it.each(END_MECHANISMS)('%s has a sentence that stands alone and one that goes on', (mechanism) => {
    const alone = summarizeEnd([link(mechanism, UNIT_B)]);
    const after = summarizeEnd([link('timer', { kind: 'unit', unit: 'x.timer' }, 'b.service'), link(mechanism, UNIT_B)]);
    expect(alone).not.toMatch(/undefined|\.$/);
    expect(after).toMatch(/^x\.timer elapsed and started b\.service, /);
    expect(after).not.toMatch(/undefined|\.$/);
  });
});
