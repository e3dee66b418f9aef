import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { parseTime } from '../../src/collect/timestamp.ts';

const NOW = 1_795_186_453_416_351n;
const alone = (text: string) => parseTime(text, { nowUsec: NOW });

describe('parseTime without systemd-analyze', () => {
  it.each([
    ['now', NOW],
    ['@1795183000', 1_795_183_000_000_000n],
    ['@1795183000.25', 1_795_183_000_250_000n],
    ['5min', NOW - 300_000_000n],
    ['-1h', NOW - 3_600_000_000n],
    ['10 min ago', NOW - 600_000_000n],
    ['1h 30min ago', NOW - 5_400_000_000n],
    ['1.5h', NOW - 5_400_000_000n],
    ['+5min', NOW + 300_000_000n],
    ['2d', NOW - 172_800_000_000n],
    ['2026-11-20T14:00:00Z', 1_795_183_200_000_000n],
    ['2026-11-20T14:00:00.5+01:00', 1_795_179_600_500_000n],
    ['2026-11-20 14:00+0100', 1_795_179_600_000_000n],
  ])('%s', async (text, expected) => {
    expect(await alone(text)).toBe(expected);
  });

  it('counts days and hours in the local zone', async () => {
    const local = (...parts: [number, number, number, number?, number?]) => BigInt(new Date(...parts).getTime()) * 1000n;
    const today = new Date(Number(NOW / 1000n));
    const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()] as const;
    expect(await alone('today')).toBe(local(year, month, day));
    expect(await alone('yesterday')).toBe(local(year, month, day - 1));
    expect(await alone('09:30')).toBe(local(year, month, day, 9, 30));
    expect(await alone('2026-01-02')).toBe(local(2026, 0, 2));
    expect(await alone('2026-01-02 03:04')).toBe(local(2026, 0, 2, 3, 4));
  });

  it.each(['', 'rubbish', '5', '5 parsecs', '2026-13-40', '25:00', '@', '--help', '$(reboot)', 'ago', '9999999999999999min'])(
    'refuses "%s" with an example',
    async (text) => {
      const failure = await alone(text).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(UsageError);
      expect((failure as Error).message).toContain('"10 min ago"');
    },
  );

  it('falls back to its own when systemd-analyze cannot be run', async () => {
    expect(await parseTime('2026-01-02 03:04', { nowUsec: NOW, systemdAnalyze: '/nonexistent/systemd-analyze' })).toBe(
      await alone('2026-01-02 03:04'),
    );
  });
});
