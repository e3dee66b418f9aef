import { settingLines } from '../../systemd/unit-file-syntax.ts';
import { templateOf } from '../../systemd/unit-name.ts';
import { compareInstants, usecBetween } from '../../model/instant.ts';
import type { History } from '../../history/history.ts';
import type { StartRecord, UnitRecord } from '../../model/unit-record.ts';
import { endOf } from '../../history/run-ends/index.ts';
import { asksManager } from './requested-action.ts';
import type { Activation } from '../../model/claim.ts';
import { activationOfStart } from '../jobs/activation.ts';
import type { Client } from './client.ts';

const EXEC_SETTINGS = ['ExecStartPre', 'ExecStart', 'ExecStartPost', 'ExecReload', 'ExecStop', 'ExecStopPost'];
/** A command that a unit runs later than this after its start cannot be concluded from the start. */
const RECENT_USEC = 30_000_000n;

/** The one unit whose Exec lines ask for this unit and which had just started and not yet ended, with the command as its file has it; nothing when there are several. */
export function clientInUnits(activation: Activation, history: History): Client | undefined {
  // Most files do not contain the name; parsing them all for every start would make a burst of starts slow.
  const stem = activation.unit.name.replace(/\.[a-z]+$/, '');
  const found = [...history.units()].flatMap((record): readonly Client[] => {
    const files = record.files.length > 0 ? record.files : history.unit(templateOf(record.name) ?? record.name).files;
    if (record === activation.unit || record.starts.length === 0 || !files.some(({ text }) => text.includes(stem))) return [];
    const command = EXEC_SETTINGS.flatMap((setting) => settingLines(files, setting))
      .map(({ value }) => value)
      .find((value) => asksManager(value.split(/[\s"';|&]+/), activation, history));
    const start = command === undefined ? undefined : runningStart(record, activation);
    if (command === undefined || start === undefined) return [];
    const description = { unit: record.name, cmdline: command };
    return [{ fact: start.first, certain: false, description, behind: activationOfStart(start, history) }];
  });
  return found.length === 1 ? found[0] : undefined;
}

function runningStart(record: UnitRecord, activation: Activation): StartRecord | undefined {
  const start = record.starts.findLast(({ at }) => compareInstants(at, activation.at) <= 0);
  if (start === undefined || usecBetween(start.at, activation.at) > RECENT_USEC) return undefined;
  const end = endOf(record, start);
  return end === undefined || compareInstants(end.at, activation.at) >= 0 ? start : undefined;
}
