import { describe, expect, it } from 'vitest';
import { findingText, mendsOf } from '../../../src/render/words/finding.ts';
import type { Finding } from '../../../src/model/timeline.ts';

const sinceAt = { realtimeUsec: 1_795_212_796_000_000n };
const untilAt = { realtimeUsec: 1_795_212_826_000_000n };

function finding(kind: Finding['kind'], facts: Finding['facts'], unit = 'api.service'): Finding {
  return { kind, severity: 'error', unit, facts, declaredIn: [], evidence: [] };
}

function told(kind: Finding['kind'], facts: Finding['facts'], unit?: string): string {
  return findingText(finding(kind, facts, unit), ({ realtimeUsec }) => (realtimeUsec === sinceAt.realtimeUsec ? '22:13:16' : '22:13:46'));
}

describe('a finding about behaviour in words', () => {
  it('tells of a loop with its rate, its reasons and what keeps it going', () => {
    const loop = {
      count: 12,
      usec: 730_000n,
      sinceAt,
      first: 'exit-code 200/CHDIR',
      mechanism: 'restart-policy',
      setting: 'Restart=always',
    };
    expect(told('crash-loop', loop)).toBe(
      'api.service fails again and again: 12 times since 22:13:16, once in 730ms, each time with exit-code 200/CHDIR; Restart=always starts it again',
    );
    expect(told('crash-loop', { ...loop, untilAt, last: 'timeout', atLeast: true, restarts: 4711 })).toBe(
      'api.service failed again and again: at least 12 times from 22:13:16 until 22:13:46, once in 730ms (systemd counts 4711 restarts), first with exit-code 200/CHDIR, now with timeout; Restart=always started it again',
    );
    expect(told('crash-loop', { ...loop, mechanism: 'timer', setting: 'OnCalendar=*:*', other: 'api.timer' })).toContain(
      '; api.timer starts it again by OnCalendar=*:*',
    );
    expect(mendsOf(finding('crash-loop', { ...loop, mechanism: 'timer', other: 'api.timer' }))[0]).toBe(
      'systemctl stop api.timer api.service',
    );
  });

  it('tells who restarts a healthy service again and again', () => {
    expect(told('crash-loop', { count: 6, usec: 1_000_000n, sinceAt, client: 'systemctl restart api', other: 'looper.service' })).toBe(
      'api.service is restarted from outside at regular intervals by systemctl restart api in looper.service: 6 times since 22:13:16, once in 1s; it had not failed, and neither Restart= nor NRestarts= shows it',
    );
  });

  it('tells when a start limit lets go', () => {
    expect(told('start-limit-hit', { count: 5, usec: 10_000_000n, sinceAt, untilAt, setting: 'Restart=on-failure' })).toBe(
      'api.service was started too often (more than 5 times in 10s) and is not started any more since 22:13:16; Restart=on-failure does not act either; it may be started again from 22:13:46 on',
    );
  });

  it('says what a watchdog shows, and no more', () => {
    expect(told('watchdog-too-short', { count: 1, usec: 1_000_000n, sinceAt })).toBe(
      'the watchdog killed api.service once at 22:13:16: no WATCHDOG=1 came for 1s',
    );
    expect(told('watchdog-too-short', { count: 2, usec: 1_000_000n, sinceAt, line: 'working' })).toContain('it had just logged "working"');
  });

  it('names the path and the service, whichever was asked for', () => {
    const facts = { setting: 'PathExists=/tmp/there', count: 5, usec: 250_000n, sinceAt };
    const said = 'PathExists=/tmp/there of look.path stays true, so look.service is started again as soon as it is over: 5 times';
    expect(told('path-stays-true', { ...facts, other: 'look.path' }, 'look.service')).toContain(said);
    expect(told('path-stays-true', { ...facts, other: 'look.service' }, 'look.path')).toContain(said);
  });

  it('goes round an ordering cycle, and says whose job was dropped', () => {
    const facts = { units: ['a.service', 'b.service'], other: 'b.service' };
    expect(told('ordering-cycle', facts, 'b.service')).toBe(
      'a.service after b.service after a.service: these wait for each other, so systemd dropped the job of b.service, and it did not start',
    );
    expect(told('ordering-cycle', { units: facts.units })).toContain('systemd could not break the cycle');
  });
});
