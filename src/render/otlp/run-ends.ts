import type { Start, Timeline, UnitEnd } from '../../model/timeline.ts';
import { causeWords } from '../words/cause.ts';
import { endSentence } from '../words/end.ts';
import type { Values } from './attribute.ts';

/** How the run that a start began ended, where that is told. */
export function runEnds({ events }: Pick<Timeline, 'events'>): (start: Start) => UnitEnd | undefined {
  const byRun = new Map<string, UnitEnd>();
  for (const { unit, host, invocationId, end } of events)
    if (invocationId !== undefined && end !== undefined) byRun.set(key(unit, host, invocationId), end);
  return ({ unit, host, invocationId }) => (invocationId === undefined ? undefined : byRun.get(key(unit, host, invocationId)));
}

/** Whether a run did not end well, as systemd's Result has it. */
export function isFailure({ result, how }: UnitEnd): boolean {
  return result === undefined ? FAILURES.has(how) : result !== 'success' && result !== 'exec-condition';
}

/** How a run ended, as attributes. */
export function endAttributes(unit: string, end: UnitEnd): Values {
  const { how, result, exitCode, exitStatus, exitStatusName, command, phase, strength, by, chain = [], lastLines = [] } = end;
  return {
    'whyalive.end.summary': endSentence(unit, end),
    'whyalive.end.how': how,
    'whyalive.end.by': by === undefined ? undefined : causeWords(by),
    'whyalive.end.strength': strength,
    'whyalive.end.mechanism': chain.at(-1)?.mechanism,
    'whyalive.end.last_lines': lastLines.map(({ text }) => text),
    'process.exit.code': exitCode === 'exited' ? exitStatus : undefined,
    'systemd.result': result,
    'systemd.exit_code': exitCode,
    'systemd.exit_status': exitStatus,
    'systemd.exit_status_name': exitStatusName,
    'systemd.end.command': command,
    'systemd.end.phase': phase,
  };
}

const FAILURES: ReadonlySet<UnitEnd['how']> = new Set(['killed', 'dumped', 'timeout', 'watchdog', 'oom-kill', 'start-limit-hit']);

function key(unit: string, host: string | undefined, invocationId: string): string {
  return [host, unit, invocationId].join('\0');
}
