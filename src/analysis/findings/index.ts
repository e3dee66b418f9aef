import type { FindingDefinition } from './define-finding.ts';
import { badSetting } from './bad-setting.ts';
import { changedOnDisk } from './changed-on-disk.ts';
import { crashLoop } from './crash-loop.ts';
import { environmentFileMissing } from './missing.ts';
import { execMissing } from './exec-missing.ts';
import { execNotExecutable } from './exec-not-executable.ts';
import { groupMissing } from './group-missing.ts';
import { interpreterMissing } from './interpreter-missing.ts';
import { masked } from './masked.ts';
import { notifyWithoutReady } from './notify-without-ready.ts';
import { onFailureStorm } from './on-failure-storm.ts';
import { orderingCycle } from './ordering-cycle.ts';
import { pathStaysTrue } from './path-stays-true.ts';
import { restartHidesFailures } from './restart-hides-failures.ts';
import { scriptMissing } from './script-missing.ts';
import { socketWithoutService } from './socket-without-service.ts';
import { startLimitHitNow } from './start-limit-hit.ts';
import { timerRequiresService } from './timer-requires-service.ts';
import { userMissing } from './user-missing.ts';
import { wantsMissing } from './wants-missing.ts';
import { watchdogTooShort } from './watchdog-too-short.ts';
import { workingDirectoryMissing } from './working-directory-missing.ts';

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
