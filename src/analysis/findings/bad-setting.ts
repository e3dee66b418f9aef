import type { History } from '../../history/history.ts';
import { listProperty, textProperty } from '../../model/properties.ts';
import { linesOf, type UnitRecord } from '../../model/unit-record.ts';
import { compareInstants } from '../../model/instant.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { defineFinding } from './define-finding.ts';
import type { Fault } from '../../model/finding.ts';
import { defined } from '../../defined.ts';

/** Files that systemd refuses as a whole, and single lines of them that it passes over. */
export const badSetting = defineFinding({
  kind: 'bad-setting',
  examine: (unit, history) => [...refused(unit, history), ...ignored(unit, history)],
});

/** Refused for what another unit is, not for its own file. */
const OF_OTHER = /not loaded|is not loadable/;

function refused(unit: UnitRecord, history: History): readonly Fault[] {
  const { properties = {}, starts } = unit;
  const loadState = textProperty(properties, 'LoadState');
  const logged = linesOf(unit, 'unit-refused').findLast(({ detail }) => !OF_OTHER.test(detail.text));
  const isStale = logged === undefined || (starts.at(-1) !== undefined && compareInstants(starts.at(-1)?.at ?? logged.at, logged.at) > 0);
  const isBad = loadState === 'bad-setting' || loadState === 'error';
  if (!isBad && (loadState === 'loaded' || isStale)) return [];
  const [file] = filesOfUnit(unit.name, history);
  const line = logged?.detail.text ?? listProperty(properties, 'LoadError')[1];
  return [
    {
      severity: 'error',
      facts: line === undefined || line === '' ? {} : { line },
      declaredIn: file === undefined ? [] : [{ path: file.path }],
      evidence: logged === undefined ? [] : [logged],
    },
  ];
}

/** Lines that systemd passed over and that still stand where it found them. */
function ignored(unit: UnitRecord, history: History): readonly Fault[] {
  const files = filesOfUnit(unit.name, history);
  const last = new Map<string, Fault>();
  for (const log of linesOf(unit, 'setting-ignored')) {
    const { path, line, text } = log.detail;
    const file = files.find((one) => one.path === path);
    if (file === undefined || (line !== undefined && !stillThere(file.text, line, text))) continue;
    last.set(`${path}:${String(line ?? 0)}`, {
      severity: /^Unknown (?:key|section|lvalue)|^Unknown /.test(text) ? 'info' : 'warning',
      facts: { path, line: text },
      declaredIn: [defined({ path, line })],
      evidence: [log],
    });
  }
  return [...last.values()];
}

/** Whether the line holds one of the words that the message quotes; a message that quotes nothing is believed. */
function stillThere(text: string, line: number, message: string): boolean {
  const [name] = Array.from(message.matchAll(/['"]([^'"]+)['"]/g), (match) => match[1] ?? '');
  const own = text
    .split('\n')
    .slice(line - 1, line + 5)
    .join('\n');
  return own !== '' && (name === undefined || own.includes(name) || message.includes(own.replace(/^[^=]*=\s*/, '').split('\n')[0] ?? ''));
}
