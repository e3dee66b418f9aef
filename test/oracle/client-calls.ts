import type { TrueTransaction } from './truth.ts';

/** A call of systemctl or busctl, as the lab wrote it down. */
export interface Call {
  /** In µs since 1970: when the program began. */
  readonly at: number;
  readonly pid: number;
  /** The unit that the control group names, if any. */
  readonly unit?: string;
  readonly words: readonly string[];
}

/** Lines of `1796023010.058196 112 0::/system.slice/a.service start b.service`. */
export function readCalls(text: string): Call[] {
  return text.split('\n').flatMap((line) => {
    const [at, pid, group, ...words] = line.split(' ');
    if (at === undefined || pid === undefined || group === undefined) return [];
    const unit = /([^/]+\.(?:service|scope))(?:$|\/)/.exec(group)?.[1];
    return [{ at: Math.round(Number(at) * 1e6), pid: Number(pid), ...(unit === undefined ? {} : { unit }), words }];
  });
}

/** How long a program may take from its first moment to its call; it may wait for the manager, which is busy or reads its configuration. */
const LONGEST_USEC = 5_000_000;

const ASKING = /^(?:(?:try-|reload-or-|try-reload-or-|condition)?(?:re)?start|stop|isolate|reload|default|rescue)$/;

/** The calls that can have made the transaction: they name its anchor, by any of its names, and begin before it. */
export function callsOf(
  transaction: TrueTransaction,
  calls: readonly Call[],
  namesOf: (unit: string) => readonly string[],
): readonly Call[] {
  const names = new Set(
    [transaction.anchor, ...transaction.anchors].flatMap(namesOf).flatMap((name) => [name, name.replace(/\.service$/, '')]),
  );
  const at = transaction.at.realtime;
  return calls.filter((call) => {
    if (call.at > at || call.at < at - LONGEST_USEC) return false;
    const verb = verbOf(call);
    const isNow = call.words.includes('--now') && /^(?:enable|disable|mask)$/.test(verb ?? '');
    return (
      verb !== undefined &&
      (ASKING.test(verb) || isNow) &&
      isStop(verb) === (transaction.type === 'stop') &&
      call.words.some((word) => names.has(word))
    );
  });
}

/** busctl names the method: `StartUnit` is `start`. */
function verbOf({ words }: Call): string | undefined {
  const method = words.find((word) => /^(?:Start|Stop|Restart)Unit$/.test(word));
  return method === undefined ? words.find((word) => !word.startsWith('-')) : method.replace('Unit', '').toLowerCase();
}

function isStop(verb: string): boolean {
  return ['stop', 'disable', 'mask'].includes(verb);
}

/** The calls of `systemctl kill` that can have ended the unit at that time, with this signal where the process died of one. */
export function killsOf(
  unit: string,
  at: number,
  signal: string | undefined,
  calls: readonly Call[],
  namesOf: (unit: string) => readonly string[],
): readonly Call[] {
  const names = new Set(namesOf(unit).flatMap((name) => [name, name.replace(/\.service$/, '')]));
  return calls.filter(({ at: called, words }) => {
    if (called > at || called < at - LONGEST_USEC || !words.includes('kill') || !words.some((word) => names.has(word))) return false;
    const sent = words[words.indexOf('-s') + 1] ?? 'TERM';
    return signal === undefined || withoutPrefix(sent) === withoutPrefix(signal);
  });
}

function withoutPrefix(signal: string): string {
  return signal.replace(/^SIG/, '');
}
