import type { FindingDefinition } from '../finding.ts';
import { crashLoop } from './crash-loop.ts';
import { notifyWithoutReady } from './notify-without-ready.ts';
import { onFailureStorm } from './on-failure-storm.ts';
import { orderingCycle } from './ordering-cycle.ts';
import { pathStaysTrue } from './path-stays-true.ts';
import { restartHidesFailures } from './restart-hides-failures.ts';
import { startLimitHitNow } from './start-limit-hit.ts';
import { timerRequiresService } from './timer-requires-service.ts';
import { watchdogTooShort } from './watchdog-too-short.ts';

/** Everything that a unit is examined for; a test holds it to FINDING_KINDS. */
export const FINDINGS: readonly FindingDefinition[] = [
  crashLoop,
  startLimitHitNow,
  restartHidesFailures,
  notifyWithoutReady,
  watchdogTooShort,
  pathStaysTrue,
  timerRequiresService,
  onFailureStorm,
  orderingCycle,
];
