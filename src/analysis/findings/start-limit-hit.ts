import { lastActiveState, countProperty, textProperty, usecProperty } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { usecBetween, type Instant } from '../../model/instant.ts';
import { defineFinding } from './define-finding.ts';
import { startLimitHit } from '../loops/loop.ts';
import { whereSet } from '../../history/setting-location.ts';
import { defined } from '../../defined.ts';

/** It was started too often, and systemd refuses to start it again (unit_test_start_limit() in src/core/unit.c): the present state, not a past one. */
export const startLimitHitNow = defineFinding({
  kind: 'start-limit-hit',
  examine(unit, history) {
    const hit = startLimitHit(unit);
    const last = unit.starts.at(-1);
    if (hit === undefined || (last !== undefined && usecBetween(hit.at, last.at) > 0n)) return [];
    const state = lastActiveState(unit);
    // After systemctl reset-failed it is inactive, and soon not loaded any more, so that the manager reports no state of it; a reboot resets it as well.
    if (state === undefined ? wasManagerQueried(history) : state !== 'failed') return [];
    const bootId = history.bootId() ?? history.seenUntil()?.bootId;
    if (hit.at.bootId !== undefined && bootId !== undefined && hit.at.bootId !== bootId) return [];
    const properties = unit.properties ?? {};
    const burst = countProperty(properties, 'StartLimitBurst');
    const interval = usecProperty(properties, 'StartLimitIntervalUSec');
    const again = burst === undefined || interval === undefined ? undefined : allowedAgain(unit, hit.at, Number(burst), interval);
    const limits = whereSet(unit, history, 'StartLimitBurst', 'StartLimitIntervalSec', 'StartLimitInterval');
    const restart = textProperty(properties, 'Restart');
    return [
      {
        severity: 'error',
        facts: defined({
          count: burst === undefined ? undefined : Number(burst),
          usec: interval,
          sinceAt: hit.at,
          untilAt: again,
          setting: restart === undefined || restart === 'no' ? undefined : `Restart=${restart}`,
        }),
        declaredIn: limits.length > 0 ? limits : whereSet(unit, history, 'Restart'),
        evidence: [hit],
      },
    ];
  },
});

function wasManagerQueried({ statuses }: History): boolean {
  return ['ok', 'degraded'].includes(statuses.get('system-bus')?.status ?? '');
}

/** The limit counts from the first start of its interval on, and forgets all of them together (ratelimit_below() in src/basic/ratelimit.c). */
function allowedAgain({ starts }: UnitRecord, hit: Instant, burst: number, interval: bigint): Instant | undefined {
  const first = starts.at(-burst);
  if (first === undefined || usecBetween(first.at, hit) > interval) return undefined;
  const { realtimeUsec, monotonicUsec, bootId } = first.at;
  return defined({
    realtimeUsec: realtimeUsec + interval,
    monotonicUsec: monotonicUsec === undefined ? undefined : monotonicUsec + interval,
    bootId,
  });
}
