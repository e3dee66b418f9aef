import type { FindingDefinition } from './define-finding.ts';
import { badSetting } from './bad-setting.ts';
import { changedOnDisk } from './changed-on-disk.ts';
import { crashLoop } from './crash-loop.ts';
import {
  environmentFileMissing,
  execMissing,
  execNotExecutable,
  groupMissing,
  interpreterMissing,
  scriptMissing,
  userMissing,
  workingDirectoryMissing,
} from './missing.ts';
import { masked } from './masked.ts';
import { notifyWithoutReady } from './notify-without-ready.ts';
import { onFailureStorm } from './on-failure-storm.ts';
import { orderingCycle } from './ordering-cycle.ts';
import { pathStaysTrue } from './path-stays-true.ts';
import { restartHidesFailures } from './restart-hides-failures.ts';
import { socketWithoutService } from './socket-without-service.ts';
import { startLimitHitNow } from './start-limit-hit.ts';
import { timerRequiresService } from './timer-requires-service.ts';
import { wantsMissing } from './wants-missing.ts';
import { watchdogTooShort } from './watchdog-too-short.ts';

/** Everything that a unit is examined for; a test holds it to FINDING_KINDS. */
export const FINDINGS: readonly FindingDefinition[] = [
  masked,
  badSetting,
  changedOnDisk,
  execMissing,
  execNotExecutable,
  interpreterMissing,
  scriptMissing,
  workingDirectoryMissing,
  userMissing,
  groupMissing,
  environmentFileMissing,
  crashLoop,
  startLimitHitNow,
  restartHidesFailures,
  notifyWithoutReady,
  watchdogTooShort,
  pathStaysTrue,
  socketWithoutService,
  timerRequiresService,
  wantsMissing,
  onFailureStorm,
  orderingCycle,
];
