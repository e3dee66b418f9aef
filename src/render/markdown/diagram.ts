import { causeGraph, type CauseEdge, type CauseGraph, type CauseNode } from '../graph/cause-graph.ts';
import { mermaidLines } from '../graph/mermaid.ts';
import { timesWord } from '../words/story-starts.ts';
import { mechanismWord } from '../words/phrases.ts';
import { fence, heading, list, type Block } from './blocks.ts';
import { inline } from './inline.ts';
import { onHost, type Page } from './page.ts';

/** GitHub draws no more edges than 500, and a person reads fewer. */
const MAX_EDGES = 40;

/** Who started whom as a Mermaid diagram, and the same as a list for where none is drawn. */
export function drawingPart(page: Page): readonly Block[] {
  const whole = causeGraph(page.timeline);
  if (whole.edges.length === 0) return [];
  const graph = mostUsed(whole);
  const left = whole.edges.length - graph.edges.length;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  return [
    heading(3, 'Who started whom'),
    fence('mermaid', mermaidLines(graph)),
    ...list([
      ...graph.processes.map(({ unit, process }) => `${named(unit, nodes)} → ${named(process, nodes)}: its process`),
      ...graph.edges.map((edge) => edgeWords(edge, nodes, page)),
    ]),
    ...(left === 0 ? [] : [`Not drawn: ${String(left)} more that acted less often.`]),
  ];
}

function mostUsed(graph: CauseGraph): CauseGraph {
  if (graph.edges.length <= MAX_EDGES) return graph;
  const kept = new Set([...graph.edges].sort((a, b) => b.starts - a.starts).slice(0, MAX_EDGES));
  const edges = graph.edges.filter((edge) => kept.has(edge));
  const met = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return {
    nodes: graph.nodes.filter(({ id }) => met.has(id)),
    edges,
    processes: graph.processes.filter(({ unit, process }) => met.has(unit) && met.has(process)),
  };
}

function edgeWords({ from, to, mechanism, strength, starts }: CauseEdge, nodes: ReadonlyMap<string, CauseNode>, page: Page): string {
  const names = `${named(from, nodes)} → ${named(to, nodes)}${onHost(nodes.get(to) ?? {}, page)}`;
  const sure = strength === 'unexplained' ? '' : `, ${strength}`;
  return `${names}: ${inline(mechanismWord(mechanism))}, ${timesWord(starts)}${sure}`;
}

function named(id: string, nodes: ReadonlyMap<string, CauseNode>): string {
  return inline(nodes.get(id)?.label ?? '');
}
