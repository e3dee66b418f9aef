import type { MechanismName } from '../../model/mechanism.ts';
import { weaker, type Strength } from '../../model/strength.ts';
import type { Cause, Link, Start, Timeline } from '../../model/timeline.ts';
import { tally } from '../grouped.ts';
import { causeKey, causeName, clientFacts, isClient, lastingCause } from '../words/cause.ts';
import { mechanismWord } from '../words/phrases.ts';
import { defined } from '../../defined.ts';

/** Who started whom, for drawings: each cause once, however often it acted. */
export interface CauseGraph {
  readonly nodes: readonly CauseNode[];
  readonly edges: readonly CauseEdge[];
  /** Of which unit of the graph a client is a process, where the chain says so. */
  readonly processes: readonly { readonly unit: string; readonly process: string }[];
}

export interface CauseNode {
  /** `n1`, `n2` … in the order in which they are first met. */
  readonly id: string;
  /** Raw text, without the pid of a process or the port of a connection; where several causes have one name, with the user and the unit of each. */
  readonly label: string;
  readonly kind: Cause['kind'];
  /** Whether it was asked about. */
  readonly isAsked: boolean;
  readonly host?: string;
}

/** All links of one mechanism from one cause to one unit. */
export interface CauseEdge {
  readonly from: string;
  readonly to: string;
  readonly mechanism: MechanismName;
  /** The weakest of them. */
  readonly strength: Strength;
  /** How often it acted: an act that more than one start goes back to is one. */
  readonly starts: number;
}

/** The graph of all chains; a start that nothing explains comes from a node of the kind `unknown`. */
export function causeGraph({ starts, units }: Pick<Timeline, 'starts' | 'units'>): CauseGraph {
  const nodes = new Map<string, CauseNode & { readonly facts: readonly string[] }>();
  const edges = new Map<string, CauseEdge>();
  const acts = new Map<string, Set<string>>();
  const processes = new Map<string, CauseGraph['processes'][number]>();
  const asked = new Set(units.map(({ id }) => id));
  const nodeOf = (cause: Cause, { host }: Start): string => {
    const key = [host ?? '', causeKey(cause)].join('\0');
    const known = nodes.get(key);
    if (known !== undefined) return known.id;
    const id = `n${String(nodes.size + 1)}`;
    nodes.set(
      key,
      defined({
        id,
        label: causeName(lastingCause(cause)),
        facts: factsOf(cause),
        kind: cause.kind,
        isAsked: cause.kind === 'unit' && asked.has(cause.unit),
        host,
      }),
    );
    return id;
  };
  for (const [index, start] of starts.entries()) {
    const reached = new Set<string>();
    for (const { from, to, mechanism, strength, evidence } of linksOf(start)) {
      const ends = { from: nodeOf(from, start), to: nodeOf({ kind: 'unit', unit: to }, start) };
      if (from.kind !== 'unit' && reached.has(unitOf(from))) {
        const unit = nodeOf({ kind: 'unit', unit: unitOf(from) }, start);
        processes.set(ends.from, { unit, process: ends.from });
      }
      reached.add(to);
      const key = [ends.from, ends.to, mechanism].join('\0');
      const known = edges.get(key);
      const seen = acts.get(key) ?? new Set();
      acts.set(key, seen.add(evidence.length === 0 ? `start ${String(index)}` : evidence.join(' ')));
      edges.set(key, {
        ...ends,
        mechanism,
        strength: known === undefined ? strength : weaker(known.strength, strength),
        starts: seen.size,
      });
    }
  }
  return { nodes: toldApart([...nodes.values()]), edges: [...edges.values()], processes: [...processes.values()] };
}

/** What stands at an edge: how it acted and how often, and how sure that is where it is not stated; what is unexplained says so by its mechanism. */
export function edgeWords({ mechanism, strength, starts }: CauseEdge): readonly string[] {
  const often = `${mechanismWord(mechanism)}${starts === 1 ? '' : ` ×${String(starts)}`}`;
  return strength === 'stated' || strength === 'unexplained' ? [often] : [often, strength];
}

function linksOf({ chain, unit }: Start): readonly Pick<Link, 'from' | 'to' | 'mechanism' | 'strength' | 'evidence'>[] {
  if (chain.length > 0) return chain;
  return [{ from: { kind: 'unknown' }, to: unit, mechanism: 'unexplained', strength: 'unexplained', evidence: [] }];
}

/** The same command of two users, or of two units, is two causes: then each says which it is. */
function toldApart(nodes: readonly (CauseNode & { readonly facts: readonly string[] })[]): readonly CauseNode[] {
  const names = tally(nodes, ({ host = '', kind, label }) => [host, kind, label].join('\0'));
  const shared = new Set(names.filter((same) => same.length > 1).flat());
  return nodes.map((whole) => {
    const { facts, ...node } = whole;
    return facts.length === 0 || !shared.has(whole) ? node : { ...node, label: `${node.label} (${facts.join(', ')})` };
  });
}

function factsOf(cause: Cause): readonly string[] {
  const lasting = lastingCause(cause);
  return isClient(lasting) ? clientFacts(lasting) : [];
}

/** The unit whose process it is. */
function unitOf(cause: Cause): string {
  return 'unit' in cause ? (cause.unit ?? '') : '';
}
