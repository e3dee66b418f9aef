import { describe, expect, it } from 'vitest';
import type { Observation, ObservationPayload } from '../../src/model/observation.ts';
import { createObservationStream } from '../../src/collect/observation-stream.ts';
import { limitingWriters } from '../../src/session/line-budget.ts';

const KIBI = 1024;
const at = (ms: number) => ({ realtimeUsec: 1_795_186_450_000_000n + BigInt(ms) * 1000n });
const entry = (fields: Record<string, string>): ObservationPayload => ({ source: 'journal', kind: 'entry', fields });
const SUDO = 'user1 : TTY=pts/3 ; PWD=/home/user1 ; USER=root ; COMMAND=/usr/bin/systemctl restart a.service';
const sudo = (uid: number, text = SUDO) => entry({ _UID: String(uid), _COMM: 'sudo', _EXE: '/usr/bin/sudo', MESSAGE: text });
const noise = (uid: number, bytes: number) =>
  entry({ _UID: String(uid), MESSAGE_ID: '641257651c1b4ec9a8624d7a40a9e1e7', MESSAGE: 'x'.repeat(bytes) });
const manager = entry({ _UID: '0', _PID: '1', UNIT: 'a.service', MESSAGE: 'y'.repeat(200) });

function begin() {
  const seen: Observation[] = [];
  const stream = limitingWriters(
    createObservationStream((one) => seen.push(one)),
    'system',
    0,
  );
  const gaps = () => seen.flatMap(({ payload }) => (payload.kind === 'gap' ? [payload] : []));
  const bytes = () =>
    seen.reduce((sum, one) => sum + JSON.stringify(one.payload, (_, value: unknown) => (typeof value === 'bigint' ? '' : value)).length, 0);
  return { stream, seen, gaps, bytes };
}

describe('the lines of one user', () => {
  it('pass, with those of all others, on a busy host: a start each second, sudo and cron each second, for an hour', () => {
    const { stream, seen, gaps } = begin();
    for (let second = 0; second < 3600; second += 1) {
      stream.emit(manager, at(second * 1000));
      stream.emit(entry({ _UID: '0', _COMM: 'cron', MESSAGE: '(root) CMD (true)' }), at(second * 1000));
      if (second % 2 === 0) stream.emit(sudo(1000 + (second % 5)), at(second * 1000));
    }
    expect(gaps()).toEqual([]);
    expect(seen).toHaveLength(3600 * 2.5);
  });

  it('are bounded in bytes when they flood it, whatever they look like; those of root and the manager all pass', () => {
    const { stream, seen, gaps, bytes } = begin();
    for (let line = 0; line < 14_500; line += 1) {
      stream.emit(noise(1000, 64 * KIBI), at(line * 8));
      if (line % 100 === 0) stream.emit(manager, at(line * 8));
    }
    stream.emit({ source: 'host', kind: 'session-end' }, at(14_500 * 8));
    expect(bytes()).toBeLessThan(512 * KIBI);
    expect(seen.filter(({ payload }) => payload === manager)).toHaveLength(145);
    // Told once a minute, with its count.
    expect(gaps()).toHaveLength(2);
    const counts = gaps().map(({ text }) => Number(/^(\d+) lines of uid 1000 are not kept/.exec(text)?.[1]));
    const passed = seen.filter(({ payload }) => payload.kind === 'entry' && payload !== manager).length;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(14_500 - passed);
  });

  it('do not take the room of another user', () => {
    const { stream, seen } = begin();
    for (let line = 0; line < 20_000; line += 1) stream.emit(sudo(1000, `${SUDO} ${'z'.repeat(4000)}`), at(line));
    const before = seen.length;
    stream.emit(sudo(1001), at(20_000));
    expect(seen.length).toBe(before + 1);
    // And they pass again after some time.
    stream.emit(sudo(1000), at(3_600_000));
    expect(seen.at(-1)?.payload).toMatchObject({ fields: { _UID: '1000' } });
  });

  it('of a hundred thousand users at once are bounded together', () => {
    const { stream, bytes } = begin();
    for (let uid = 1000; uid < 101_000; uid += 1) stream.emit(sudo(uid), at(0));
    expect(bytes()).toBeLessThan(5 * 1024 * KIBI);
  });

  it('are cut where they are long, with their length', () => {
    const { stream, seen } = begin();
    stream.emit(sudo(1000, `${SUDO} ${'z'.repeat(40_000)}`), at(0));
    stream.emit(entry({ _UID: '0', MESSAGE: 'r'.repeat(40_000) }), at(0));
    const texts = seen.map(({ payload }) => (payload.kind === 'entry' ? String(payload.fields['MESSAGE']) : ''));
    expect(texts[0]).toMatch(/^user1 : .*z… \[cut: 2048 of 4009\d bytes\]$/);
    expect(texts[1]).toHaveLength(40_000);
  });
});

it('lines that are read backwards count as lines that are read forwards', () => {
  const { stream, gaps } = begin();
  for (let line = 0; line < 2000; line += 1) stream.emit(sudo(1000), at((2000 - line) * 1000));
  expect(gaps()).toEqual([]);
});
