import type { Told } from './decode.ts';
import type { Line } from './entry.ts';
import type { TrueGap } from './truth.ts';

export interface Gaps {
  readonly all: readonly TrueGap[];
  /** Whether lines are missing right before this one. */
  isAfterGap(line: Line): boolean;
}

/** "Suppressed N messages from …" (JOURNAL_DROPPED of sd-messages.h). */
const DROPPED = 'a596d6fe7bfa4994828e72309e95d61e';

/**
 * Where lines of the manager are missing: journald says that it dropped some; debug was off; or the numbers of the messages that the manager sent on its bus, which
 * go up by one, do not. A change of a unit's state that does not begin with the state it had is found where the units are followed.
 */
export function findGaps(
  all: readonly Line[],
  manager: readonly { readonly line: Line; readonly told: Told | undefined }[],
  pid: number,
): Gaps {
  const gaps: TrueGap[] = [];
  const after = new Set<Line>();
  for (const line of all) {
    if (line.messageId !== DROPPED || line.pid === pid) continue;
    const index = manager.findIndex((one) => one.line.at.monotonic >= line.at.monotonic);
    const next = manager[index < 0 ? manager.length - 1 : index]?.line;
    const before = manager[index - 1]?.line ?? line;
    // journald tells it with the next line that it lets pass; what it dropped may be older than what stands before.
    gaps.push({
      from: { realtime: before.at.realtime - 30_000_000, monotonic: before.at.monotonic - 30_000_000 },
      to: line.at,
      why: line.message,
    });
    if (next !== undefined) after.add(next);
  }
  let isDebug: boolean | undefined;
  let last: Line | undefined;
  let cookie: number | undefined;
  let since: Line | undefined;
  for (const { line, told } of manager) {
    if (told?.kind === 'log-level') {
      if (told.level === 'debug') {
        if (since !== undefined || isDebug === undefined)
          gaps.push({ from: (since ?? last ?? line).at, to: line.at, why: 'debug was off' });
        after.add(line);
        since = undefined;
        cookie = undefined;
        isDebug = true;
      } else if (isDebug !== false) {
        since = line;
        isDebug = false;
      }
    } else if (line.isDebug && isDebug === undefined) isDebug = true;
    if (told?.kind === 'sent' && told.message.sender === undefined) {
      if (cookie !== undefined && told.message.cookie > cookie + 1 && last !== undefined) {
        gaps.push({
          from: last.at,
          to: line.at,
          why: `${String(told.message.cookie - cookie - 1)} messages that it sent are not in the log`,
        });
        after.add(line);
      }
      ({ cookie } = told.message);
    }
    last = line;
  }
  if (since !== undefined && last !== undefined) gaps.push({ from: since.at, to: last.at, why: 'debug was off' });
  return { all: gaps, isAfterGap: (line) => after.has(line) };
}
