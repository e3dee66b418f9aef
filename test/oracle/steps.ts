import type { DependencyProperty, Graph } from './graph.ts';
import type { TrueJobType, TrueMember, TrueParent, TrueSetting } from './truth.ts';

type Step = Pick<TrueMember, 'unit' | 'type'>;

/** The transaction, as far as it decides who can have pulled in whom. */
export interface Steps {
  readonly anchors: readonly string[];
  readonly mode: string;
  /** µs since 1970. */
  readonly at: number;
  /** 254 and later pass a stop on to PropagatesStopTo= for a restart, too. */
  readonly version: number;
  readonly members: readonly Step[];
}

/**
 * The members that can have pulled in `child`, with the settings by which (transaction_add_job_and_dependencies() in src/core/transaction.c), each of them on a way from
 * an anchor that does not lead through the child. A unit whose job was redundant is no link of a chain, except with isolate: what it pulled in is thrown away with
 * it (transaction_drop_redundant(), then transaction_collect_garbage()).
 */
export function parentsOf(child: Step, steps: Steps, graph: Graph): readonly TrueParent[] {
  const possible = [...steps.members, ...passedThrough(steps, graph)].filter(({ unit }) => unit !== child.unit);
  const anchors = possible.filter(({ unit }) => steps.anchors.includes(unit));
  // An isolate reaches all that it stops on its own.
  const reached = new Set([...anchors, ...(steps.mode === 'isolate' ? possible.filter(({ type }) => type === 'stop') : [])]);
  for (const from of reached)
    for (const to of possible) if (!reached.has(to) && settingsBetween(from, to, steps, graph).length > 0) reached.add(to);
  const parents = [...reached].flatMap((parent) =>
    settingsBetween(parent, child, steps, graph).map((setting): TrueParent => ({ unit: parent.unit, ...setting })),
  );
  const [anchor] = steps.anchors;
  if (steps.mode === 'isolate' && child.type === 'stop' && anchor !== undefined)
    parents.push({ unit: anchor, setting: 'isolate', property: 'isolate' });
  return parents;
}

/** What an isolate reaches through units that are up already. */
function passedThrough({ anchors, mode, at, members }: Steps, graph: Graph): readonly Step[] {
  if (mode !== 'isolate') return [];
  const seen = new Set(anchors);
  for (const unit of seen)
    for (const { dependencies } of graph.unit(unit, at) ?? [])
      for (const setting of PULLING_IN) for (const other of dependencies.get(setting) ?? []) seen.add(other);
  for (const { unit } of members) seen.delete(unit);
  return [...seen].map((unit) => ({ unit, type: 'start' }));
}

type Setting = Omit<TrueParent, 'unit'>;

const PULLING_IN = ['Requires', 'BindsTo', 'Wants', 'Upholds'] as const;
const FOLLOWING = ['Requires', 'BindsTo', 'Requisite', 'PartOf'] as const;

function settingsBetween(parent: Step, child: Step, steps: Steps, graph: Graph): readonly Setting[] {
  const { anchors, members, mode, at, version } = steps;
  const settings = (names: readonly (TrueSetting & DependencyProperty)[], owner: string, other: string): readonly Setting[] =>
    names
      .filter((setting) => graph.has(owner, setting, other, at))
      .map((setting): Setting => ({ setting, property: `${setting} of ${owner}` }));
  const forward = (...names: readonly (TrueSetting & DependencyProperty)[]): readonly Setting[] => settings(names, parent.unit, child.unit);
  const backward = (...names: readonly (TrueSetting & DependencyProperty)[]): readonly Setting[] =>
    settings(names, child.unit, parent.unit);

  const isStart = parent.type === 'start' || parent.type === 'restart';
  const isStop = parent.type === 'stop';
  const isRestart =
    parent.type === 'restart' || (mode === 'restart-dependencies' && parent.type === 'start' && anchors.includes(parent.unit));
  // From 254 only what began with an anchor, or was itself reached this way, is passed on (TRANSACTION_PROCESS_PROPAGATE_STOP_GRACEFUL).
  const isPassedOn =
    version < 254 || anchors.includes(parent.unit) || members.some(({ unit }) => graph.has(unit, 'PropagatesStopTo', parent.unit, at));
  const passesStop = isPassedOn && (isStop || (isRestart && version >= 254));

  switch (child.type) {
    case 'start':
      return isStart ? forward(...PULLING_IN) : [];
    case 'verify-active':
      return isStart ? forward('Requisite') : [];
    case 'stop':
      return [
        ...(isStart ? [...forward('Conflicts'), ...backward('Conflicts')] : []),
        ...(isStop ? backward(...FOLLOWING) : []),
        ...(passesStop ? forward('PropagatesStopTo') : []),
        ...(isStop && mode === 'triggering' ? backward('Triggers') : []),
      ];
    case 'restart':
    case 'try-restart':
      // A start of the same unit may have been merged into it; what made it a restart is this.
      return [...(isRestart ? backward(...FOLLOWING) : []), ...(passesStop && version >= 254 ? forward('PropagatesStopTo') : [])];
    default:
      return isReload(child.type) && isReload(parent.type) ? forward('PropagatesReloadTo') : [];
  }
}

function isReload(type: TrueJobType): boolean {
  return type === 'reload' || type === 'try-reload' || type === 'reload-or-start' || type === 'nop';
}
