import { table } from '../table.ts';

/** Restart= settings of systemd.service(5). */
type RestartSetting = 'no' | 'always' | 'on-success' | 'on-failure' | 'on-abnormal' | 'on-abort' | 'on-watchdog';

/** Which rule of service_enter_dead() and service_shall_restart() (src/core/service.c) decided, in the order in which systemd checks them. */
export type RestartRule =
  | 'start-limit'
  | 'stop-pending'
  | 'manual-stop'
  | 'prevent-exit-status'
  | 'type-oneshot'
  | 'force-exit-status'
  | 'success-exit-status'
  | 'table';

/** How the main process ended last; `none`: it never did, so that no list of statuses can match. */
export type MainStatus = 'none' | { readonly code: 'exited' | 'killed' | 'dumped'; readonly status: number };

/** A list of exit statuses and signals, as RestartPreventExitStatus= and its like take them. */
export interface ExitStatusSet {
  readonly statuses: readonly number[];
  readonly signals: readonly number[];
}

/** The settings of a service by which systemd decides about a restart. */
export interface RestartSettings {
  /** The value of Restart=. */
  readonly restart: string;
  readonly isOneshot: boolean;
  readonly prevent: ExitStatusSet;
  readonly force: ExitStatusSet;
  readonly success: ExitStatusSet;
}

/** Everything that systemd checks when a service has gone down. */
export interface RestartQuestion extends RestartSettings {
  /** The service's Result, of which the first failure stays. */
  readonly result: string;
  /** The first number of it; 0 when unknown. */
  readonly systemdVersion: number;
  /** A job that took the service down or is queued to: a stop job, or a restart job in its stop phase. */
  readonly takenDownBy?: 'stop' | 'restart';
  readonly mainStatus: MainStatus;
}

/** The decision of Restart=, the rule that made it, and what the rule is based on. */
export interface RestartAnswer {
  readonly acts: boolean;
  readonly rule: RestartRule;
  readonly by: 'status' | 'result' | 'job';
}

const RESTARTING_RESULTS: Readonly<Record<string, ReadonlySet<string>>> = table<ReadonlySet<string>>({
  no: new Set(),
  'on-success': new Set(['success']),
  'on-failure': new Set(['exit-code', 'signal', 'core-dump', 'timeout', 'watchdog', 'oom-kill', 'protocol', 'resources']),
  'on-abnormal': new Set(['signal', 'core-dump', 'timeout', 'watchdog', 'oom-kill', 'protocol', 'resources']),
  'on-abort': new Set(['signal', 'core-dump']),
  'on-watchdog': new Set(['watchdog']),
} satisfies Record<Exclude<RestartSetting, 'always'>, ReadonlySet<string>>);

/**
 * Whether Restart= acts on a service Result, by the table of service_shall_restart() in src/core/service.c.
 * Checks before the table, as of a stop job and the lists of statuses, are not included.
 */
export function restartActsOn(setting: string, result: string, systemdVersion: number): boolean | undefined {
  if (result === 'start-limit-hit') return false;
  if (result === 'exec-condition' && setting === 'always') return systemdVersion === 0 ? undefined : systemdVersion < 251;
  if (setting === 'always') return true;
  return RESTARTING_RESULTS[setting]?.has(result);
}

/** Whether systemd brings a service back, by service_enter_dead() and service_shall_restart(); undefined where setting or version are not known. */
export function decideByPolicy(question: RestartQuestion): RestartAnswer | undefined {
  const { restart, result, systemdVersion, isOneshot, takenDownBy, mainStatus, prevent, force, success } = question;
  if (result === 'start-limit-hit') return { acts: false, rule: 'start-limit', by: 'result' };
  if (takenDownBy !== undefined) return { acts: false, rule: takenDownBy === 'stop' ? 'stop-pending' : 'manual-stop', by: 'job' };
  if (statusIsIn(prevent, mainStatus)) return { acts: false, rule: 'prevent-exit-status', by: 'status' };
  if (statusIsIn(force, mainStatus)) {
    // Up to v255 a oneshot with such a list was refused when it was loaded.
    if (systemdVersion === 0 && isOneshot) return undefined;
    if (systemdVersion >= 256 && isOneshot && result === 'success') return { acts: false, rule: 'type-oneshot', by: 'status' };
    return { acts: true, rule: 'force-exit-status', by: 'status' };
  }
  const acts = restartActsOn(restart, result, systemdVersion);
  if (acts === undefined) return undefined;
  const isCleanByList =
    result === 'success' && restart !== 'always' && restart !== 'no' && !isZero(mainStatus) && statusIsIn(success, mainStatus);
  return isCleanByList ? { acts, rule: 'success-exit-status', by: 'status' } : { acts, rule: 'table', by: 'result' };
}

/** Whether a status is in a list, by exit_status_set_test() in src/shared/exit-status.c: exit statuses and signals are separate lists. */
function statusIsIn({ statuses, signals }: ExitStatusSet, main: MainStatus): boolean {
  if (main === 'none') return false;
  return main.code === 'exited' ? statuses.includes(main.status) : signals.includes(main.status);
}

function isZero(main: MainStatus): boolean {
  return main !== 'none' && main.code === 'exited' && main.status === 0;
}

/** The settings that say how long systemd waits before an automatic restart; times in µs. */
interface RestartDelaySettings {
  readonly restartUsec: bigint;
  /** RestartSteps=, since v254. */
  readonly steps?: number;
  /** RestartMaxDelaySec=, since v254; absent for infinity. */
  readonly maxDelayUsec?: bigint;
}

/**
 * How long systemd waits before the `nth` automatic restart in a row, counted from 1: service_restart_usec_next() in src/core/service.c.
 * RestartRandomizedDelaySec= (since v262) is not included: this is the minimum.
 */
export function restartDelayUsec({ restartUsec, steps = 0, maxDelayUsec }: RestartDelaySettings, nth: number): bigint {
  if (nth <= 1 || steps === 0 || restartUsec === 0n || maxDelayUsec === undefined || restartUsec >= maxDelayUsec) return restartUsec;
  if (nth > steps) return maxDelayUsec;
  const growth = Number(maxDelayUsec) / Number(restartUsec);
  return BigInt(Math.trunc(Number(restartUsec) * growth ** ((nth - 1) / steps)));
}
