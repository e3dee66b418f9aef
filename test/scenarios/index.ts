import type { Scenario } from '../lab/scenario.ts';
import { BEHAVIOUR } from './behaviour.ts';
import { BUS } from './bus.ts';
import { CALLER } from './caller.ts';
import { CLIENT } from './client.ts';
import { DEPENDENCY } from './dependency.ts';
import { DEVICES } from './device.ts';
import { END } from './end.ts';
import { FINDING } from './finding.ts';
import { ITSELF } from './itself.ts';
import { LOAD } from './load.ts';
import { LOOP } from './loop.ts';
import { MANAGER } from './manager.ts';
import { MANAGER_STOP } from './manager-stop.ts';
import { MERGED_STOP } from './merged-stop.ts';
import { NAME } from './name.ts';
import { NO_START } from './no-start.ts';
import { OUTCOME } from './outcome.ts';
import { PACKAGE } from './package.ts';
import { PATH } from './path.ts';
import { PEER } from './peer.ts';
import { PROPAGATION } from './propagation.ts';
import { READINESS } from './readiness.ts';
import { RESTART } from './restart.ts';
import { RESTART_MATRIX } from './restart-matrix.ts';
import { RESTART_RULE } from './restart-rule.ts';
import { RESTART_STOP } from './restart-stop.ts';
import { SLOWNESS } from './slow.ts';
import { SOCKET } from './socket.ts';
import { STOP } from './stop.ts';
import { STORY } from './story.ts';
import { SUSPECT } from './suspect.ts';
import { TIMER } from './timer.ts';

/** Every scenario, theme by theme. */
export const SCENARIOS: readonly Scenario[] = [
  ...STORY,
  ...RESTART,
  ...RESTART_MATRIX,
  ...RESTART_RULE,
  ...RESTART_STOP,
  ...SOCKET,
  ...TIMER,
  ...PEER,
  ...PATH,
  ...PACKAGE,
  ...BUS,
  ...DEPENDENCY,
  ...PROPAGATION,
  ...STOP,
  ...MANAGER_STOP,
  ...MERGED_STOP,
  ...OUTCOME,
  ...MANAGER,
  ...CLIENT,
  ...CALLER,
  ...NAME,
  ...ITSELF,
  ...NO_START,
  ...DEVICES,
  ...END,
  ...FINDING,
  ...LOAD,
  ...SUSPECT,
  ...LOOP,
  ...BEHAVIOUR,
  ...READINESS,
  ...SLOWNESS,
];
