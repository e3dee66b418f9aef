import type { MechanismName } from '../../model/mechanism.ts';
import { settingOf } from '../starts/timer.ts';
import type { History } from '../../history/history.ts';
import { instantProperty, lastSubState, textProperty, usecProperty } from '../../model/properties.ts';
import type { WireValue } from '../../model/observation.ts';
import { connectionInstance } from '../../systemd/connection-instance.ts';
import { isYes, lastSettingLine, settingLines } from '../../systemd/unit-file-syntax.ts';
import { parseUnitName, suffixOf, templateOf } from '../../systemd/unit-name.ts';
import { filesOf, TRIGGER_SETTINGS } from '../jobs/declarations.ts';
import type { Starter } from './index.ts';
import { activeStateOf, stateWords, stopCommand, unitStarter, unusable, wasManagerQueried } from './state.ts';
import { table } from '../../table.ts';

const MECHANISM_OF_TRIGGER: Readonly<Record<string, MechanismName>> = table({
  timer: 'timer',
  socket: 'socket-activation',
  path: 'path',
  automount: 'automount',
});

/** The timers, sockets, paths and automounts that trigger a unit. */
export function triggersOf(unit: string, history: History): readonly Starter[] {
  const named = [...history.edges.namedBy(unit, 'Triggers'), ...acceptingSocket(unit, history)];
  return [...new Set(named)].flatMap((trigger): readonly Starter[] => {
    const mechanism = MECHANISM_OF_TRIGGER[suffixOf(trigger)];
    if (mechanism === undefined) return [];
    const armed = armedOf(trigger, history);
    const detail = [doing(trigger, history), armed === true ? undefined : stateWords(trigger, history)].filter(
      (part) => part !== undefined,
    );
    const nextAt = armed === false ? undefined : nextElapse(trigger, history);
    const words = detail.length === 0 ? undefined : detail.join(', ');
    const told = { mechanism, armed, detail: words, nextAt, remedy: [stopCommand(trigger, history)] };
    return [unitStarter(trigger, unit, undefined, told, history)];
  });
}

/** With Accept=yes the socket names no unit: each connection gets an instance of the template of its name (systemd.socket(5)). */
function acceptingSocket(unit: string, history: History): readonly string[] {
  const parts = parseUnitName(unit);
  if (parts?.type !== 'service' || parts.instance === undefined) return [];
  const made = connectionInstance(unit)?.socket;
  if (made !== undefined) return [made];
  const socket = `${parts.prefix}.socket`;
  if (templateOf(unit) !== undefined) return [];
  const { properties, files } = history.unit(socket);
  const accepts = properties?.['Accept'] === true || isYes(lastSettingLine(files, 'Accept'));
  return accepts ? [socket] : [];
}

/** An elapsed timer does not elapse again by itself, and a trigger that the manager has not loaded watches nothing. */
function armedOf(trigger: string, history: History): boolean | undefined {
  const active = activeStateOf(trigger, history);
  if (active !== undefined) return active === 'active' && lastSubState(history.unit(trigger)) !== 'elapsed';
  return wasManagerQueried(history) || unusable(trigger, history) !== undefined ? false : undefined;
}

/** What the trigger waits for. */
function doing(trigger: string, history: History): string | undefined {
  const record = history.unit(trigger);
  const type = suffixOf(trigger);
  const value = type === 'timer' ? settingOf(record) : type === 'automount' ? textProperty(record.properties ?? {}, 'Where') : undefined;
  const listed = value ?? listedIn(record.properties?.[type === 'socket' ? 'Listen' : 'Paths']) ?? written(trigger, type, history);
  if (listed === undefined || type === 'timer' || type === 'automount') return listed;
  return type === 'socket' ? `listening on ${listed}` : `watching ${listed}`;
}

function listedIn(rows: WireValue | undefined): string | undefined {
  if (!Array.isArray(rows)) return undefined;
  const words = (rows as readonly WireValue[]).map((row) => (Array.isArray(row) ? (row as readonly WireValue[])[1] : undefined));
  return words.filter((word): word is string => typeof word === 'string' && word !== '').join(', ') || undefined;
}

/** As written in the unit's file, for a unit that the manager did not describe. */
function written(trigger: string, type: string, history: History): string | undefined {
  const files = filesOf(history, trigger);
  const lines = (TRIGGER_SETTINGS[type] ?? []).flatMap((setting) =>
    settingLines(files, setting).map(({ value }) => (type === 'timer' ? `${setting}=${value}` : value)),
  );
  return lines.join(', ') || undefined;
}

/**
 * The earlier of both clocks' times, from the last signal, else from the timer's description; a monotonic time is converted by the wall clock
 * of that moment.
 */
function nextElapse(trigger: string, history: History): Starter['nextAt'] {
  if (suffixOf(trigger) !== 'timer') return undefined;
  const record = history.unit(trigger);
  const signalled = record.details.findLast(({ properties }) => 'NextElapseUSecMonotonic' in properties);
  const properties = signalled?.properties ?? record.properties ?? {};
  const observedAt = signalled?.at ?? record.firstDescribedAt;
  const onWall = instantProperty(properties, 'NextElapseUSecRealtime', undefined);
  const monotonicUsec = usecProperty(properties, 'NextElapseUSecMonotonic');
  if (monotonicUsec === undefined || observedAt?.monotonicUsec === undefined) return onWall;
  const realtimeUsec = observedAt.realtimeUsec + monotonicUsec - observedAt.monotonicUsec;
  return onWall === undefined || realtimeUsec < onWall.realtimeUsec ? { realtimeUsec } : onWall;
}
