import type { Graph } from './graph.ts';
import type { TrueJobType, TrueMember, TrueParent, TrueSetting } from './truth.ts';

/** The transaction, as far as it decides who can have pulled in whom. */
export interface Steps {
  readonly anchors: readonly string[];
  readonly mode: string;
  readonly at: number;
  /** 254 and later pass a stop on to PropagatesStopTo= for a restart, too. */
  readonly version: number;
  readonly members: readonly Pick<TrueMember, 'unit' | 'type'>[];
}

/**
 * The members that can have pulled in `child`, with the settings by which (transaction_add_job_and_dependencies() in src/core/transaction.c). A unit whose
 * job was redundant is no link of a chain, except with isolate: what it pulled in is thrown away with it (transaction_drop_redundant(), then
 * transaction_collect_garbage()).
 */
export function parentsOf(child: Pick<TrueMember, 'unit' | 'type'>, steps: Steps, graph: Graph): readonly TrueParent[] {
  const parents: TrueParent[] = [];
  for (const parent of steps.members) {
    if (parent.unit === child.unit) continue;
    for (const setting of settingsBetween(parent, child, steps, graph)) parents.push({ unit: parent.unit, ...setting });
  }
  if (steps.mode === 'isolate') {
    const [anchor = ''] = steps.anchors;
    if (child.type === 'stop') parents.push({ unit: anchor, setting: 'isolate', property: 'isolate' });
    const inMembers = new Set(steps.members.map(({ unit }) => unit));
    for (const unit of startClosure(anchor, steps.at, graph)) {
      if (inMembers.has(unit) || unit === child.unit) continue;
      for (const setting of settingsBetween({ unit, type: 'start' }, child, steps, graph)) parents.push({ unit, ...setting });
    }
  }
  return parents;
}

type Setting = Omit<TrueParent, 'unit'>;

function settingsBetween(
  parent: Pick<TrueMember, 'unit' | 'type'>,
  child: Pick<TrueMember, 'unit' | 'type'>,
  { anchors, members, mode, at, version }: Steps,
  graph: Graph,
): readonly Setting[] {
  const found: Setting[] = [];
  const forward = (setting: TrueSetting & Parameters<Graph['has']>[1]): void => {
    if (graph.has(parent.unit, setting, child.unit, at)) found.push({ setting, property: `${setting} of ${parent.unit}` });
  };
  const backward = (setting: TrueSetting & Parameters<Graph['has']>[1]): void => {
    if (graph.has(child.unit, setting, parent.unit, at)) found.push({ setting, property: `${setting} of ${child.unit}` });
  };
  const makes = makesOf(child.type);
  const isStart = parent.type === 'start' || parent.type === 'restart';
  const restartsDependants = mode === 'restart-dependencies' && parent.type === 'start' && anchors.includes(parent.unit);
  const isRestart = parent.type === 'restart' || restartsDependants;
  if (isStart && makes.includes('start')) for (const setting of ['Requires', 'BindsTo', 'Wants', 'Upholds'] as const) forward(setting);
  if (isStart && makes.includes('verify-active')) forward('Requisite');
  if (isStart && makes.includes('stop')) {
    forward('Conflicts');
    backward('Conflicts');
  }
  if ((parent.type === 'stop' && makes.includes('stop')) || (isRestart && makes.includes('restart'))) {
    for (const setting of ['Requires', 'BindsTo', 'Requisite', 'PartOf'] as const) backward(setting);
  }
  // From 254 only what began with an anchor, or was itself reached this way, is passed on (TRANSACTION_PROCESS_PROPAGATE_STOP_GRACEFUL).
  const isPassedOn =
    version < 254 || anchors.includes(parent.unit) || members.some(({ unit }) => graph.has(unit, 'PropagatesStopTo', parent.unit, at));
  const passesStop = isPassedOn && (parent.type === 'stop' || (isRestart && version >= 254));
  if (passesStop && (makes.includes('stop') || (makes.includes('restart') && version >= 254))) forward('PropagatesStopTo');
  if (parent.type === 'stop' && mode === 'triggering' && makes.includes('stop')) backward('Triggers');
  if (makes.includes('reload')) forward('PropagatesReloadTo');
  return found;
}

/** What relations can have made of the child: a start that met a restart is a restart. */
function makesOf(type: TrueJobType): readonly TrueJobType[] {
  if (type === 'restart' || type === 'try-restart') return ['restart', 'start'];
  if (type === 'try-reload' || type === 'reload-or-start') return ['reload', 'start'];
  return [type];
}

/** All that a start reaches, through units that are up already as well. */
function startClosure(from: string, at: number, graph: Graph): ReadonlySet<string> {
  const seen = new Set([from]);
  for (const unit of seen)
    for (const { dependencies } of graph.unit(unit, at) ?? [])
      for (const setting of ['Requires', 'BindsTo', 'Wants', 'Upholds'] as const)
        for (const other of dependencies.get(setting) ?? []) seen.add(other);
  return seen;
}
