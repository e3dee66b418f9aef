import type { UnitFile } from '../../model/fact.ts';
import { settingLines, type SettingLine } from '../../systemd/unit-file-syntax.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { defineEndMechanism } from './mechanism.ts';
import type { Ending } from './ending.ts';
import { runLog } from './run-logs.ts';
import { table } from '../../table.ts';

/** systemd itself ended it: an operation took too long, no WATCHDOG=1 came, or RuntimeMaxSec= was over. */
export const managerKill = defineEndMechanism({
  name: 'manager-kill',
  judge(ending, history) {
    const { unit, end, stop } = ending;
    if (end === undefined || stop !== undefined) return [];
    const settings = settingsOf(ending);
    if (settings === undefined) return [];
    const line = runLog(ending, 'watchdog-timeout') ?? runLog(ending, 'timed-out');
    return [
      {
        strength: 'stated',
        from: { kind: 'unit', unit: unit.name },
        setting: asWritten(filesOfUnit(unit.name, history), settings),
        why: WHY[end.how === 'watchdog' ? 'watchdog' : (end.phase ?? operationOf(ending) ?? 'run')] ?? 'systemd ended it',
        evidence: [...(line === undefined ? [] : [line]), ...end.evidence],
      },
    ];
  },
});

const WHY: Readonly<Record<string, string>> = table({
  watchdog: 'no WATCHDOG=1 came in time, and systemd killed it',
  start: 'its start took too long, and systemd killed it',
  run: 'it had run for as long as it may, and systemd ended it',
  stop: 'what runs after its main process took too long, and systemd killed it',
  reload: 'its reload took too long',
});

/** The settings that can have decided; by the name of the first where none stands anywhere. */
function settingsOf(ending: Ending): readonly string[] | undefined {
  const { end } = ending;
  if (end?.how === 'watchdog') return ['WatchdogSec'];
  if (end?.how !== 'timeout') return undefined;
  switch (end.phase ?? operationOf(ending)) {
    case 'start':
      return ['TimeoutStartSec', 'TimeoutSec'];
    case 'stop':
      return ['TimeoutStopSec', 'TimeoutSec'];
    case 'reload':
      return ['TimeoutStartSec', 'TimeoutSec'];
    case 'run':
      return ['RuntimeMaxSec'];
    default:
      return [];
  }
}

function operationOf(ending: Ending): string | undefined {
  return runLog(ending, 'timed-out')?.detail.operation;
}

/** As the file has it, the last line of all, as TimeoutSec= sets what TimeoutStartSec= does; a setting that stands nowhere has its default. */
function asWritten(files: readonly UnitFile[], settings: readonly string[]): string {
  const fileOf = ({ path }: SettingLine): number => files.findIndex((file) => file.path === path);
  const last = settings
    .flatMap((setting) => settingLines(files, setting).map((line) => ({ setting, line })))
    .toSorted((a, b) => fileOf(a.line) - fileOf(b.line) || a.line.line - b.line.line)
    .at(-1);
  return last === undefined ? `${settings[0] ?? ''}=` : `${last.setting}=${last.line.value}`;
}
