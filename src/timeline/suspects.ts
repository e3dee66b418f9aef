import { PULL_IN_RELATIONS } from '../systemd/relations.ts';
import type { History } from '../facts/history.ts';
import { instantProperty, textProperty, usecProperty } from '../facts/properties.ts';
import { settingOf } from '../attribution/timer-schedule.ts';
import type { MechanismName } from '../attribution/mechanisms/index.ts';
import type { WireValue } from '../sources/observation.ts';
import { declarationsOf } from './declarations.ts';
import type { Suspect } from './timeline.ts';

const MECHANISM_OF_TRIGGER: Readonly<Record<string, MechanismName>> = {
  timer: 'timer',
  socket: 'socket-activation',
  path: 'path',
  automount: 'automount',
};

const MECHANISM_OF_SETTING = { Requires: 'required-by', BindsTo: 'bound-by', Wants: 'wanted-by', Upholds: 'upheld-by' } as const;

/** What can start a unit, one hop away and, for units that pull it in, what triggers them: as far as the manager and the files tell. */
export function suspectsOf(unit: string, history: History): readonly Suspect[] {
  const direct = [...triggerSuspects(unit, [], unit, history), ...endSuspects(unit, history)];
  const pulled = PULL_IN_RELATIONS.flatMap(({ setting }) =>
    history.edges
      .namedBy(unit, setting)
      .filter((owner) => owner !== unit && !owner.endsWith('.slice'))
      .flatMap((owner): readonly Suspect[] => {
        const active = activeStateOf(owner, history);
        const from = { kind: 'unit', unit: owner } as const;
        const own: Suspect = {
          mechanism: owner.endsWith('.device') ? 'device' : MECHANISM_OF_SETTING[setting],
          from,
          via: [],
          to: unit,
          ...(setting === 'Upholds' && active !== undefined ? { armed: active === 'active' } : {}),
          detail: active === undefined ? 'not loaded' : active,
          declaredIn: declarationsOf(history, from, unit, `${setting}=`),
          remedy: setting === 'Upholds' ? [stopCommand(owner, history)] : [],
        };
        return [own, ...triggerSuspects(owner, [owner], unit, history)];
      }),
  );
  return [...direct, ...pulled];
}

function triggerSuspects(triggered: string, via: readonly string[], unit: string, history: History): readonly Suspect[] {
  return history.edges.namedBy(triggered, 'Triggers').flatMap((trigger): readonly Suspect[] => {
    const mechanism = MECHANISM_OF_TRIGGER[trigger.slice(trigger.lastIndexOf('.') + 1)];
    if (mechanism === undefined) return [];
    const active = activeStateOf(trigger, history);
    const from = { kind: 'unit', unit: trigger } as const;
    const detail = detailOf(trigger, history);
    const armed = armedOf(trigger, active, history);
    const nextAt = armed.armed === false ? undefined : nextElapse(trigger, history);
    return [
      {
        mechanism,
        from,
        via,
        to: unit,
        ...armed,
        ...(detail === undefined ? {} : { detail }),
        ...(nextAt === undefined ? {} : { nextAt }),
        declaredIn: declarationsOf(history, from, triggered, undefined),
        remedy: [stopCommand(trigger, history)],
      },
    ];
  });
}

function stopCommand(unit: string, history: History): string {
  return `systemctl ${history.host()?.manager === 'user' ? '--user ' : ''}stop ${unit}`;
}

/** An elapsed timer does not elapse again by itself, and a trigger that the manager has not loaded watches nothing. */
function armedOf(trigger: string, active: string | undefined, history: History): Pick<Suspect, 'armed'> {
  const record = history.unit(trigger);
  const subState = record.states.at(-1)?.subState ?? textProperty(record.properties ?? {}, 'SubState');
  if (active !== undefined) return { armed: active === 'active' && subState !== 'elapsed' };
  return history.statuses.get('system-bus')?.status === 'ok' ? { armed: false } : {};
}

function endSuspects(unit: string, history: History): readonly Suspect[] {
  return (['OnFailure', 'OnSuccess'] as const).flatMap((setting) =>
    history.edges.namedBy(unit, setting).map((owner): Suspect => {
      const from = { kind: 'unit', unit: owner } as const;
      const detail = activeStateOf(owner, history);
      return {
        mechanism: setting === 'OnFailure' ? 'on-failure' : 'on-success',
        from,
        via: [],
        to: unit,
        ...(detail === undefined ? {} : { detail }),
        declaredIn: declarationsOf(history, from, unit, `${setting}=`),
        remedy: [],
      };
    }),
  );
}

function activeStateOf(unit: string, history: History): string | undefined {
  const record = history.unit(unit);
  return record.states.at(-1)?.activeState ?? textProperty(record.properties ?? {}, 'ActiveState');
}

function detailOf(trigger: string, history: History): string | undefined {
  const record = history.unit(trigger);
  if (trigger.endsWith('.timer')) return settingOf(record);
  if (trigger.endsWith('.automount')) return textProperty(record.properties ?? {}, 'Where');
  const rows = record.properties?.[trigger.endsWith('.socket') ? 'Listen' : 'Paths'];
  const words = Array.isArray(rows)
    ? (rows as readonly WireValue[]).map((row) => textOf(Array.isArray(row) ? (row as readonly WireValue[])[1] : undefined))
    : [];
  const listed = words.filter((word) => word !== '').join(', ');
  if (listed === '') return undefined;
  return trigger.endsWith('.socket') ? `listening on ${listed}` : `watching ${listed}`;
}

/** The earlier of both clocks' times; a monotonic one is put on the wall clock as it stood when the timer was described. */
function nextElapse(trigger: string, history: History): Suspect['nextAt'] {
  if (!trigger.endsWith('.timer')) return undefined;
  const { properties = {}, firstDescribedAt: described } = history.unit(trigger);
  const onWall = instantProperty(properties, 'NextElapseUSecRealtime', undefined);
  const monotonicUsec = usecProperty(properties, 'NextElapseUSecMonotonic');
  if (monotonicUsec === undefined || described?.monotonicUsec === undefined) return onWall;
  const realtimeUsec = described.realtimeUsec + monotonicUsec - described.monotonicUsec;
  return onWall === undefined || realtimeUsec < onWall.realtimeUsec ? { realtimeUsec } : onWall;
}

function textOf(value: WireValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
