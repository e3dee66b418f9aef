import { defineScenario, type ExpectedEnd, type Scenario } from '../lab/scenario.ts';
import { by, client, start, unitFile } from './chain.ts';

/** The table of systemd.service(5), "Exit causes and the effect of the Restart= settings", row by row. */
const MANUAL: Readonly<Record<string, readonly string[]>> = {
  'clean-exit': ['always', 'on-success'],
  'unclean-exit-code': ['always', 'on-failure'],
  'unclean-signal': ['always', 'on-failure', 'on-abnormal', 'on-abort'],
  timeout: ['always', 'on-failure', 'on-abnormal'],
  watchdog: ['always', 'on-failure', 'on-abnormal', 'on-watchdog'],
};
/** How systemd tells each of them. */
const TOLD: Readonly<Record<string, Omit<ExpectedEnd, 'unit'>>> = {
  'clean-exit': { how: 'exited', result: 'success' },
  'unclean-exit-code': { how: 'exited', result: 'exit-code', exitStatus: 1, exitStatusName: 'FAILURE' },
  'unclean-signal': { how: 'killed', result: 'signal', exitStatus: 9, exitStatusName: 'KILL' },
  timeout: { how: 'timeout', result: 'timeout' },
  watchdog: { how: 'watchdog', result: 'watchdog' },
};
const SETTINGS = ['no', 'always', 'on-success', 'on-failure', 'on-abnormal', 'on-abort', 'on-watchdog'] as const;

/** Ends in the given way at its first run and stays up at the second, so that each cell restarts once or not at all. */
const cell = `#!/bin/sh
if [ -e "/run/cell-$1-$2" ]; then
  systemd-notify --ready WATCHDOG_USEC=3600000000
  exec sleep infinity
fi
touch "/run/cell-$1-$2"
case $2 in
timeout) exec sleep infinity ;;
esac
systemd-notify --ready
case $2 in
clean-exit) sleep 0.3; exit 0 ;;
unclean-exit-code) sleep 0.3; exit 1 ;;
unclean-signal) sleep 0.3; kill -KILL $$ ;;
watchdog) exec sleep infinity ;;
esac
`;

function cellUnit(setting: string, end: string): string {
  return unitFile(
    ...['[Service]', 'Type=notify', 'NotifyAccess=all', `Restart=${setting}`, 'LimitCORE=0', 'TimeoutStopSec=5s'],
    ...(end === 'watchdog' ? ['WatchdogSec=500ms'] : []),
    ...(end === 'timeout' ? ['TimeoutStartSec=800ms'] : []),
    `ExecStart=/usr/local/bin/cell ${setting} ${end}`,
  );
}

/** All 35 cells: one scenario for each setting, with a unit for each way to end. */
export const RESTART_MATRIX: readonly Scenario[] = SETTINGS.map((setting) => {
  const ends = Object.entries(MANUAL).map(([end, restarting]) => ({
    end,
    unit: `${end}-${setting}.service`,
    restarts: restarting.includes(setting),
  }));
  return defineScenario({
    name: `restart-${setting}`,
    title: `Restart=${setting} and the five ways to end`,
    theme: 'restart-matrix',
    files: { '/usr/local/bin/cell': cell },
    units: Object.fromEntries(ends.map(({ end, unit }) => [unit, cellUnit(setting, end)])),
    watch: ends.map(({ unit }) => unit),
    run: `systemctl start --no-block ${ends.map(({ unit }) => unit).join(' ')}; sleep 3`,
    expect: () =>
      ends.flatMap(({ unit, restarts }) => [start(unit, client), ...(restarts ? [start(unit, by('restart-policy', unit))] : [])]),
    ends: () =>
      ends.map(({ unit, end, restarts }): ExpectedEnd => {
        const told = TOLD[end] ?? { how: 'unknown' };
        const restart = { acts: restarts, rule: 'table', on: told.result ?? '', ...(restarts ? { delayUsec: 100_000n } : {}) } as const;
        return { unit, ...told, restart, back: 'right' };
      }),
  });
});
