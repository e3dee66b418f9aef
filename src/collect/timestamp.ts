import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from '../errors.ts';
import { parseSpan } from '../systemd/time-span.ts';
import { table } from '../table.ts';

const run = promisify(execFile);

/** The next midnights and the like are asked of these; a test sets the clock and takes systemd-analyze away. */
interface TimeSources {
  readonly nowUsec: bigint;
  /** Undefined: do not ask systemd. */
  readonly systemdAnalyze?: string;
}

/**
 * The moment that `text` names, in µs since the epoch, as systemd.time(7) has it: through `systemd-analyze timestamp` where there is one, else a subset
 * (@epoch, ISO 8601, now, today, yesterday, -1h, "10 min ago"). A bare span such as `5min`, which systemd 247 to 262 refuse, is taken as so long ago,
 * and `2026-11-20T14:00:00Z`, which 252 refuses, is understood everywhere. Throws UsageError.
 */
export async function parseTime(
  text: string,
  sources: TimeSources = { nowUsec: BigInt(Date.now()) * 1000n, systemdAnalyze: 'systemd-analyze' },
): Promise<bigint> {
  const own = parseExactTime(text.trim(), sources.nowUsec);
  if (own !== undefined) return own;
  const answer = sources.systemdAnalyze === undefined ? undefined : await askSystemd(text.trim(), sources.systemdAnalyze);
  const found = answer ?? parseLocalTime(text.trim(), sources.nowUsec);
  if (found !== undefined) return found;
  throw new UsageError(
    `"${text}" is no time that systemd understands; write e.g. "2026-11-20 14:00", "10 min ago", yesterday or @1795183200`,
  );
}

/** What means the same everywhere: @epoch, spans, and ISO 8601 with a zone. */
function parseExactTime(text: string, nowUsec: bigint): bigint | undefined {
  if (text === 'now') return nowUsec;
  const epoch = /^@(\d{1,11})(?:\.(\d{1,6}))?$/.exec(text);
  if (epoch !== null) return BigInt(epoch[1] ?? '0') * 1_000_000n + BigInt((epoch[2] ?? '').padEnd(6, '0'));
  const span = /^([+-])?\s*(\S.*?)(\s+ago)?$/.exec(text);
  // A bare number is no span here, because it could be a year.
  const usec = span?.[2] === undefined || !/[a-zµ]$/.test(span[2]) || /\d{10}/.test(span[2]) ? undefined : parseSpan(span[2]);
  if (usec !== undefined) return span?.[1] === '+' ? nowUsec + usec : nowUsec - usec;
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d)$/.exec(text);
  if (iso === null) return undefined;
  const [, day = '', time = '', fraction = '', zone = ''] = iso;
  const ms = Date.parse(
    `${day}T${time.length === 5 ? `${time}:00` : time}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`,
  );
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

async function askSystemd(text: string, program: string): Promise<bigint | undefined> {
  try {
    const { stdout } = await run(program, ['timestamp', '--', text], {
      timeout: 5000,
      env: { ...process.env, LC_ALL: 'C.UTF-8', SYSTEMD_COLORS: '0' },
    });
    const found = /^\s*UNIX seconds: @(\d+)(?:\.(\d{1,6}))?\s*$/m.exec(stdout);
    return found === null ? undefined : BigInt(found[1] ?? '0') * 1_000_000n + BigInt((found[2] ?? '').padEnd(6, '0'));
  } catch {
    return undefined;
  }
}

const DAYS_AWAY = table({ yesterday: -1, today: 0, tomorrow: 1 });

/** What depends on the local zone. */
function parseLocalTime(text: string, nowUsec: bigint): bigint | undefined {
  const midnight = new Date(Number(nowUsec / 1000n));
  midnight.setHours(0, 0, 0, 0);
  const daysAway = DAYS_AWAY[text];
  if (daysAway !== undefined) {
    midnight.setDate(midnight.getDate() + daysAway);
    return BigInt(midnight.getTime()) * 1000n;
  }
  const parts = /^(?:(\d{4})-(\d\d)-(\d\d))?(?:(?:^|[T ])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (text === '' || parts === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = parts;
  const when = year === undefined ? midnight : new Date(Number(year), Number(month) - 1, Number(day));
  when.setHours(Number(hour), Number(minute), Number(second), 0);
  const sound = Number(month ?? 1) <= 12 && Number(day ?? 1) <= 31 && Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59;
  return sound ? BigInt(when.getTime()) * 1000n : undefined;
}
