/** Restart= settings of systemd.service(5). */
export type RestartSetting = 'no' | 'always' | 'on-success' | 'on-failure' | 'on-abnormal' | 'on-abort' | 'on-watchdog';

const RESTARTING_RESULTS: Readonly<Record<Exclude<RestartSetting, 'always'>, ReadonlySet<string>>> = {
  no: new Set(),
  'on-success': new Set(['success']),
  'on-failure': new Set(['exit-code', 'signal', 'core-dump', 'timeout', 'watchdog', 'oom-kill', 'protocol', 'resources']),
  'on-abnormal': new Set(['signal', 'core-dump', 'timeout', 'watchdog', 'oom-kill', 'protocol', 'resources']),
  'on-abort': new Set(['signal', 'core-dump']),
  'on-watchdog': new Set(['watchdog']),
};

/**
 * Whether Restart= acts on a service Result, by the table of service_shall_restart() in src/core/service.c.
 * A stop job, RestartPreventExitStatus= and RestartForceExitStatus= come before the table and are not seen here.
 */
export function restartActsOn(setting: string, result: string, systemdVersion: number): boolean | undefined {
  if (result === 'start-limit-hit') return false;
  if (result === 'exec-condition') return setting === 'always' && systemdVersion < 251;
  if (setting === 'always') return true;
  const results = RESTARTING_RESULTS[setting as Exclude<RestartSetting, 'always'>] as ReadonlySet<string> | undefined;
  return results?.has(result);
}
