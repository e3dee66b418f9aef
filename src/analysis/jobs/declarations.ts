import type { UnitFile } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { textProperty } from '../../model/properties.ts';
import { whereNamed } from '../../history/setting-location.ts';
import { settingLines } from '../../systemd/unit-file-syntax.ts';
import { parseSpan } from '../../systemd/time-span.ts';
import { suffixOf, templateOf } from '../../systemd/unit-name.ts';
import type { Cause } from '../../model/cause.ts';
import type { Declaration } from '../../model/timeline.ts';
import { table } from '../../table.ts';

/** Settings of a trigger unit that decide when it acts; the lines that declare a trigger are those. */
export const TRIGGER_SETTINGS: Readonly<Record<string, readonly string[]>> = table({
  timer: [
    'OnCalendar',
    'OnUnitActiveSec',
    'OnUnitInactiveSec',
    'OnBootSec',
    'OnStartupSec',
    'OnActiveSec',
    'OnClockChange',
    'OnTimezoneChange',
  ],
  socket: [
    'ListenStream',
    'ListenDatagram',
    'ListenSequentialPacket',
    'ListenFIFO',
    'ListenNetlink',
    'ListenSpecial',
    'ListenMessageQueue',
  ],
  path: ['PathExists', 'PathExistsGlob', 'PathChanged', 'PathModified', 'DirectoryNotEmpty'],
  automount: ['Where'],
});

/** Settings that name no other unit. */
const OWN_SETTINGS: ReadonlySet<string> = new Set([
  ...['Restart', 'StopWhenUnneeded', 'WatchdogSec', 'RuntimeMaxSec', 'TimeoutSec', 'TimeoutStartSec', 'TimeoutStopSec'],
]);

const DEPENDENCIES: ReadonlySet<string> = new Set([
  ...['Wants', 'Requires', 'Requisite', 'BindsTo', 'Upholds', 'PartOf', 'Conflicts', 'PropagatesStopTo'],
]);

/** The files and lines that declare that `from` starts `to` by `setting`, as far as the unit files were read. */
export function declarationsOf(history: History, from: Cause, to: string, setting: string | undefined): readonly Declaration[] {
  const name = setting?.replace(/=.*$/s, '');
  if (from.kind !== 'unit') return name === 'BusName' ? ownSettings(history, to, ['BusName']) : [];
  if (name !== undefined && OWN_SETTINGS.has(name)) return ownSettings(history, to, [name], setting);
  const triggers = TRIGGER_SETTINGS[suffixOf(from.unit)];
  if (triggers !== undefined && !DEPENDENCIES.has(name ?? '')) {
    return ownSettings(history, from.unit, name === undefined || name === 'Accept' ? triggers : [name, ...triggers], setting);
  }
  if (name === undefined) return [];
  const named = edge(history, from.unit, name, to);
  return named.length > 0 || !MIRRORED.includes(name) ? named : edge(history, to, name, from.unit);
}

/** What happens to a unit by these may be declared in the file of either. */
const MIRRORED: readonly string[] = ['PartOf', 'Requires', 'BindsTo', 'Requisite', 'Conflicts'];

/** With the settings as they are `quoted`, a line that has another value is none of theirs: the file is of another time than what the manager told. */
function ownSettings(history: History, unit: string, settings: readonly string[], quoted?: string): readonly Declaration[] {
  const files = filesOf(history, unit);
  const lines = settings
    .flatMap((setting) => settingLines(files, setting).filter(({ value }) => !isContradicted(setting, value, quoted)))
    .map(({ path, line }) => ({ path, line }));
  return lines.filter((one, index) => lines.findIndex(({ path, line }) => path === one.path && line === one.line) === index).slice(0, 4);
}

/** Of `OnBootSec=1min, OnUnitActiveSec=1h` each span is compared as a span, and the value of Restart= as it is; calendars are told in other words than they are written in. */
function isContradicted(setting: string, value: string, quoted: string | undefined): boolean {
  const told = [...(quoted ?? '').matchAll(/(?:^|, )([A-Za-z]+)=([^,]*)/g)].flatMap(([, name, text]) =>
    name === setting && text !== undefined && text !== '' ? [text] : [],
  );
  if (told.length === 0) return false;
  if (setting === 'Restart') return !told.includes(value.trim());
  const span = parseSpan(value);
  const spans = told.map(parseSpan);
  return span !== undefined && spans.every((other) => other !== undefined && other !== span);
}

function edge(history: History, owner: string, setting: string, target: string): readonly Declaration[] {
  return whereNamed(filesOf(history, owner), owner, setting, target, history);
}

/** The files that make up a unit as far as they were read; an instance has those of its template. */
export function filesOf(history: History, unit: string): readonly UnitFile[] {
  const template = templateOf(unit);
  const { files } = history.unit(unit);
  return template === undefined ? files : [...history.unit(template).files, ...files];
}

/** The unit's main file, from the manager or from what was read. */
export function fragmentOf(history: History, unit: string): string | undefined {
  const record = history.unit(unit);
  return textProperty(record.properties ?? {}, 'FragmentPath') ?? record.files[0]?.path;
}
