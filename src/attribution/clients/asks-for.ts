import { listProperty } from '../../facts/properties.ts';
import type { UnitRecord } from '../../facts/unit-record.ts';

const VERBS = new Set([
  'start',
  'restart',
  'try-restart',
  'condrestart',
  'reload-or-restart',
  'try-reload-or-restart',
  'force-reload',
  'isolate',
  'default',
  'rescue',
  'emergency',
  'enable',
  'reenable',
  'enqueue-marked',
]);
const METHODS =
  /^(?:.*\.)?(Start|StartUnit|StartUnitReplace|StartUnitWithFlags|RestartUnit|Restart|TryRestartUnit|ReloadOrRestartUnit|ReloadOrTryRestartUnit|EnqueueUnitJob|StartTransientUnit)$/;

/** Whether a command line asks the manager to start this unit. */
export function asksFor(argv: readonly string[], unit: UnitRecord): boolean {
  const words = argv.map((word) => word.replace(/^["']|["']$/g, ''));
  const names = new Set(
    [unit.name, ...listProperty(unit.properties ?? {}, 'Names')].flatMap((name) => [name, name.replace(/\.service$/, '')]),
  );
  const isNamed = words.some((word) => names.has(word) || names.has(word.replace(/^--unit=/, '')));
  const asksSystemctl = words.some(
    (word, index) => /(^|\/)systemctl$/.test(word) && words.slice(index + 1).some((verb) => VERBS.has(verb)),
  );
  const asksService = words.some(
    (word, index) =>
      /(^|\/)(service|invoke-rc\.d|deb-systemd-invoke)$/.test(word) && words.slice(index + 1).some((verb) => VERBS.has(verb)),
  );
  const asksBus = words.some((word) => METHODS.test(word));
  if (words.some((word) => /(^|\/)systemd-run$/.test(word)))
    return unit.properties?.['Transient'] === true && (isNamed || !words.some((word) => word.startsWith('--unit') || word === '-u'));
  if (asksSystemctl) return isNamed || isolatesTo(words, unit);
  return (asksService || asksBus) && isNamed;
}

function isolatesTo(words: readonly string[], unit: UnitRecord): boolean {
  return words.some((word) => ['default', 'rescue', 'emergency'].includes(word) && unit.name === `${word}.target`);
}
