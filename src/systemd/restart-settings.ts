import { exitStatusName } from './exit-status-names.ts';
import type { ExitStatusSet, RestartSettings } from './restart-policy.ts';
import { signalName } from './signal-names.ts';
import { lastSettingLine, settingLines, type UnitFileText } from './unit-file-syntax.ts';

const SIGNALS = 64;

/** From the unit files, for a service that the manager has not loaded; undefined without its main file, and where a list has an unknown item. */
export function restartSettingsIn(files: readonly UnitFileText[]): RestartSettings | undefined {
  if (!files.some(({ path }) => path.endsWith('.service'))) return undefined;
  const prevent = listIn(files, 'RestartPreventExitStatus');
  const force = listIn(files, 'RestartForceExitStatus');
  const success = listIn(files, 'SuccessExitStatus');
  if (prevent === undefined || force === undefined || success === undefined) return undefined;
  return {
    restart: lastSettingLine(files, 'Restart')?.value ?? 'no',
    isOneshot: lastSettingLine(files, 'Type')?.value === 'oneshot',
    prevent,
    force,
    success,
  };
}

/** A list of exit statuses and signals by number or name: config_parse_set_status() in src/core/load-fragment.c takes a word for a status first. */
function listIn(files: readonly UnitFileText[], setting: string): ExitStatusSet | undefined {
  const statuses: number[] = [];
  const signals: number[] = [];
  for (const word of settingLines(files, setting).flatMap(({ value }) => value.split(/\s+/).filter((part) => part !== ''))) {
    const status = statusOf(word);
    const signal = status === undefined ? signalOf(word) : undefined;
    if (status !== undefined) statuses.push(status);
    else if (signal !== undefined) signals.push(signal);
    else return undefined;
  }
  return { statuses, signals };
}

function statusOf(word: string): number | undefined {
  if (/^\d{1,3}$/.test(word)) return Number(word);
  return numberNamed(256, word, (status) => exitStatusName(status, 0));
}

function signalOf(word: string): number | undefined {
  return numberNamed(SIGNALS + 1, word.replace(/^SIG/, ''), signalName);
}

function numberNamed(end: number, name: string, nameOf: (number: number) => string | undefined): number | undefined {
  return Array.from({ length: end }, (_, number) => number).find((number) => nameOf(number) === name);
}
