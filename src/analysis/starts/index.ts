import type { MechanismName } from '../../model/mechanism.ts';
import type { Mechanism } from './mechanism.ts';
import { automount } from './automount.ts';
import { boot } from './boot.ts';
import { boundBy, requiredBy, wantedBy } from './pull-in.ts';
import { busActivation } from './bus-activation.ts';
import { clientRequest } from './client-request.ts';
import { device } from './device.ts';
import { emergencyAction } from './emergency-action.ts';
import { noJob } from './no-job.ts';
import { onFailure, onSuccess } from './end-dependency.ts';
import { path } from './triggered.ts';
import { restartPolicy } from './restart-policy.ts';
import { restartPropagation } from './restart-propagation.ts';
import { signal } from './signal.ts';
import { socketActivation } from './socket-activation.ts';
import { timer } from './timer.ts';
import { upheldBy } from './upheld-by.ts';

/** Every mechanism, in the order in which they are asked; what concludes by elimination comes last. */
export const MECHANISMS = [
  requiredBy,
  boundBy,
  wantedBy,
  upheldBy,
  restartPropagation,
  restartPolicy,
  socketActivation,
  timer,
  path,
  automount,
  busActivation,
  onFailure,
  onSuccess,
  device,
  boot,
  signal,
  emergencyAction,
  noJob,
  clientRequest,
] as const satisfies readonly Mechanism<MechanismName>[];
