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

/** The rule of every mechanism, in the order of evaluation; what concludes by elimination comes last. A mechanism without a rule does not compile. */
const RULES: { readonly [Name in Exclude<MechanismName, 'unexplained'>]: Mechanism<Name> } = {
  'required-by': requiredBy,
  'bound-by': boundBy,
  'wanted-by': wantedBy,
  'upheld-by': upheldBy,
  'restart-propagation': restartPropagation,
  'restart-policy': restartPolicy,
  'socket-activation': socketActivation,
  timer,
  path,
  automount,
  'bus-activation': busActivation,
  'on-failure': onFailure,
  'on-success': onSuccess,
  device,
  boot,
  signal,
  'emergency-action': emergencyAction,
  'no-job': noJob,
  'client-request': clientRequest,
};

export const MECHANISM_RULES: readonly Mechanism<MechanismName>[] = Object.values(RULES);
