import type { Cause, Start, Timeline } from '../../../model/timeline.ts';
import { isOf, isTemplate } from '../../../systemd/unit-name.ts';
import { defined } from '../../../defined.ts';

/** A horizontal band of the picture: a unit, or all of what is not one: the clients, the boot … */
export interface Lane {
  readonly key: string;
  readonly kind: 'unit' | Exclude<Cause['kind'], 'unit'>;
  /** Raw text. */
  readonly name: string;
  readonly host?: string;
  readonly isAsked: boolean;
}

/** All lanes from the top, causes above what they start; and where a cause or a unit belongs. */
export interface Lanes {
  readonly list: readonly Lane[];
  readonly ofCause: (cause: Cause, host: string | undefined) => string;
  readonly ofUnit: (unit: string, host: string | undefined) => string;
}

/** More than these are not read but counted; the rest shares the last lane. */
const MAX_LANES = 36;
const MAX_INSTANCES = 6;
const KIND_NAMES = {
  client: 'clients',
  process: 'clients',
  peer: 'connections',
  boot: 'boot',
  kernel: 'kernel',
  unknown: 'unknown',
} as const;
const KIND_ORDER = ['boot', 'client', 'peer', 'kernel', 'unknown'] as const;

/** The lanes of a story. Those asked for stand at the bottom, above the axis; what is further from them stands higher. */
export function lanesOf({ units, starts, events }: Pick<Timeline, 'units' | 'starts' | 'events'>): Lanes {
  const crowded = crowdedTemplates(
    units.map(({ id }) => id),
    starts,
  );
  const nameOf = (unit: string): string => crowded.get(templateOf(unit)) ?? unit;
  const depths = new Map<string, Lane & { depth: number; order: number }>();
  const see = (lane: Lane, depth: number): void => {
    const known = depths.get(lane.key);
    if (known === undefined) depths.set(lane.key, { ...lane, depth, order: depths.size });
    else known.depth = Math.max(known.depth, depth);
  };
  const asked = new Set([
    ...units.map(({ id, host }) => keyOf(nameOf(id), host)),
    ...starts.map(({ unit, host }) => keyOf(nameOf(unit), host)),
  ]);
  const unitLane = (unit: string, host: string | undefined): Lane => {
    const key = keyOf(nameOf(unit), host);
    return defined({ key, kind: 'unit', name: nameOf(unit), isAsked: asked.has(key), host });
  };
  const causeLane = (cause: Cause, host: string | undefined): Lane => {
    if (cause.kind === 'unit') return unitLane(cause.unit, host);
    const kind = cause.kind === 'process' ? 'client' : cause.kind;
    return defined({ key: `${kind}:${host ?? ''}`, kind, name: KIND_NAMES[kind], isAsked: false, host });
  };
  const after = new Map<string, Set<string>>();
  for (const { chain, unit, host } of starts) {
    for (const [depth, { from, to }] of chain.entries()) {
      const within = unitBefore(chain, depth);
      const cause = within === undefined ? causeLane(from, host) : unitLane(within, host);
      see(cause, depth);
      if (to !== unit) see(unitLane(to, host), depth + 1);
      after.set(cause.key, (after.get(cause.key) ?? new Set()).add(unitLane(to, host).key));
    }
    see(unitLane(unit, host), chain.length);
  }
  for (const { end, host } of events) {
    const by = end?.chain?.at(-1)?.from;
    if (by !== undefined && by.kind !== 'unknown') see(causeLane(by, host), 0);
  }
  for (const { id, host } of units) if (!isTemplate(id)) see(unitLane(id, host), 0);
  const places = inChains([...depths.values()], after);
  const place = ({ key }: Lane): number => places.get(key) ?? 0;
  const hosts = [...new Set([...depths.values()].map(({ host }) => host))];
  const rank = (lane: Lane): number => (lane.isAsked ? 2 : lane.kind === 'unit' ? 1 : 0);
  const kindRank = ({ kind }: Lane): number => KIND_ORDER.findIndex((one) => one === kind);
  const list = [...depths.values()].sort(
    (a, b) =>
      hosts.indexOf(a.host) - hosts.indexOf(b.host) ||
      rank(a) - rank(b) ||
      (a.kind === 'unit' ? place(a) - place(b) : kindRank(a) - kindRank(b)),
  );
  return bounded(
    list,
    (cause, host) => causeLane(cause, host).key,
    (unit, host) => keyOf(nameOf(unit), host),
  );
}

/** The unit that the hop before led to, where who acts next is a process of it: the chain goes on in its lane. */
export function unitBefore(chain: Start['chain'], index: number): string | undefined {
  const from = chain[index]?.from;
  const before = chain[index - 1]?.to;
  return from !== undefined && from.kind !== 'unit' && 'unit' in from && from.unit === before ? before : undefined;
}

/** Each lane behind the one that acts on it, so that a chain is read downwards; roots in the order in which they first acted. */
function inChains(
  lanes: readonly { readonly key: string; readonly depth: number; readonly order: number }[],
  after: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const waiting = [...lanes].sort((a, b) => a.depth - b.depth || a.order - b.order).map(({ key }) => key);
  const known = new Set(waiting);
  while (waiting.length > 0) {
    const key = waiting.shift() ?? '';
    if (places.has(key)) continue;
    places.set(key, places.size);
    waiting.unshift(...[...(after.get(key) ?? [])].filter((next) => known.has(next) && !places.has(next)));
  }
  return places;
}

/** Of too many lanes those stay that were asked for, then those of who acted: nobody else may seem to have done it. */
function bounded(all: readonly Lane[], ofCause: Lanes['ofCause'], ofUnit: Lanes['ofUnit']): Lanes {
  if (all.length <= MAX_LANES) return { list: all, ofCause, ofUnit };
  const [asked, others, who] = [
    all.filter(({ isAsked }) => isAsked),
    all.filter(({ isAsked, kind }) => !isAsked && kind === 'unit'),
    all.filter(({ kind }) => kind !== 'unit'),
  ];
  const first = MAX_LANES - 1 - KIND_ORDER.length;
  const kept = new Set([...asked.slice(0, first), ...who, ...asked.slice(first), ...others].slice(0, MAX_LANES - 1).map(({ key }) => key));
  const list = all.filter(({ key }) => kept.has(key));
  const left = all.filter(({ key }) => !kept.has(key));
  const what = left.every(({ kind }) => kind === 'unit') ? 'more units' : 'more units and causes';
  const rest: Lane = { key: 'rest', kind: 'unit', name: `${String(left.length)} ${what}`, isAsked: left.some(({ isAsked }) => isAsked) };
  const inList = (key: string): string => (kept.has(key) ? key : rest.key);
  return {
    list: rest.isAsked ? [...list, rest] : [rest, ...list],
    ofCause: (cause, host) => inList(ofCause(cause, host)),
    ofUnit: (unit, host) => inList(ofUnit(unit, host)),
  };
}

/** Templates of which so many instances started that they share a lane. */
function crowdedTemplates(asked: readonly string[], starts: readonly Start[]): ReadonlyMap<string, string> {
  const instances = new Map<string, Set<string>>();
  for (const { unit } of starts) {
    const template = templateOf(unit);
    if (template !== unit) instances.set(template, (instances.get(template) ?? new Set()).add(unit));
  }
  return new Map(
    [...instances]
      .filter(([, { size }]) => size > MAX_INSTANCES)
      .map(([template]) => [template, asked.find((id) => isOf(template, id)) ?? template]),
  );
}

function templateOf(unit: string): string {
  return unit.replace(/@.*(?=\.[a-z]+$)/s, '@');
}

function keyOf(name: string, host: string | undefined): string {
  return `unit:${host ?? ''}:${name}`;
}
