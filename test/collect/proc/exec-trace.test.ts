import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { parseExec } from '../../../src/collect/proc/exec-trace.ts';
import { createTraceInstance } from '../../../src/collect/proc/trace-instance.ts';

describe('a line of the trace', () => {
  it('as the kernel prints it', () => {
    expect(
      parseExec(
        '       systemctl-25216   [001] ..... 13604.000350: sched_process_exec: filename=/usr/bin/systemctl pid=25216 old_pid=25216',
      ),
    ).toEqual({ program: '/usr/bin/systemctl', pid: 25216, monotonicUsec: 13604000350n });
  });

  it('with names that hold blanks, brackets, escape sequences and what looks like such a line', () => {
    const path = '/tmp/a b [001] ..... 1.000000: sched_process_exec: filename=/bin/systemctl pid=1 old_pid=1/\u001b[31msystemctl';
    expect(parseExec(`  ev] il-1 (x-77   [000] .N.1. 5.000001: sched_process_exec: filename=${path} pid=78 old_pid=77`)).toEqual({
      program: path,
      pid: 78,
      monotonicUsec: 5000001n,
    });
  });

  it.each(['', 'CPU:1 [LOST 12 EVENTS]', ' a-1 [001] ..... 1.000000: sched_process_exit: comm=a pid=1 prio=120', 'x'.repeat(8000)])(
    'that tells of no execution: %j',
    (line) => {
      expect(parseExec(line)).toBeUndefined();
    },
  );
});

describe('an own instance of the tracing', () => {
  let tracefs: string;
  const instances = () => readdirSync(join(tracefs, 'instances'));
  beforeEach(() => {
    tracefs = mkdtempSync(join(tmpdir(), 'whyalive-tracefs-'));
  });
  afterEach(() => {
    rmSync(tracefs, { recursive: true, force: true });
  });

  it('is refused in one sentence, with the command that helps, where tracefs is not mounted', () => {
    const place = process.geteuid?.() === 0 ? 'mount -t tracefs tracefs /sys/kernel/tracing' : 'run it as root';
    expect(() => createTraceInstance(['systemctl'], ['/nonexistent'])).toThrow(SourceError);
    expect(() => createTraceInstance(['systemctl'], ['/nonexistent'])).toThrow(place);
  });

  it('is refused where the kernel has no such event', () => {
    mkdirSync(join(tracefs, 'instances'));
    expect(() => createTraceInstance(['systemctl'], [tracefs])).toThrow(/this kernel refuses the event sched_process_exec \(ENOENT\)/);
  });

  it('removes what a run that was killed left behind, and nobody else has', () => {
    const namespace = pidNamespace();
    const theirs = ['other', `whyalive-${process.pid}-${namespace}-0a`, 'whyalive-1-1-0b', 'whyalive-x'];
    for (const name of [...theirs, `whyalive-4194399-${namespace}-0c`]) mkdirSync(join(tracefs, 'instances', name), { recursive: true });
    expect(() => createTraceInstance(['systemctl'], [tracefs])).toThrow();
    expect(
      instances()
        .filter((name) => !name.startsWith(`whyalive-${process.pid}-${namespace}-`) || name.endsWith('-0a'))
        .sort(),
    ).toEqual(theirs.toSorted());
  });
});

function pidNamespace(): string {
  return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
}
