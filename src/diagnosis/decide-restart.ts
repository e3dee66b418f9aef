import type { End } from '../facts/ends.ts';
import type { History } from '../facts/history.ts';
import type { StartRecord, UnitRecord } from '../facts/unit-record.ts';
import type { RestartDecision } from './restart-decision.ts';

/** What Restart= makes of an end; undefined for other units than services, and where the setting is not known. */
export function decideRestart(_end: End, _run: StartRecord | undefined, _unit: UnitRecord, _history: History): RestartDecision | undefined {
  return undefined;
}
