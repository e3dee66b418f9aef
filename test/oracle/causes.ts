import type { BusMessage, Told } from './decode.ts';
import type { DependencyProperty, Graph } from './graph.ts';
import { asksForMany, canAskFor } from './methods.ts';
import { stateClass } from './sub-states.ts';
import type { TrueCause, TrueClientCause, TrueJobType, TrueTime } from './truth.ts';

/** What the manager is about to enqueue. */
export interface Attempt {
  readonly unit: string;
  readonly type: TrueJobType;
  readonly mode: string;
  readonly at: TrueTime;
}

export interface Call {
  readonly message: BusMessage;
  readonly at: TrueTime;
  readonly text: string;
  /** Who is connected to the private socket, where that is one process only. */
  readonly peer?: { readonly pid: number; readonly comm: string };
}

/** What a line before an attempt says of why it is made. */
export type Reason =
  | { readonly kind: 'told'; readonly told: Told; readonly text: string; readonly jobType?: TrueJobType }
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'varlink'; readonly method: string; readonly at: TrueTime; readonly text: string };

/** Whether what was said can lead to several attempts: the settings of one unit name several others. */
export function isForSeveral(reason: Reason): boolean {
  if (reason.kind === 'call') return asksForMany(reason.call.message);
  return reason.kind === 'told' && (reason.told.kind === 'changed' || reason.told.kind === 'termination');
}

/** The cause, if this reason fits this attempt; else why it does not. */
export function causeOf(reason: Reason, attempt: Attempt, graph: Graph): TrueCause | string {
  if (reason.kind === 'call') {
    return canAskFor(reason.call.message, attempt.type, namesOf(attempt.unit, attempt.at, graph))
      ? clientCause(reason.call)
      : `the call of ${reason.call.message.member} before it asks for something else`;
  }
  if (reason.kind === 'varlink') {
    const { method, at, text } = reason;
    const dot = method.lastIndexOf('.');
    return { kind: 'client', at, method: method.slice(dot + 1), interface: method.slice(0, dot), path: '', by: 'varlink', lines: [text] };
  }
  const cause = toldCause(reason, attempt, graph);
  return cause ?? `"${reason.text}", which stands before it, does not explain it`;
}

export function clientCause({ message, at, text, peer }: Call): TrueCause & TrueClientCause {
  return {
    kind: 'client',
    at,
    method: message.member,
    interface: message.interface,
    path: message.path,
    by: message.sender === undefined ? 'private' : 'bus',
    ...(message.sender === undefined ? (peer ?? {}) : { sender: message.sender }),
    lines: [text],
  };
}

function toldCause(reason: Extract<Reason, { kind: 'told' }>, attempt: Attempt, graph: Graph): TrueCause | undefined {
  const { told, text } = reason;
  const lines = [text];
  const { unit, type, mode, at } = attempt;
  const isStart = type === 'start';
  const mayName = (from: string, property: DependencyProperty): boolean =>
    !graph.knows(from, at.realtime) || graph.has(from, property, unit, at.realtime);
  switch (told.kind) {
    case 'trigger':
      // With Accept=yes the instance is made for the connection, and is no unit of the graph yet.
      return isStart && (mayName(told.unit, 'Triggers') || (told.by === 'socket' && unit.includes('@')))
        ? { kind: told.by, unit: told.unit, lines }
        : undefined;
    case 'automount':
      if (!isStart || !mayName(told.unit, 'Triggers')) return undefined;
      return { kind: 'automount', unit: told.unit, ...(told.pid === undefined ? {} : { pid: told.pid, comm: told.comm ?? '' }), lines };
    case 'automount-idle':
      return type === 'stop' && mayName(told.unit, 'Triggers') ? { kind: 'automount-idle', unit: told.unit, lines } : undefined;
    case 'restart-due':
      return told.unit === unit && (isStart || type === 'restart') ? { kind: 'restart-policy', unit, lines } : undefined;
    case 'termination':
      return isStart && mayName(told.unit, told.on === 'on-failure' ? 'OnFailure' : 'OnSuccess')
        ? { kind: told.on, unit: told.unit, lines }
        : undefined;
    case 'upheld':
      return told.unit === unit && isStart ? { kind: 'upheld-by', unit: told.by, lines } : undefined;
    case 'bound':
      return told.unit === unit && type === 'stop' ? { kind: 'bound-to', unit: told.by, lines } : undefined;
    case 'unneeded':
      return told.unit === unit && type === 'stop' ? { kind: 'unneeded', lines } : undefined;
    case 'default-target':
      return isStart ? { kind: 'boot', lines } : undefined;
    case 'signal':
      if (!isStart) return undefined;
      return { kind: 'signal', signal: told.signal, ...(told.pid === undefined ? {} : { pid: told.pid, comm: told.comm ?? '' }), lines };
    case 'emergency':
      return isStart && mode === 'replace-irreversibly'
        ? { kind: 'emergency-action', ...(told.unit === undefined ? {} : { unit: told.unit }), lines }
        : undefined;
    case 'got':
      return isStart ? { kind: 'bus-activation', lines } : undefined;
    case 'changed':
      return retroactiveCause({ ...reason, told }, attempt, graph);
    default:
      return undefined;
  }
}

/** retroactively_start_dependencies() and retroactively_stop_dependencies() in src/core/unit.c: they log nothing, and follow a change of state that no job asked for. */
function retroactiveCause(
  { told, text, jobType }: { readonly told: Extract<Told, { kind: 'changed' }>; readonly text: string; readonly jobType?: TrueJobType },
  { unit, type, mode, at }: Attempt,
  graph: Graph,
): TrueCause | undefined {
  const from = stateClass(told.from);
  const to = stateClass(told.to);
  const wasDown = from === 'down' || from === 'failed';
  const wasUp = from === 'up' || from === 'auto-restart';
  const isUp = to === 'up' || to === 'auto-restart';
  const isExpected =
    (isUp && jobType !== undefined && jobType !== 'stop') ||
    (!isUp && (jobType === 'stop' || jobType === 'restart' || jobType === 'try-restart'));
  if (isExpected) return undefined;
  const has = (property: DependencyProperty, one = told.unit, other = unit): boolean => graph.has(one, property, other, at.realtime);
  const settings: DependencyProperty[] = [];
  if (wasDown && isUp) {
    if (type === 'start' && !has('After')) {
      if (mode === 'replace') settings.push(...(['Requires', 'BindsTo', 'Upholds'] as const).filter((setting) => has(setting)));
      if (mode === 'fail' && has('Wants')) settings.push('Wants');
    }
    if (type === 'stop' && mode === 'replace' && (has('Conflicts') || has('Conflicts', unit, told.unit))) settings.push('Conflicts');
  } else if (wasUp && !isUp && type === 'stop' && mode === 'replace') {
    if (has('BindsTo', unit, told.unit)) settings.push('BindsTo');
    if (has('PropagatesStopTo')) settings.push('PropagatesStopTo');
  }
  if (settings.length === 0) return undefined;
  return { kind: 'retroactive', unit: told.unit, became: isUp ? 'active' : 'inactive', settings, lines: [text] };
}

function namesOf(unit: string, at: TrueTime, graph: Graph): readonly string[] {
  return [unit, ...(graph.unit(unit, at.realtime) ?? []).flatMap(({ names }) => names)];
}
